import type { Cause, Deviation, Doing, Shown, ShownOn } from '../plan/shown.ts';
import { shortType } from './change-lines.ts';
import { plural } from './counts.ts';
import { blocks, code, prose, table } from './markdown.ts';
import { propertyName, shownValue } from './values.ts';
import { oneLine, visible } from './visible.ts';

/** Why a plan is not as it was shown, as far as that is known. */
const CAUSES: Readonly<Record<Cause, string>> = {
  outside: 'the stack was changed outside of Holdfast',
  applied: 'another run changed the stack since the plan was shown',
  registry: 'another commit changed it in the registry',
};

/** What the kinds of differences are called above a list of them. */
const KINDS: Readonly<Record<Deviation['kind'], string>> = {
  unseen: 'Nobody was shown',
  start: 'As shown, from another value',
  gone: 'Shown, and not to be done any more',
};

/** Whether people were shown what a run does, in a sentence of plain text. */
export function shownSentence(shown: Shown): string {
  switch (shown.kind) {
    case 'same':
      return `Exactly the plan that was shown on ${placeOf(shown.on)}.`;
    case 'none':
      return nobody(shown);
    case 'moved':
      return movedSentence(shown);
  }
}

/** The sentence, and a table of what is not as shown, with at most `limit` rows; Markdown. */
export function shownSection(shown: Shown, limit: number): string {
  const sentence = shownSentence(shown);
  if (shown.kind !== 'moved') return sentence;
  const rows = shown.list.slice(0, limit).flatMap(rowsOf);
  const left = total(shown) - Math.min(shown.list.length, limit);
  if (rows.length === 0) return sentence;
  return blocks([
    '### Not as shown',
    sentence,
    table(['', 'Resource', 'Shown', 'Now', 'Why'], rows),
    left > 0 ? `… and ${plural(left, 'more difference')}.` : '',
  ]);
}

/** The same as lines for a terminal. */
export function shownLines(shown: Shown): readonly string[] {
  if (shown.kind !== 'moved') return [shownSentence(shown)];
  return [
    shownSentence(shown),
    ...shown.list.flatMap((one) => [
      `  ${KINDS[one.kind]}: ${[visible(nameOf(one)), doingsOf(one).join(' → ')].filter((part) => part !== ' → ').join(': ')} (${CAUSES[one.because]})`,
      ...detailsOf(one).map((detail) => `      ${visible(oneLine(detail))}`),
    ]),
  ];
}

function movedSentence({ on, also, counts }: Extract<Shown, { readonly kind: 'moved' }>): string {
  const places = [on, ...also].map(placeOf).join(', ');
  const [plan, none] =
    also.length === 0
      ? ['the plan that was', 'not in the plan that was']
      : ['the plans that were', 'in none of the plans that were'];
  const { unseen, start, gone } = counts;
  if (unseen > 0)
    return `Not as shown: ${plural(unseen, 'change')} ${unseen === 1 ? 'was' : 'were'} ${none} shown on ${places}.`;
  if (start + gone > 0) return `Nothing but what ${plan} shown on ${places} had, from another state.`;
  return `All of it, and nothing else, was in ${plan} shown on ${places}; what it is done to has moved since.`;
}

/** For titles: `1 change that nobody was shown`; empty where there is none. */
export function unseenTitle(shown: Shown | undefined): string {
  const unseen = shown?.kind === 'moved' ? shown.counts.unseen : 0;
  return unseen === 0 ? '' : `; ${plural(unseen, 'change')} that nobody was shown`;
}

function nobody({ because, number }: Extract<Shown, { readonly kind: 'none' }>): string {
  switch (because) {
    case 'push':
      return 'Nobody was shown a plan before: this commit came to the branch without a pull request.';
    case 'not-planned':
      return `Nobody was shown a plan before: #${number} was merged before a plan of it was shown.`;
    case 'unknown':
      return 'Whether anybody was shown a plan is unknown: GitHub did not say how this commit came to the branch.';
  }
}

function placeOf({ number, sha }: ShownOn): string {
  return number === undefined ? `the commit ${sha.slice(0, SHORT_SHA)}` : `#${number}`;
}

const SHORT_SHA = 12;

function total({ counts }: Extract<Shown, { readonly kind: 'moved' }>): number {
  return counts.unseen + counts.start + counts.gone;
}

function rowsOf(one: Deviation): readonly (readonly string[])[] {
  const { kind, because, type } = one;
  const name = `${code(nameOf(one))}${type === undefined ? '' : ` ${code(shortType(type))}`}`;
  const head = [KINDS[kind], name, ...doingsOf(one), CAUSES[because]];
  const notes = (one.notes ?? []).map((note) => ['', prose(note), '', '', '']);
  const changes = one.changes.map(({ path, shown, now }) => [
    '',
    code(propertyName(path)),
    shown === undefined ? 'none' : code(shownValue(path, shown)),
    now === undefined ? 'none' : code(shownValue(path, now)),
    '',
  ]);
  return [head, ...notes, ...changes];
}

function detailsOf({ notes = [], changes }: Deviation): readonly string[] {
  const words = (path: string, value: Parameters<typeof shownValue>[1] | undefined) =>
    value === undefined ? 'none' : shownValue(path, value);
  return [
    ...notes,
    ...changes.map(
      ({ path, shown, now }) => `${propertyName(path)}: shown ${words(path, shown)}, now ${words(path, now)}`,
    ),
  ];
}

function nameOf({ stack, logicalId, document }: Deviation): string {
  return logicalId === undefined ? stack : `${document ?? stack} ${logicalId}`;
}

/** What is about a stack itself has no action of its own. */
function doingsOf({ logicalId, shown, now }: Deviation): readonly [string, string] {
  return logicalId === undefined ? ['', ''] : [doingWords(shown), doingWords(now)];
}

function doingWords(doing: Doing | undefined): string {
  if (doing === undefined) return 'nothing';
  return doing.impact === 'may-replace' || doing.impact === 'orphan'
    ? `${doing.action} (${doing.impact})`
    : doing.action;
}
