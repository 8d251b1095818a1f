import type * as z from 'zod';
import type { Repeated } from '../../registry/kinds/distinct.ts';
import type { Json } from '../lib/json.ts';
import { suggest } from '../lib/suggest.ts';
import { type SchemaName, suggestField } from './known-fields.ts';
import { formatPath, isWithin, type Path } from './path.ts';
import type { Problem } from './problem.ts';
import { quote, sayExpected, sayValue, typeHint } from './words.ts';

type Issue = z.core.$ZodIssue;

/** The document that the issues belong to: its kind, where that is known, and its value. */
export interface Subject {
  readonly kind: SchemaName | undefined;
  readonly value: Json;
}

/** What a schema found wrong, in plain words, each at its path. An issue inside a union speaks of the alternative that fits best. */
export function problemsOf(issues: readonly Issue[], subject: Subject, base: Path = []): Problem[] {
  const wrongType = new Set(issues.filter(({ code }) => code === 'invalid_type').map(({ path }) => path.join('\n')));
  // A text that stands in the place of a list has a length too, which says nothing.
  const telling = issues.filter(({ code, path }) => code === 'invalid_type' || !wrongType.has(path.join('\n')));
  return telling.flatMap((issue) => problemOf(issue, subject, [...base, ...pathOf(issue)]));
}

function pathOf(issue: Issue): Path {
  return issue.path.map((segment) => (typeof segment === 'number' ? segment : String(segment)));
}

function problemOf(issue: Issue, subject: Subject, path: Path): Problem[] {
  const value = valueAt(subject.value, path);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => unknownField(name, path, subject));
  if (issue.code === 'invalid_key') return [invalidName(issue, path)];
  if (value === undefined) return [{ code: 'MissingField', path, message: `${formatPath(path)} is missing.` }];
  if (issue.code === 'invalid_union') return unionProblems(issue, value, subject, path);
  if (issue.code === 'invalid_type') return [wrongType(issue.expected, value, path)];
  if (issue.code === 'invalid_value') return [notInList(issue.values, value, path)];
  if (issue.code === 'custom' && issue.params !== undefined) return [repeated(issue.params as Repeated, path)];
  return [
    {
      code: 'InvalidValue',
      path,
      message: `${subjectOf(path)} ${rangeOf(issue)}, but ${sayFound(issue, value, path)}.`,
    },
  ];
}

/** What is there instead; of something too long or too short, how long it is. */
function sayFound({ code }: Issue, value: Json, path: Path): string {
  const isCounted = (code === 'too_big' || code === 'too_small') && (typeof value === 'string' || Array.isArray(value));
  return isCounted ? `has ${value.length}` : `is ${sayValue(value, path)}`;
}

/** Where one field tells the alternatives apart, zod looks at no alternative when that field is wrong, and names the field's values. */
function unionProblems(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  value: Json,
  subject: Subject,
  path: Path,
): Problem[] {
  if ('options' in issue && issue.options !== undefined) return [notInList(issue.options, value, path)];
  return problemsOf(bestBranch(issue.errors), subject, path);
}

function subjectOf(path: Path): string {
  return path.length === 0 ? 'The document' : formatPath(path);
}

function unknownField(name: string, parent: Path, subject: Subject): Problem {
  const { kind = 'registry' } = subject;
  const place = parent.length === 0 ? `${/^[AEIOU]/.test(kind) ? 'An' : 'A'} ${kind} document` : formatPath(parent);
  const meant = suggestField(subject.kind, parent, name);
  const isSibling = meant !== undefined && isWithin(meant, parent) && meant.length === parent.length + 1;
  const sibling = isSibling ? String(meant.at(-1)) : formatPath(meant ?? []);
  const isItself = meant?.join('\n') === [...parent, name].join('\n');
  const hint = meant === undefined || isItself ? {} : { meant, hint: `Did you mean ${sibling}?` };
  return {
    code: 'UnknownField',
    path: [...parent, name],
    at: 'key',
    message: `${place} has no field ${quote(name)}.`,
    ...hint,
  };
}

function invalidName(issue: Extract<Issue, { code: 'invalid_key' }>, path: Path): Problem {
  const reason = issue.issues[0]?.message ?? 'is not allowed here';
  const name = String(path.at(-1) ?? '');
  const place = formatPath(path.slice(0, -1));
  return { code: 'InvalidValue', path, at: 'key', message: `The name ${quote(name)} in ${place} ${reason}.` };
}

function repeated({ repeats }: Repeated, path: Path): Problem {
  const message = `The entry is already in ${formatPath([...path.slice(0, -1), repeats])}; AWS takes it once.`;
  return { code: 'DuplicateEntry', path, message };
}

function wrongType(expected: string, value: Json, path: Path): Problem {
  const hint = typeHint(expected, value, path);
  return {
    code: 'WrongType',
    path,
    message: `${subjectOf(path)} must be ${sayExpected(expected)}, but is ${sayValue(value, path)}.`,
    ...(hint === undefined ? {} : { hint }),
  };
}

/** Lists longer than this are not spelt out in the message. */
const MAX_LISTED = 25;

function notInList(allowed: readonly unknown[], value: Json, path: Path): Problem {
  const words = allowed.map(String);
  const found = sayValue(value, path);
  const place = formatPath(path);
  const near = typeof value === 'string' ? suggest(value, words) : closest(value, allowed);
  return {
    code: path.length === 1 && path[0] === 'kind' ? 'UnknownKind' : 'InvalidValue',
    path,
    message:
      words.length > MAX_LISTED
        ? `${place} cannot be ${found}.`
        : `${place} must be ${alternativesOf(words)}, but is ${found}.`,
    ...(near === undefined ? {} : { hint: `Did you mean ${near}?` }),
  };
}

function alternativesOf(words: readonly string[]): string {
  return words.length === 1 ? `${words[0]}` : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function closest(value: Json, allowed: readonly unknown[]): string | undefined {
  if (typeof value !== 'number') return undefined;
  const numbers = allowed.filter((candidate) => typeof candidate === 'number');
  const [best] = numbers.sort((a, b) => Math.abs(a - value) - Math.abs(b - value));
  return best === undefined ? undefined : String(best);
}

function rangeOf(issue: Issue): string {
  if (issue.code === 'too_small') {
    return `must ${measure(issue.origin, issue.inclusive === false ? 'above' : 'at least', Number(issue.minimum))}`;
  }
  if (issue.code === 'too_big') {
    return `must ${measure(issue.origin, issue.inclusive === false ? 'below' : 'at most', Number(issue.maximum))}`;
  }
  return issue.message;
}

function measure(origin: string, bound: string, limit: number): string {
  const plural = limit === 1 ? '' : 's';
  if (origin === 'string') return `have ${bound} ${limit} character${plural}`;
  if (origin === 'array') return `have ${bound} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  return `be ${bound} ${limit}`;
}

/** The alternative that the author meant: the one whose shape fits best, then the one with the fewest issues. */
function bestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const ranked = branches.map((issues) => ({
    issues,
    misfit: issues.reduce((sum, issue) => sum + misfitOf(issue), 0),
  }));
  ranked.sort((a, b) => a.misfit - b.misfit || a.issues.length - b.issues.length);
  return ranked[0]?.issues ?? [];
}

/** A value of another type altogether fits worse than a block with a wrong name in it. */
function misfitOf(issue: Issue): number {
  if (issue.path.length > 0) return 0;
  return issue.code === 'invalid_type' ? 2 : issue.code === 'unrecognized_keys' ? 1 : 0;
}

/** The value at a path, or `undefined` where the path leads nowhere. */
export function valueAt(value: Json, path: Path): Json | undefined {
  let at: Json | undefined = value;
  for (const segment of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Object.hasOwn(at, segment) ? (at as Readonly<Record<string | number, Json>>)[segment] : undefined;
  }
  return at;
}
