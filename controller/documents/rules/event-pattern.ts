import type { Json, JsonObject } from '../../lib/json.ts';
import { formatPath, type Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { isObject, listOf } from '../raw.ts';
import { quote, sayValue } from '../words.ts';

/** What a condition of a pattern takes, in words, and how to tell. */
interface Condition {
  readonly takes: string;
  readonly fits: (value: Json) => boolean;
}

const isText = (value: Json) => typeof value === 'string';
const isPlain = (value: Json) => typeof value === 'string' || typeof value === 'number';

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html (filter rule syntax). */
const CONDITIONS: Readonly<Record<string, Condition>> = {
  prefix: { takes: 'text', fits: isText },
  suffix: { takes: 'text', fits: isText },
  'equals-ignore-case': { takes: 'text', fits: isText },
  exists: { takes: 'true or false', fits: (value) => typeof value === 'boolean' },
  numeric: { takes: 'signs and numbers in turn, such as [">", 0, "<=", 5]', fits: isNumeric },
  'anything-but': { takes: 'values, or a block with a prefix', fits: isAnythingBut },
};

/** What is wrong with a pattern that messages are filtered by: a tree of field names, with lists of values or conditions at its ends. */
export function patternProblems(pattern: Json, path: Path): readonly Problem[] {
  if (!isObject(pattern)) return [invalid(path, `must be a block of fields, but is ${sayValue(pattern, path)}`)];
  const entries = Object.entries(pattern);
  if (entries.length === 0) return [invalid(path, 'names no field, so it would fit nothing')];
  return entries.flatMap(([name, value]) => fieldProblems(name, value, [...path, name]));
}

function fieldProblems(name: string, value: Json, path: Path): readonly Problem[] {
  if (isObject(value)) return patternProblems(value, path);
  const list = listOf(value);
  if (list.length === 0) return [invalid(path, 'must be a list of values, or a block of fields')];
  if (name === '$or') return list.flatMap((part, index) => patternProblems(part, [...path, index]));
  return list.flatMap((item, index) => valueProblems(item, [...path, index]));
}

function valueProblems(item: Json, path: Path): readonly Problem[] {
  if (Array.isArray(item)) return [invalid(path, 'cannot be a list inside a list')];
  return isObject(item) ? conditionProblems(item, path) : [];
}

function conditionProblems(item: JsonObject, path: Path): readonly Problem[] {
  const [first, ...others] = Object.entries(item);
  if (first === undefined || others.length > 0) return [invalid(path, 'must hold exactly one condition')];
  const [name, value] = first;
  const condition = Object.hasOwn(CONDITIONS, name) ? CONDITIONS[name] : undefined;
  if (condition === undefined) {
    const known = Object.keys(CONDITIONS).join(', ');
    return [invalid([...path, name], `knows no condition ${quote(name)}; there are ${known}`)];
  }
  return condition.fits(value) ? [] : [invalid([...path, name], `takes ${condition.takes}`)];
}

function isAnythingBut(value: Json): boolean {
  if (isObject(value)) return Object.keys(value).join() === 'prefix' && isText(value.prefix ?? null);
  return isPlain(value) || (listOf(value).length > 0 && listOf(value).every(isPlain));
}

/** `=`, or one or two bounds. */
function isNumeric(value: Json): boolean {
  const parts = listOf(value);
  const signs = parts.filter((_, index) => index % 2 === 0);
  const numbers = parts.filter((_, index) => index % 2 === 1);
  const known = signs.every((sign) => typeof sign === 'string' && ['=', '<', '<=', '>', '>='].includes(sign));
  return (parts.length === 2 || parts.length === 4) && known && numbers.every((part) => typeof part === 'number');
}

function invalid(path: Path, what: string): Problem {
  return { code: 'InvalidValue', path, message: `The pattern ${formatPath(path)} ${what}.` };
}
