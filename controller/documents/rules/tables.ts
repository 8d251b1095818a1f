import type { JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';

/** Most attributes that all indexes of a table name in `include` together. Source: API_Projection of the DynamoDB API. */
const MAX_INCLUDED = 100;

/** A use of an attribute as a key: of the table, or of an index. */
interface KeyUse {
  readonly path: Path;
  readonly name: string;
  readonly type: string;
  readonly of: 'table' | 'index';
}

/** What a table's keys, indexes and TTL must agree on. Source: API_CreateTable of the DynamoDB API. */
export function tableKeys(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  const uses = keyUses(spec);
  return [
    ...typeProblems(uses),
    ...samePairs(spec),
    ...localProblems(spec),
    ...indexNames(spec),
    ...includeProblems(spec),
    ...ttlProblems(spec, uses),
  ];
}

function keyUses(spec: JsonObject): readonly KeyUse[] {
  const indexes = listOf(spec.indexes).flatMap((index, at) => keysOf(index, ['spec', 'indexes', at], 'index'));
  const local = listOf(spec.localIndexes).flatMap((index, at) => keysOf(index, ['spec', 'localIndexes', at], 'index'));
  return [...keysOf(spec, ['spec'], 'table'), ...indexes, ...local];
}

function keysOf(holder: JsonObject[string], path: Path, of: KeyUse['of']): readonly KeyUse[] {
  return ['partitionKey', 'sortKey'].flatMap((field) => {
    const { name, type = 'string' } = objectOf(objectOf(holder)[field]);
    return typeof name === 'string' && typeof type === 'string' ? [{ path: [...path, field], name, type, of }] : [];
  });
}

function typeProblems(uses: readonly KeyUse[]): Problem[] {
  return uses.flatMap(({ path, name, type }, at) => {
    const first = uses.slice(0, at).find((use) => use.name === name);
    if (first === undefined || first.type === type) return [];
    const message = `The attribute ${name} is a ${first.type} in another key, and a ${type} here; it has one type in a table.`;
    return [{ code: 'ConflictingFields', path, message }];
  });
}

function samePairs(spec: JsonObject): Problem[] {
  const holders: readonly (readonly [Path, JsonObject])[] = [
    [['spec'], spec],
    ...listOf(spec.indexes).map((index, at) => [['spec', 'indexes', at], objectOf(index)] as const),
    ...listOf(spec.localIndexes).map(
      (index, at) =>
        [['spec', 'localIndexes', at], { ...objectOf(index), partitionKey: spec.partitionKey ?? null }] as const,
    ),
  ];
  return holders.flatMap(([path, { partitionKey, sortKey }]) => {
    const { name } = objectOf(sortKey);
    if (typeof name !== 'string' || name !== objectOf(partitionKey).name) return [];
    const message = `The sort key is the attribute ${name}, which is the partition key already.`;
    return [{ code: 'ConflictingFields', path: [...path, 'sortKey'], message }];
  });
}

function localProblems(spec: JsonObject): Problem[] {
  if (spec.sortKey !== undefined || listOf(spec.localIndexes).length === 0) return [];
  const message = 'spec.sortKey is missing: only a table with a sort key has local indexes.';
  return [{ code: 'MissingField', path: ['spec', 'localIndexes'], at: 'key', message }];
}

/** Global and local indexes share their names. */
function indexNames(spec: JsonObject): Problem[] {
  const named = ['indexes', 'localIndexes'].flatMap((field) =>
    listOf(spec[field]).map((index, at) => ({ name: objectOf(index).name, path: ['spec', field, at, 'name'] })),
  );
  return named
    .filter(({ name }, at) => typeof name === 'string' && named.slice(0, at).some((other) => other.name === name))
    .map(({ name, path }) => ({
      code: 'ConflictingFields',
      path,
      message: `The table has an index ${String(name)} already.`,
    }));
}

function includeProblems(spec: JsonObject): Problem[] {
  const all = ['indexes', 'localIndexes'].flatMap((field) => listOf(spec[field]));
  const included = all.flatMap((index) => listOf(objectOf(objectOf(index).projection).include));
  if (included.length <= MAX_INCLUDED) return [];
  const message = `The indexes include ${included.length} attributes in all; DynamoDB takes ${MAX_INCLUDED}. Use \`all\`.`;
  return [{ code: 'InvalidValue', path: ['spec', 'indexes'], message }];
}

function ttlProblems({ ttl }: JsonObject, uses: readonly KeyUse[]): Problem[] {
  const use = uses.find(({ name, of, type }) => name === ttl && (of === 'table' || type !== 'number'));
  if (use === undefined) return [];
  const reason =
    use.of === 'table'
      ? 'is part of the key of the table'
      : `is a ${use.type} in the key of an index, but a time is a number`;
  return [{ code: 'ConflictingFields', path: ['spec', 'ttl'], message: `The attribute ${use.name} ${reason}.` }];
}
