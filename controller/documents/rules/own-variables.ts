import type { JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';

/** Beginning of the environment variables by which a function learns what the larger document around it has made. */
const OWN_PREFIX = 'HOLDFAST_';

/** The variables of a function inside a larger document: those of Holdfast's own are not the author's to set. */
export function ownVariables(block: JsonObject, path: Path): readonly Problem[] {
  return Object.keys(objectOf(block.environment))
    .filter((name) => name.startsWith(OWN_PREFIX))
    .map((name) => ({
      code: 'ReservedVariable',
      path: [...path, 'environment', name],
      at: 'key',
      message: `${name} is set by Holdfast itself.`,
    }));
}
