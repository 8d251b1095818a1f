import type { Json } from '../../lib/json.ts';
import { formatPath, type Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { listOf } from '../raw.ts';

/**
 * Entries of a list that an earlier one is equal to. `identity` tells what makes two of them equal, where that is not all of them; an
 * entry without one is left alone.
 */
export function repeatedEntries(
  list: Json | undefined,
  path: Path,
  identity: (entry: Json) => string | undefined = JSON.stringify,
): readonly Problem[] {
  const first = new Map<string, number>();
  return listOf(list).flatMap((entry, index) => {
    const name = identity(entry);
    if (name === undefined) return [];
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, index);
      return [];
    }
    const message = `The entry is already in ${formatPath(path)}[${earlier}]; AWS takes it once.`;
    return [{ code: 'DuplicateEntry', path: [...path, index], message }];
  });
}
