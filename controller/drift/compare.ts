import type { Json, JsonObject } from '../lib/json.ts';
import { maskValue } from '../lib/mask.ts';
import { below } from '../lib/pointer.ts';
import type { Difference } from './drift.ts';
import {
  type Expected,
  type ExpectedObject,
  findUnresolved,
  isExpectedList,
  isExpectedObject,
  memberOf,
  Unresolved,
} from './expected.ts';
import { normalise } from './normalise.ts';
import { isAt, type TypeRules } from './rules.ts';

/** A property that nobody could compare, and why. */
export interface UncheckedProperty {
  readonly path: string;
  readonly because: string;
}

/** What comparing one resource gave. Values of differences are masked (S3). */
export interface Comparison {
  readonly differences: readonly Difference[];
  readonly unchecked: readonly UncheckedProperty[];
}

/** What is compared. */
export interface ComparisonInput {
  readonly expected: ExpectedObject;
  readonly actual: JsonObject;
  readonly rules: TypeRules;
  /** Tags of the stack, which CloudFormation puts on its resources too: they may be there and may be missing. */
  readonly stackTags: Readonly<Record<string, string>>;
}

/**
 * Compares what Git says with what AWS has, property by property, down to the smallest part that differs. Lists are compared
 * whole. What AWS has beyond Git and beyond its own defaults is a difference too (somebody added it).
 */
export function compareProperties({ expected, actual, rules, stackTags }: ComparisonInput): Comparison {
  const result: { differences: Difference[]; unchecked: UncheckedProperty[] } = { differences: [], unchecked: [] };
  const readable = new Set(rules.readable);
  for (const name of Object.keys(expected).filter((property) => !readable.has(property))) {
    result.unchecked.push({ path: below('/Properties', name), because: 'Holdfast does not read this property' });
  }
  const wanted = normalise(pick(expected, readable), rules);
  const all = withoutStackTags(normalise(pick(actual, readable), rules), wanted, stackTags, rules.tags ?? 'Tags');
  compareMembers('/Properties', wanted, withoutUndeclared(all, wanted, '', rules.onlyDeclared ?? []), result);
  return result;
}

/** What AWS has, without what only counts where Git says something. */
function withoutUndeclared(
  actual: ExpectedObject,
  expected: ExpectedObject,
  path: string,
  onlyDeclared: readonly string[],
): ExpectedObject {
  if (onlyDeclared.length === 0) return actual;
  const entries = Object.entries(actual).flatMap(([key, item]) => {
    const [at, wanted] = [below(path, key), memberOf(expected, key)];
    if (wanted === undefined && onlyDeclared.some((pattern) => isAt(pattern, at))) return [];
    if (!isExpectedObject(item) || !isExpectedObject(wanted)) return [[key, item] as const];
    return [[key, withoutUndeclared(item, wanted, at, onlyDeclared)] as const];
  });
  return Object.fromEntries(entries);
}

function compareValues(
  path: string,
  expected: Expected | undefined,
  actual: Expected | undefined,
  result: { differences: Difference[]; unchecked: UncheckedProperty[] },
): void {
  const marker = expected === undefined ? undefined : findUnresolved(expected);
  // With a marker inside, an object that is gone is still compared by its parts: those that are known are a difference.
  if (isExpectedObject(expected) && (isExpectedObject(actual) || (marker !== undefined && actual === undefined))) {
    compareMembers(path, expected, actual ?? {}, result);
  } else if (marker !== undefined) {
    result.unchecked.push({ path, because: `${marker.expression} is not known` });
  } else if (!isEqual(expected, actual)) {
    result.differences.push({
      path,
      ...(expected !== undefined && { expected: maskValue(path, jsonOf(expected)) }),
      ...(actual !== undefined && { actual: maskValue(path, jsonOf(actual)) }),
    });
  }
}

function compareMembers(
  path: string,
  expected: ExpectedObject,
  actual: ExpectedObject,
  result: { differences: Difference[]; unchecked: UncheckedProperty[] },
): void {
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    compareValues(below(path, key), memberOf(expected, key), memberOf(actual, key), result);
  }
}

/** Templates may write a number or a boolean as text; AWS gives it back as what it is. */
export function isEqual(a: Expected | undefined, b: Expected | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  if (isExpectedList(a) && isExpectedList(b)) {
    return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  }
  if (isExpectedObject(a) && isExpectedObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => isEqual(memberOf(a, key), memberOf(b, key)));
  }
  return isScalar(a) && isScalar(b) && String(a) === String(b);
}

function isScalar(value: Expected): boolean {
  return typeof value !== 'object';
}

/** The value as JSON; only called on values without markers. */
function jsonOf(value: Expected): Json {
  if (value instanceof Unresolved) return null;
  if (isExpectedList(value)) return value.map(jsonOf);
  if (isExpectedObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonOf(item)]));
  return value;
}

function withoutStackTags(
  actual: ExpectedObject,
  expected: ExpectedObject,
  stackTags: Readonly<Record<string, string>>,
  property: string,
): ExpectedObject {
  const { [property]: tags, ...rest } = actual;
  const declared = expected[property];
  if (!isExpectedObject(tags)) return actual;
  const wanted = isExpectedObject(declared) ? declared : {};
  const own = Object.entries(tags).filter(([key, value]) => Object.hasOwn(wanted, key) || stackTags[key] !== value);
  return own.length === 0 ? rest : { ...rest, [property]: Object.fromEntries(own) };
}

function pick<T>(object: Readonly<Record<string, T>>, names: ReadonlySet<string>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.has(name)));
}
