import type { Json, JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { isObject, listOf, objectOf } from '../raw.ts';

/** SNS's limits: https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MAX_KEYS = 5;
const MAX_COMBINATIONS = 150;

/** A list of conditions of a filter, and how deep it lies. */
interface Leaf {
  readonly conditions: readonly Json[];
  readonly path: Path;
  readonly depth: number;
}

/** What SNS refuses of a filter policy, beyond its form. */
export function filterProblems({ filter, filterScope }: JsonObject, path: Path): Problem[] {
  if (filter === undefined) {
    if (filterScope === undefined) return [];
    const message = 'filterScope has no effect without filter.';
    return [{ code: 'ConflictingFields', path: [...path, 'filterScope'], at: 'key', message }];
  }
  const leaves = leavesOf(objectOf(filter), [...path, 'filter'], 1);
  return [
    ...sizeProblems(leaves, filterScope === 'body', [...path, 'filter']),
    ...(filterScope === 'body' ? [] : nestedProblems(leaves)),
    ...leaves.flatMap(operatorProblems),
    ...leaves.flatMap(numericProblems),
  ];
}

function leavesOf(level: JsonObject, path: Path, depth: number): readonly Leaf[] {
  return Object.entries(level).flatMap(([name, value]: [string, Json]) =>
    isObject(value)
      ? leavesOf(value, [...path, name], depth + 1)
      : [{ conditions: listOf(value), path: [...path, name], depth }],
  );
}

/** In a filter of bodies, each list counts as often as it lies deep. */
function sizeProblems(leaves: readonly Leaf[], body: boolean, path: Path): Problem[] {
  if (leaves.length > MAX_KEYS) {
    const message = `The filter has ${leaves.length} keys; SNS takes ${MAX_KEYS}.`;
    return [{ code: 'InvalidValue', path, message }];
  }
  const combinations = leaves.reduce(
    (product, { conditions, depth }) => product * conditions.length * (body ? depth : 1),
    1,
  );
  if (combinations <= MAX_COMBINATIONS) return [];
  const message = `The filter has ${combinations} combinations of values; SNS takes ${MAX_COMBINATIONS}.`;
  return [{ code: 'InvalidValue', path, message }];
}

function nestedProblems(leaves: readonly Leaf[]): Problem[] {
  return leaves
    .filter(({ depth }) => depth > 1)
    .map(({ path }) => ({
      code: 'ConflictingFields',
      path,
      message: 'Attributes of a message are not nested.',
      hint: 'Add `filterScope: body` to look into the body of a message.',
    }));
}

/** A condition in form of a block is one operator, and so is what `anything-but` may hold. */
function operatorProblems({ conditions, path }: Leaf): Problem[] {
  return conditions.flatMap((condition, at) => [
    ...oneOperator(condition, [...path, at]),
    ...oneOperator(objectOf(condition)['anything-but'] ?? null, [...path, at, 'anything-but']),
  ]);
}

function oneOperator(condition: Json, path: Path): Problem[] {
  if (!isObject(condition) || Object.keys(condition).length === 1) return [];
  const found = Object.keys(condition).length === 0 ? 'none' : Object.keys(condition).join(', ');
  return [{ code: 'ConflictingFields', path, message: `A condition has one operator; this one has ${found}.` }];
}

/** `["=", 5]`, or one or two bounds: `[">", 0, "<=", 100]`. */
function numericProblems({ conditions, path }: Leaf): Problem[] {
  return conditions.flatMap((condition, at): Problem[] => {
    const { numeric } = objectOf(condition);
    if (numeric === undefined || isComparison(listOf(numeric))) return [];
    const message = 'A numeric condition is an operator and a number, or a lower and an upper bound.';
    const hint = 'For example [">", 0, "<=", 100].';
    return [{ code: 'InvalidValue', path: [...path, at, 'numeric'], message, hint }];
  });
}

function isComparison([first, low, second, high]: readonly Json[]): boolean {
  if (typeof low !== 'number' || !['=', '<', '<=', '>', '>='].includes(String(first))) return false;
  if (second === undefined) return true;
  return (
    ['>', '>='].includes(String(first)) &&
    ['<', '<='].includes(String(second)) &&
    typeof high === 'number' &&
    low < high
  );
}
