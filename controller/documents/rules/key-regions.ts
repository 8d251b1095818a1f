import { literalOf } from '../../../registry/kinds/value-or-ref.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import { documentsOf, type RegistryContext } from './registry-rule.ts';

/** Kinds whose data can be under a key of the team's own. */
const KINDS = ['Queue', 'Topic', 'Secret', 'Table', 'Bucket'] as const;

/** KMS keys work in their region only, and nothing that holds data takes one of another region. */
export function keyRegions(context: RegistryContext): readonly Finding[] {
  const region = documentsOf(context, 'Platform')[0]?.spec.region;
  if (region === undefined) return [];
  return KINDS.flatMap((kind) => documentsOf(context, kind)).flatMap(({ spec, source }) => {
    const key = spec.kmsKeyArn === undefined ? undefined : literalOf(spec.kmsKeyArn);
    const other = key?.split(':')[3];
    if (other === undefined || other === region) return [];
    const message = `The key is in ${other}, but the platform is in ${region}.`;
    return [context.finding(source, { code: 'InvalidValue', path: ['spec', 'kmsKeyArn'], message })];
  });
}
