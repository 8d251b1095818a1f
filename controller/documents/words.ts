import type { Json } from '../lib/json.ts';
import type { Path } from './path.ts';
import { secretIn } from './secrets.ts';

/** Longest text that a message repeats. */
const MAX_QUOTE = 60;

/** A value in plain words. Credentials and environment values are never repeated (S3, S4), long texts are cut. */
export function sayValue(value: Json | undefined, path: Path): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a block of fields';
  const secret =
    path.includes('environment') ||
    (typeof value === 'string' && secretIn(value, String(path.at(-1) ?? '')) !== undefined);
  if (typeof value === 'string') return secret ? 'text' : `text ${quote(value)}`;
  if (typeof value === 'number') return secret ? 'a number' : `the number ${value}`;
  return secret ? 'true or false' : String(value);
}

/** A text in quotes, cut to a readable length; a credential is left out. */
export function quote(text: string): string {
  if (secretIn(text) !== undefined) return '"…"';
  return JSON.stringify(text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text);
}

/** What a schema expects, in plain words, by zod's name of the type. */
export function sayExpected(type: string): string {
  return EXPECTED[type] ?? type;
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a block of fields',
  record: 'a block of names and values',
};

/** How to turn `value` into what is expected, where that is plain to see. */
export function typeHint(type: string, value: Json | undefined, path: Path): string | undefined {
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    return path.includes('environment') ? 'Put it in quotes.' : `Put it in quotes: "${String(value)}".`;
  }
  if (typeof value === 'string' && (type === 'number' || type === 'int')) return numberHint(value);
  if (typeof value === 'string' && type === 'boolean') return booleanHint(value);
  return undefined;
}

function numberHint(text: string): string | undefined {
  const digits = /^\s*(\d{1,9})\s*([A-Za-z%]{0,12})\s*$/.exec(text);
  if (digits === null) return undefined;
  return digits[2] === '' ? `Remove the quotes: ${digits[1]}.` : `Write the number alone: ${digits[1]}.`;
}

function booleanHint(text: string): string | undefined {
  if (/^(?:yes|on|true|y)$/i.test(text)) return 'Write true.';
  return /^(?:no|off|false|n)$/i.test(text) ? 'Write false.' : undefined;
}
