import { isShared } from '../../../registry/kinds/kinds.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';

/** AWS's limit for the value of a tag; the teams stand in one, with a colon around each: `:orders:billing:`. */
const MAX_TAG_VALUE = 256;

const PATH = ['metadata', 'sharedWith'] as const;

/** Sharing (I4): what belongs to the whole registry needs none, no team is named twice, and their names fit into one tag. */
export function sharedWith(document: JsonObject): readonly Problem[] {
  const shared = listOf(objectOf(document.metadata).sharedWith).map((entry) => objectOf(entry).team);
  const teams = shared.filter((team) => typeof team === 'string');
  if (shared.length > 0 && typeof document.kind === 'string' && isShared(document.kind)) {
    const message = `A ${document.kind} belongs to all teams already.`;
    return [{ code: 'ConflictingFields', path: PATH, at: 'key', message }];
  }
  const twice = shared.flatMap((team, index): Problem[] => {
    if (team === undefined || shared.indexOf(team) === index) return [];
    return [{ code: 'ConflictingFields', path: [...PATH, index, 'team'], message: 'The team is named already.' }];
  });
  if (`:${teams.join(':')}:`.length <= MAX_TAG_VALUE) return twice;
  const message = `The names of the teams are longer than ${MAX_TAG_VALUE} characters together.`;
  return [...twice, { code: 'InvalidValue', path: PATH, at: 'key', message }];
}
