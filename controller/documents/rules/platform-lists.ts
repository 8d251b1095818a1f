import type { Json, JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';
import { repeatedEntries } from './repeated-entries.ts';

/** Alerts that say the same, and authorizers that share a name. Lists of plain texts are in the schema. */
export function platformLists(document: JsonObject): readonly Problem[] {
  const { cost, api } = objectOf(document.spec);
  const authorizers: Path = ['spec', 'api', 'authorizers'];
  return [
    ...repeatedEntries(objectOf(cost).alerts, ['spec', 'cost', 'alerts'], alertOf),
    ...repeatedEntries(objectOf(api).authorizers, authorizers, nameOf).map((problem) => ({
      ...problem,
      path: [...problem.path, 'name'],
    })),
  ];
}

/** AWS tells alerts of a budget apart by their kind and threshold. */
function alertOf(alert: Json): string | undefined {
  const { percent, type } = objectOf(alert);
  return percent === undefined || type === undefined ? undefined : `${String(type)} ${String(percent)}`;
}

function nameOf(entry: Json): string | undefined {
  const { name } = objectOf(entry);
  return typeof name === 'string' ? name : undefined;
}
