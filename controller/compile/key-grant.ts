import type { ValueOrRef } from '../../registry/kinds/value-or-ref.ts';
import type { DocumentHead } from '../documents/registry.ts';
import type { JsonObject } from '../lib/json.ts';
import type { UseSite } from './context.ts';
import { resolveOne } from './references.ts';
import { allow } from './statement.ts';

/** A document whose data may be encrypted with a key of the team's own. */
interface Encrypted extends DocumentHead {
  readonly spec: { readonly kmsKeyArn?: ValueOrRef };
}

/**
 * What a role needs of the key besides access to the data itself; nothing where the data is under a key of AWS. Only through the service
 * that holds the data, so that the key opens nothing else. The key's own policy has to allow it too.
 */
export function keyGrant(
  target: Encrypted,
  service: string,
  actions: readonly string[],
  site: UseSite,
): readonly JsonObject[] {
  const { kmsKeyArn } = target.spec;
  if (kmsKeyArn === undefined) return [];
  const key = resolveOne(kmsKeyArn, { ...site, document: target });
  const via = `${service}.${site.context.platform.spec.region}.amazonaws.com`;
  return [{ ...allow(actions, key), Condition: { StringEquals: { 'kms:ViaService': via } } }];
}
