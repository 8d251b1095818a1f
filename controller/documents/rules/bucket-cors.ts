import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';
import { repeatedEntries } from './repeated-entries.ts';

const LISTS = ['allowOrigins', 'allowMethods', 'allowHeaders', 'exposeHeaders'] as const;

/** Rules for browsers, and what each of them lists, stand once: `uniqueItems` in AWS's schema of AWS::S3::Bucket. */
export function bucketCors(document: JsonObject): readonly Problem[] {
  const { cors } = objectOf(document.spec);
  const path = ['spec', 'cors'];
  return [
    ...repeatedEntries(cors, path),
    ...listOf(cors).flatMap((rule, index) =>
      LISTS.flatMap((list) => repeatedEntries(objectOf(rule)[list], [...path, index, list])),
    ),
  ];
}
