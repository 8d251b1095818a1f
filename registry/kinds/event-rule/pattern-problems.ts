import { isBlock, type JsonValue } from '../json.ts';
import { comparisonProblems, type PatternPath, type PatternProblem } from './comparison.ts';

/** Combinations of `$or` that EventBridge takes in one rule: the sizes of all `$or` lists, multiplied. */
const MAX_COMBINATIONS = 1000;

const OR = '$or';

/**
 * Names that no field inside of `$or` can have: the operators, and what EventBridge keeps for later ones. Source: `Constants.java` of
 * https://github.com/aws/event-ruler, the engine of EventBridge.
 */
const RESERVED_IN_OR: ReadonlySet<string> = new Set([
  'exactly',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  'date-after',
  'date-on-or-after',
  'date-before',
  'date-on-or-before',
  'in-date-range',
  'ip-address-in-range',
  'ip-address-not-in-range',
]);

/**
 * Everything that EventBridge would refuse in a pattern: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html
 * and the operators' page beside it.
 */
export function patternProblems(pattern: JsonValue): readonly PatternProblem[] {
  const problems = blockProblems(pattern, []);
  if (combinations(pattern) <= MAX_COMBINATIONS) return problems;
  return [...problems, { path: [], message: `must have at most ${MAX_COMBINATIONS} combinations of its ${OR} lists` }];
}

function blockProblems(block: JsonValue, path: PatternPath, insideOr = false): readonly PatternProblem[] {
  if (!isBlock(block)) return [{ path, message: 'must be a block of fields' }];
  if (Object.keys(block).length === 0) return [{ path, message: 'must have at least one field' }];
  return Object.entries(block).flatMap(([name, value]) => {
    const at = [...path, name];
    if (insideOr && RESERVED_IN_OR.has(name))
      return [{ path: at, message: `cannot be the name of a field inside ${OR}` }];
    return name === OR ? orProblems(value, at) : fieldProblems(value, at, insideOr);
  });
}

function orProblems(value: JsonValue, path: PatternPath): readonly PatternProblem[] {
  if (!Array.isArray(value) || value.length < 2) return [{ path, message: 'must be a list of two or more patterns' }];
  return value.flatMap((one: JsonValue, index) => blockProblems(one, [...path, index], true));
}

/** A field is a list of values to compare with, or a block of further fields. */
function fieldProblems(value: JsonValue, path: PatternPath, insideOr: boolean): readonly PatternProblem[] {
  if (isBlock(value)) return blockProblems(value, path, insideOr);
  if (!Array.isArray(value)) return [{ path, message: 'must be a list of values, or a block of fields' }];
  if (value.length === 0) return [{ path, message: 'must have at least one value' }];
  return value.flatMap((item: JsonValue, index) => comparisonProblems(item, [...path, index]));
}

function combinations(value: JsonValue): number {
  if (Array.isArray(value)) return value.reduce((product: number, item: JsonValue) => product * combinations(item), 1);
  if (!isBlock(value)) return 1;
  return Object.entries(value).reduce(
    (product, [name, inner]) =>
      product * (name === OR && Array.isArray(inner) ? inner.length : 1) * combinations(inner),
    1,
  );
}
