import type { Json, JsonObject } from '../../lib/json.ts';
import { formatPath, type Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';
import { quote } from '../words.ts';

/** Lists of a Platform in which an entry has a meaning only once: AWS refuses the second one, or bills it. */
const SETS: readonly Path[] = [
  ['spec', 'network', 'endpoints', 'gateway'],
  ['spec', 'network', 'endpoints', 'interface'],
  ['spec', 'observability', 'alarms', 'emails'],
  ['spec', 'observability', 'alarms', 'urls'],
  ['spec', 'cost', 'emails'],
  ['spec', 'cost', 'allocationTags'],
];

/** Entries that a list has already, and authorizers that share a name. */
export function platformLists(document: JsonObject): readonly Problem[] {
  const sets = SETS.flatMap((path) => repeated(listAt(document, path), path));
  const alerts = ['spec', 'cost', 'alerts'];
  const authorizers = ['spec', 'api', 'authorizers'];
  return [
    ...sets,
    ...repeated(listAt(document, alerts).map(sayAlert), alerts),
    ...repeated(
      listAt(document, authorizers).map((entry) => objectOf(entry).name ?? null),
      authorizers,
      ['name'],
    ),
  ];
}

function listAt(document: JsonObject, path: Path): readonly Json[] {
  const parent = path.slice(0, -1).reduce<JsonObject>((value, name) => objectOf(value[name]), document);
  return listOf(parent[String(path.at(-1))]);
}

/** AWS tells alerts of a budget apart by their kind and threshold. */
function sayAlert(alert: Json): Json {
  const { percent, type } = objectOf(alert);
  return percent === undefined || type === undefined ? null : `${String(type)} ${String(percent)} %`;
}

/** `field`: the part of each entry that the texts in `list` are. */
function repeated(list: readonly Json[], path: Path, field: Path = []): readonly Problem[] {
  return list.flatMap((entry, index): Problem[] => {
    const first = list.indexOf(entry);
    if (typeof entry !== 'string' || first === index) return [];
    const at = [...path, index, ...field];
    const message = `${formatPath(at)} repeats ${quote(entry)} of ${formatPath([...path, first, ...field])}.`;
    return [{ code: 'DuplicateEntry', path: at, message }];
  });
}
