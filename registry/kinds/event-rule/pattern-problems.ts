import { isBlock, type JsonValue } from '../json.ts';
import { comparisonProblems, type PatternPath, type PatternProblem } from './comparison.ts';

/** Combinations of `$or` that EventBridge takes in one rule: the sizes of all `$or` lists, multiplied. */
const MAX_COMBINATIONS = 1000;

const OR = '$or';

/**
 * Everything that EventBridge would refuse in a pattern: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html
 * and the operators' page beside it.
 */
export function patternProblems(pattern: JsonValue): readonly PatternProblem[] {
  const problems = blockProblems(pattern, []);
  if (combinations(pattern) <= MAX_COMBINATIONS) return problems;
  return [...problems, { path: [], message: `must have at most ${MAX_COMBINATIONS} combinations of its ${OR} lists` }];
}

function blockProblems(block: JsonValue, path: PatternPath): readonly PatternProblem[] {
  if (!isBlock(block)) return [{ path, message: 'must be a block of fields' }];
  if (Object.keys(block).length === 0) return [{ path, message: 'must have at least one field' }];
  return Object.entries(block).flatMap(([name, value]) => {
    const at = [...path, name];
    return name === OR ? orProblems(value, at) : fieldProblems(value, at);
  });
}

function orProblems(value: JsonValue, path: PatternPath): readonly PatternProblem[] {
  if (!Array.isArray(value) || value.length < 2) return [{ path, message: 'must be a list of two or more patterns' }];
  return value.flatMap((one: JsonValue, index) => blockProblems(one, [...path, index]));
}

/** A field is a list of values to compare with, or a block of further fields. */
function fieldProblems(value: JsonValue, path: PatternPath): readonly PatternProblem[] {
  if (isBlock(value)) return blockProblems(value, path);
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
