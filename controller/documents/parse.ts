import {
  Composer,
  type CST,
  type Document,
  isScalar,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  type YAMLError,
} from 'yaml';
import type { Json } from '../lib/json.ts';
import { type ForbiddenCharacter, forbiddenCharacters } from './characters.ts';
import type { DocumentLimits } from './limits.ts';
import { type Collected, type ValueProblem, valueOfNode } from './node-value.ts';
import { formatPath, type Path } from './path.ts';
import type { LocalFinding } from './problem.ts';
import { checkTokens } from './tokens.ts';

/** One document of a YAML text, with its nodes for finding positions. */
export interface ParsedDocument {
  /** Position among the documents of the text, from 0. */
  readonly index: number;
  readonly root: Node;
  readonly value: Json;
  /** Places that already have a finding: what else is wrong there is not reported again. */
  readonly reported: readonly Path[];
}

/** A YAML text taken apart. `complete` is false when some of it could not be read, so that absence proves nothing (K2). */
export interface ParsedText {
  readonly documents: readonly ParsedDocument[];
  readonly findings: readonly LocalFinding[];
  readonly lines: LineCounter;
  readonly complete: boolean;
}

/** YAML 1.2 core schema, nothing of YAML 1.1. Keys are always text; we look for duplicate keys ourselves, in linear time. */
const OPTIONS = { schema: 'core', strict: true, stringKeys: true, uniqueKeys: false, resolveKnownTags: false } as const;

/**
 * Reads a YAML text as plain data. Everything outside the registry's strict subset of YAML is a finding at its line (R2, R4, R6, R7);
 * never throws, whatever the text.
 */
export function parseText(text: string, limits: DocumentLimits): ParsedText {
  const lines = linesOf(text);
  const refuse = (problems: readonly Reported[]): ParsedText => ({
    documents: [],
    findings: problems.map((problem) => finding(problem, lines)),
    lines,
    complete: false,
  });
  const hidden = forbiddenCharacters(text, limits.findings);
  if (hidden.length > 0) return refuse(hidden.map(sayCharacter));
  const tokens = tokensOf(text, limits);
  if (!Array.isArray(tokens)) return refuse([tokens]);
  const problems = checkTokens(tokens, limits);
  if (problems.some((problem) => problem.fatal)) return refuse(problems);
  return readDocuments(tokens, problems, lines);
}

function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lines.addNewLine(end + 1);
  return lines;
}

function sayCharacter({ offset, what }: ForbiddenCharacter): Reported {
  return { code: 'ForbiddenCharacter', offset, message: `The file holds ${what}.` };
}

/** The parser's tokens, or why there are none. Stops early, so that a hostile text costs no more than the largest good one. */
function tokensOf(text: string, { tokens: limit }: DocumentLimits): CST.Token[] | Reported {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let seen = 0;
  try {
    for (const lexeme of new Lexer().lex(text)) {
      if (++seen > limit) return sayTooLong(parser.offset, limit);
      for (const token of parser.next(lexeme)) tokens.push(token);
    }
    return [...tokens, ...parser.end()];
  } catch {
    return { code: 'InvalidYaml', offset: parser.offset, message: 'The file cannot be read as YAML from here on.' };
  }
}

function sayTooLong(offset: number, limit: number): Reported {
  return { code: 'TooManyEntries', offset, message: `The file has more than ${limit} words and signs.` };
}

function readDocuments(tokens: readonly CST.Token[], problems: readonly Reported[], lines: LineCounter): ParsedText {
  const composed = compose(tokens);
  const known = new Set(problems.map(({ offset }) => offset));
  const read = composed.map((document, index) => readDocument(document, index, known));
  const documents = read.flatMap(({ document }) => (document === undefined ? [] : [document]));
  const reported = problems.concat(read.flatMap((part) => part.problems));
  if (composed.length === 0) reported.push({ code: 'EmptyDocument', offset: 0, message: 'The file has no document.' });
  const complete = documents.length === composed.length && composed.length > 0;
  return { documents, findings: reported.map((problem) => finding(problem, lines)), lines, complete };
}

function compose(tokens: readonly CST.Token[]): Document.Parsed[] {
  return Array.from(new Composer({ ...OPTIONS, logLevel: 'silent' }).compose(tokens));
}

function isEmpty(root: Node): boolean {
  return isScalar(root) && root.value === null;
}

function readDocument(
  parsed: Document.Parsed,
  index: number,
  known: ReadonlySet<number>,
): { document?: ParsedDocument; problems: readonly Reported[] } {
  // What the tokens said already, the parser need not say again.
  const errors = parsed.errors.filter(({ pos }) => !known.has(pos[0]));
  if (errors.length > 0) return { problems: errors.map(sayError) };
  const root: Node | null = parsed.contents;
  if (root === null || isEmpty(root)) {
    return { problems: [{ code: 'EmptyDocument', offset: parsed.range[0], message: 'The document is empty.' }] };
  }
  const collected: Collected = { problems: [], reported: [] };
  const value = valueOfNode(root, [], collected);
  return { document: { index, root, value, reported: collected.reported }, problems: collected.problems };
}

/** A problem at an offset of the text, with the path where there is one. */
type Reported = Omit<ValueProblem, 'path'> & { readonly path?: Path };

function finding({ code, path = [], offset, message, hint }: Reported, lines: LineCounter): LocalFinding {
  const place = position(lines, offset);
  return {
    code,
    severity: 'error',
    message,
    path: formatPath(path),
    ...place,
    ...(hint === undefined ? {} : { hint }),
  };
}

/** Line and column of an offset, both from 1. */
export function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(Math.max(0, offset));
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** The parser's errors in plain words, without the text that it quotes: that text could be a secret (S4). */
function sayError(error: YAMLError): Reported {
  const message = WORDS[error.code] ?? 'The text does not follow the rules of YAML here.';
  return { code: 'InvalidYaml', offset: error.pos[0], message };
}

const WORDS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  BAD_DQ_ESCAPE: 'A backslash in double quotes begins an escape that YAML does not have.',
  BAD_INDENT: 'The indentation does not fit the lines above.',
  BAD_SCALAR_START: 'Text cannot begin with this character; put it in quotes.',
  BLOCK_AS_IMPLICIT_KEY: 'A block cannot stand here; is a line break or a quote missing?',
  BLOCK_IN_FLOW: 'An indented block cannot stand inside brackets.',
  KEY_OVER_1024_CHARS: 'A field name is longer than 1024 characters.',
  MISSING_CHAR: 'A character is missing here: a quote, a bracket, a comma, a colon or a space.',
  MULTILINE_IMPLICIT_KEY: 'A field name must stand on one line.',
  NON_STRING_KEY: 'A field name must be plain text.',
  TAB_AS_INDENT: 'Tabs are not allowed as indentation; use spaces.',
  UNEXPECTED_TOKEN: 'This does not belong here; is a quote, a bracket or a line break missing before it?',
};
