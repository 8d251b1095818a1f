import type { Finding } from '../../diagnostics/finding.ts';
import { lookupOf } from './lookup.ts';
import { documentsOf, type RegistryContext } from './registry-rule.ts';

/** A rule over objects of a bucket never sees one unless the bucket tells EventBridge. */
export function objectEvents(context: RegistryContext): readonly Finding[] {
  const bucketAt = lookupOf(context, 'Bucket');
  return documentsOf(context, 'EventRule').flatMap((rule) => {
    const { s3 } = rule.spec;
    const bucket = s3 && bucketAt(s3.bucket, rule);
    if (bucket === undefined || bucket.spec.events) return [];
    const { name } = bucket.metadata;
    const message = `Bucket ${name} does not tell EventBridge of its objects.`;
    const hint = `Set events: true in Bucket ${name}.`;
    const path = ['spec', 's3', 'bucket', 'name'];
    return [context.finding(rule.source, { code: 'UnfitDocument', path, message, hint })];
  });
}
