import { isBlock, type JsonValue } from '../json.ts';

/** What is wrong at a place inside a pattern, in words that follow the name of the place ("must …"). */
export interface PatternProblem {
  readonly path: PatternPath;
  readonly message: string;
}

/** A place inside a pattern. */
export type PatternPath = readonly (string | number)[];

/** What is wrong with the argument of an operator. */
type Check = (argument: JsonValue, path: PatternPath) => readonly PatternProblem[];

/** Numbers that EventBridge can compare. Source: the page of the operators, numeric matching. */
const MAX_NUMBER = 5e9;

/** The operators and what they take: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const OPERATORS: Readonly<Record<string, Check>> = {
  prefix: affix,
  suffix: affix,
  'equals-ignore-case': text,
  wildcard,
  exists: (argument, path) => unless(typeof argument === 'boolean', path, 'must be true or false'),
  cidr: (argument, path) =>
    unless(typeof argument === 'string' && isAddressRange(argument), path, 'must be a range such as 10.0.0.0/24'),
  numeric,
  'anything-but': anythingBut,
};

/** The operators that may stand inside `anything-but`, where each takes a list too. */
const EXCLUDED: Readonly<Record<string, Check>> = {
  prefix: oneOrMore(text),
  suffix: oneOrMore(text),
  'equals-ignore-case': oneOrMore(text),
  wildcard: oneOrMore(wildcard),
};

/**
 * What is wrong with an entry of a pattern's list: a value that has to be equal, or one operator with its argument. A number that EventBridge
 * cannot compare, such as the id of an account, is compared as text.
 */
export function comparisonProblems(entry: JsonValue, path: PatternPath): readonly PatternProblem[] {
  if (Array.isArray(entry)) return [{ path, message: 'must be a value or a comparison' }];
  return isBlock(entry) ? operatorProblems(entry, path, OPERATORS) : [];
}

function operatorProblems(
  block: { readonly [key: string]: JsonValue },
  path: PatternPath,
  operators: Readonly<Record<string, Check>>,
): readonly PatternProblem[] {
  const [operator = '', ...others] = Object.keys(block);
  const check = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (check !== undefined && others.length === 0) return check(block[operator] ?? null, [...path, operator]);
  return [{ path, message: `must have exactly one of ${Object.keys(operators).join(', ')}` }];
}

function unless(holds: boolean, path: PatternPath, message: string): readonly PatternProblem[] {
  return holds ? [] : [{ path, message }];
}

function text(argument: JsonValue, path: PatternPath): readonly PatternProblem[] {
  return unless(typeof argument === 'string' && argument !== '', path, 'must be a text of at least one character');
}

/** `prefix` and `suffix` take a text, or one whose case makes no difference. */
function affix(argument: JsonValue, path: PatternPath): readonly PatternProblem[] {
  if (!isBlock(argument)) return text(argument, path);
  return operatorProblems(argument, path, { 'equals-ignore-case': text });
}

/** `*` stands for any characters; two in a row are refused, `\*` is the character itself. */
function wildcard(argument: JsonValue, path: PatternPath): readonly PatternProblem[] {
  if (typeof argument !== 'string' || argument === '') return text(argument, path);
  const bare = argument.replaceAll(/\\[*\\]/g, '');
  if (bare.includes('\\')) return [{ path, message: 'must have a backslash only before * or another backslash' }];
  return unless(!bare.includes('**'), path, 'must not have two * in a row');
}

function number(argument: JsonValue, path: PatternPath): readonly PatternProblem[] {
  const fits = typeof argument === 'number' && Math.abs(argument) <= MAX_NUMBER;
  return unless(fits, path, `must be a number from -${MAX_NUMBER} to ${MAX_NUMBER}`);
}

/** `[=, 5]`, `[<, 5]`, or a range whose lower end comes first: `[>, 0, <=, 5]`. */
function numeric(argument: JsonValue, path: PatternPath): readonly PatternProblem[] {
  const form = [{ path, message: 'must be a list such as ["<", 5], or [">", 0, "<=", 5] with the lower end first' }];
  if (!Array.isArray(argument)) return form;
  const [first, low = null, second, high = null]: readonly JsonValue[] = argument;
  if (argument.length === 2) {
    return ['<', '<=', '=', '>=', '>'].some((sign) => sign === first) ? number(low, [...path, 1]) : form;
  }
  if (argument.length !== 4 || (first !== '>' && first !== '>=') || (second !== '<' && second !== '<=')) return form;
  const ends = [...number(low, [...path, 1]), ...number(high, [...path, 3])];
  return ends.length > 0 || Number(low) < Number(high) ? ends : form;
}

/** Everything but a value, several values of one type, or what one of {@link EXCLUDED} matches. */
function anythingBut(argument: JsonValue, path: PatternPath): readonly PatternProblem[] {
  if (isBlock(argument)) return operatorProblems(argument, path, EXCLUDED);
  const values: readonly JsonValue[] = Array.isArray(argument) ? argument : [argument];
  const type = typeof values[0];
  if ((type !== 'string' && type !== 'number') || values.some((value) => typeof value !== type)) {
    return [{ path, message: 'must be a text, a number, or a list of either' }];
  }
  return type === 'string' ? [] : oneOrMore(number)(argument, path);
}

function oneOrMore(check: Check): Check {
  return (argument, path) => {
    if (!Array.isArray(argument)) return check(argument, path);
    if (argument.length === 0) return [{ path, message: 'must have at least one value' }];
    return argument.flatMap((value: JsonValue, index) => check(value, [...path, index]));
  };
}

/** An address and how many of its bits count: `10.0.0.0/24`. */
export function isAddressRange(range: string): boolean {
  const [, address = '', bits = ''] = /^([0-9a-fA-F:.]+)\/(\d{1,3})$/.exec(range) ?? [];
  if (address.includes(':')) return isIpv6(address) && Number(bits) <= 128;
  return bits !== '' && isIpv4(address) && Number(bits) <= 32;
}

function isIpv4(address: string): boolean {
  const parts = address.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isIpv6(address: string): boolean {
  const groups = address.split(':');
  const holes = address.split('::').length - 1;
  const wellFormed = groups.every((group) => /^[0-9a-fA-F]{0,4}$/.test(group));
  return wellFormed && (holes === 1 ? groups.length <= 8 : holes === 0 && groups.length === 8 && !groups.includes(''));
}
