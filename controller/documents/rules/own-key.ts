import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';

/** `encryption` chooses among AWS's keys, so it says nothing beside a key of one's own. */
export function ownKey(document: JsonObject): readonly Problem[] {
  const { encryption, kmsKeyArn } = objectOf(document.spec);
  if (encryption === undefined || kmsKeyArn === undefined) return [];
  const message = "spec.encryption and spec.kmsKeyArn exclude each other: the key is either one of AWS's or your own.";
  return [{ code: 'ConflictingFields', path: ['spec', 'encryption'], at: 'key', message }];
}
