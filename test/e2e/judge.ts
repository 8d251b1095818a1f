import { isDeepStrictEqual } from 'node:util';
import type { Expected, ExpectedLetter, Range } from './config.ts';
import { sha256 } from './content.ts';
import type { Fed } from './feed.ts';
import type { Seen } from './observe.ts';

/** What is not as it was expected, each in a sentence; nothing where all is. */
export function judge(expected: Expected, seen: Seen, fed: readonly Fed[]): readonly string[] {
  return [
    ...judgeArchives(expected.archived, seen, fed),
    ...judgeResults(expected, seen),
    ...judgeForwarded(expected, seen),
    ...judgeLetters(expected.deadLetters, seen),
    ...Object.entries(expected.metrics).flatMap(([name, range]) =>
      judgeCount(`metric ${name}`, range, seen.metrics[name] ?? 0),
    ),
    ...(expected.attempts === undefined ? [] : judgeCount('deliveries of one event', expected.attempts, seen.attempts)),
  ];
}

function judgeArchives(
  archived: Expected['archived'],
  { archives, results }: Seen,
  fed: readonly Fed[],
): readonly string[] {
  const all =
    archived?.of === 'results' ? results.map(({ key, body }) => ({ key, sha256: sha256(Buffer.from(body)) })) : fed;
  const wanted = archived === undefined ? [] : all.filter(({ key }) => !archived.except.includes(key));
  const entries = archives.flatMap((archive) => archive.entries);
  return [
    ...judgeCount('archives', archived?.archives ?? 0, archives.length),
    ...several(
      'objects are in no archive',
      wanted.filter(({ key }) => !entries.some((entry) => entry.key === key)),
    ),
    ...several(
      'objects are archived more than once',
      wanted.filter(({ key }) => entries.filter((entry) => entry.key === key).length > 1),
    ),
    ...several(
      'objects are archived with other bytes than were put',
      wanted.filter(({ key, sha256 }) => entries.some((entry) => entry.key === key && entry.sha256 !== sha256)),
    ),
    ...several(
      'objects are archived that should not be',
      entries.filter(({ key }) => !wanted.some((one) => one.key === key)),
    ),
  ];
}

function several(what: string, objects: readonly { readonly key: string }[]): readonly string[] {
  const keys = [...new Set(objects.map(({ key }) => JSON.stringify(key.slice(0, 60))))];
  if (keys.length === 0) return [];
  const more = keys.length > 3 ? ` and ${keys.length - 3} more` : '';
  return [`${keys.length} ${what}: ${keys.slice(0, 3).join(', ')}${more}`];
}

function judgeResults({ results }: Expected, seen: Seen): readonly string[] {
  const left = [...seen.results];
  const problems = results.flatMap(({ key, body, times }) => {
    const matches = left.filter((one) => isLike(one.key, key) && (body === undefined || isSameJson(one.body, body)));
    for (const match of matches) left.splice(left.indexOf(match), 1);
    const what = `results ${key}${body === undefined ? '' : ` with ${JSON.stringify(body)}`}`;
    return judgeCount(what, times, matches.length);
  });
  const rest = left.map(({ key, body }) => `the result ${key} was not expected: ${body.slice(0, 200)}`);
  return [...problems, ...rest];
}

function isLike(key: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(key);
}

function isSameJson(body: string, wanted: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(body), wanted);
  } catch {
    return false;
  }
}

function judgeForwarded({ forwarded }: Expected, seen: Seen): readonly string[] {
  const left = [...seen.forwarded];
  const problems = forwarded.flatMap(({ detailType, times, detail }) => {
    const matches = left.filter((one) => one.detailType === detailType && has(one.detail, detail));
    for (const match of matches) left.splice(left.indexOf(match), 1);
    const ids = new Set(matches.map((match) => match.detail.id));
    return judgeCount(
      `things told as "${detailType}"${Object.keys(detail).length > 0 ? ` with ${JSON.stringify(detail)}` : ''}`,
      times,
      ids.size,
    );
  });
  const rest = left.map(
    ({ detailType, detail }) => `the event "${detailType}" was not expected: ${JSON.stringify(detail).slice(0, 200)}`,
  );
  return [...problems, ...rest];
}

/** Whether it has these members, and those of their members. */
function has(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return isDeepStrictEqual(value, wanted);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(wanted).every(([name, one]) => has((value as Record<string, unknown>)[name], one));
}

/** Exactly these dead letters. */
export function judgeLetters(
  wanted: readonly ExpectedLetter[],
  { deadLetters }: Pick<Seen, 'deadLetters'>,
): readonly string[] {
  const left = [...deadLetters];
  const problems = wanted.flatMap(({ reason, about, times }) => {
    const matches = left.filter((one) => one.reason === reason && (about === undefined || one.about === about));
    for (const match of matches.slice(0, times)) left.splice(left.indexOf(match), 1);
    const what = `dead letters ${reason}${about === undefined ? '' : ` about ${JSON.stringify(about.slice(0, 60))}`}`;
    return judgeCount(what, times, Math.min(matches.length, times));
  });
  const rest = left.map(
    ({ reason, about = '' }) => `a dead letter was not expected: ${reason} ${JSON.stringify(about.slice(0, 60))}`,
  );
  return [...problems, ...rest];
}

function judgeCount(what: string, range: Range, actual: number): readonly string[] {
  const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } =
    typeof range === 'number' ? { atLeast: range, atMost: range } : range;
  if (actual >= atLeast && actual <= atMost) return [];
  const wanted =
    atLeast === atMost
      ? `${atLeast}`
      : [atLeast > 0 && `at least ${atLeast}`, atMost < Number.POSITIVE_INFINITY && `at most ${atMost}`]
          .filter(Boolean)
          .join(' and ');
  return [`${what}: expected ${wanted}, got ${actual}`];
}
