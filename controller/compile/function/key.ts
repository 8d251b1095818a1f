import { literalOf } from '../../../registry/kinds/value-or-ref.ts';
import type { JsonObject } from '../../lib/json.ts';
import { resolveOne } from '../references.ts';
import type { Site } from '../site.ts';
import { allow } from '../statement.ts';

/** The key that the environment is encrypted with. */
export function keyOf(site: Site<'Function'>): JsonObject {
  const { kmsKeyArn } = site.document.spec;
  return kmsKeyArn === undefined ? {} : { KmsKeyArn: resolveOne(kmsKeyArn, site) };
}

/**
 * What the role needs to read its environment. IAM does not take the ARN of an alias for the key behind it; a condition does:
 * https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
export function keyStatements(site: Site<'Function'>): readonly JsonObject[] {
  const { kmsKeyArn } = site.document.spec;
  if (kmsKeyArn === undefined) return [];
  const alias = /^(arn:[^:]+:kms:[^:]+:[^:]+:)(alias\/.+)$/.exec(literalOf(kmsKeyArn) ?? '');
  if (alias === null) return [allow(['kms:Decrypt'], resolveOne(kmsKeyArn, site))];
  const [, prefix = '', name = ''] = alias;
  const Condition = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [name] } };
  return [{ ...allow(['kms:Decrypt'], `${prefix}key/*`), Condition }];
}
