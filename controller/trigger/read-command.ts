import { COMMAND_VERBS, type CommandTrigger } from './trigger.ts';

/** A line in a comment that is for us: `/holdfast` as the whole of it or as its first word. */
const FIRST_LINE = /^\/holdfast(?:[ \t]+(.*))?$/;
/** Longest line that is read; the rest is cut off. */
const LINE_CHARACTERS = 500;
const WORDS = 50;
/** Longest word; nothing that we understand is as long. */
const WORD_CHARACTERS = 200;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Reads the first line of a comment: `/holdfast <verb> [words…]`. `undefined` when it is not for us; a verb that we do not know, or none, is
 * `help`. Total; any value may be given.
 */
export function readCommand(body: unknown): Pick<CommandTrigger, 'verb' | 'words'> | undefined {
  if (typeof body !== 'string') return undefined;
  const [line = ''] = body.slice(0, LINE_CHARACTERS).split(/\r?\n/, 1);
  const match = FIRST_LINE.exec(line.trimEnd());
  if (match === null) return undefined;
  const said = (match[1] ?? '').toWellFormed().replaceAll(INVISIBLE, ' ').trim();
  const [first = '', ...words] = said.split(/\s+/u).map((word) => word.slice(0, WORD_CHARACTERS).toWellFormed());
  const verb = COMMAND_VERBS.find((one) => one === first);
  return verb === undefined ? { verb: 'help', words: [] } : { verb, words: words.slice(0, WORDS) };
}
