import { ACCESSIBLE, type AccessLevel } from '../../../registry/kinds/access.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';

/** `spec.access`: every level is one that the kind has, and a prefix stands only where there are keys. */
export function access(document: JsonObject): readonly Problem[] {
  const path = ['spec', 'access'];
  return listOf(objectOf(document.spec).access).flatMap((entry, index) => [
    ...levelProblem(entry, [...path, index]),
    ...prefixProblem(entry, [...path, index]),
  ]);
}

function levelProblem(entry: Json, path: Path): Problem[] {
  const { kind, level } = objectOf(entry);
  const levels = levelsOf(kind);
  if (levels === undefined || typeof level !== 'string' || levels.includes(level as AccessLevel)) return [];
  const allowed = levels.length === 1 ? levels.join() : `${levels.slice(0, -1).join(', ')} or ${levels.at(-1)}`;
  const message = `A ${kind} has no access level ${JSON.stringify(level)}; it has ${allowed}.`;
  return [{ code: 'InvalidValue', path: [...path, 'level'], message }];
}

function prefixProblem(entry: Json, path: Path): Problem[] {
  const { kind, prefix } = objectOf(entry);
  if (prefix === undefined || kind === 'Bucket' || levelsOf(kind) === undefined) return [];
  const message = `prefix is for buckets only: a ${kind} has no keys.`;
  return [{ code: 'ConflictingFields', path: [...path, 'prefix'], at: 'key', message }];
}

function levelsOf(kind: Json | undefined): readonly AccessLevel[] | undefined {
  return typeof kind === 'string' && Object.hasOwn(ACCESSIBLE, kind)
    ? ACCESSIBLE[kind as keyof typeof ACCESSIBLE]
    : undefined;
}
