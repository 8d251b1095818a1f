import { isJsonArray, isJsonObject, type Json } from '../lib/json.ts';
import { maskValue } from '../lib/mask.ts';
import { shorten } from './visible.ts';

/** Longest value in a table or line; the full one stands in the details. */
const SHOWN_CHARACTERS = 160;

/** Width within which JSON stays on one line in the details. */
const LINE_WIDTH = 100;

/** Longest string in the details. Inline code or a huge policy would push everything else out of the check. */
const DETAIL_CHARACTERS = 4_000;

/** `/Properties/Policies/0/PolicyName` as people say it: `Policies[0].PolicyName`. Takes an RFC 6901 pointer below a resource. */
export function propertyName(pointer: string): string {
  const segments = pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  const below = segments[0] === 'Properties' && segments.length > 1 ? segments.slice(1) : segments;
  return below.reduce((name, segment) => {
    if (/^\d+$/.test(segment)) return `${name}[${segment}]`;
    return name === '' ? segment : `${name}.${segment}`;
  }, '');
}

/**
 * A value on one line, masked where it may be secret (S3) and shortened. Strings stand as they are unless that would
 * read as another JSON value (`"3"` is not `3`) or hide blanks at their ends.
 */
export function shownValue(pointer: string, value: Json): string {
  const masked = maskValue(pointer, value);
  if (typeof masked !== 'string') return shorten(JSON.stringify(masked), SHOWN_CHARACTERS);
  return shorten(looksLikeJson(masked) ? JSON.stringify(masked) : masked, SHOWN_CHARACTERS);
}

/** True when a reader sees a digest instead of the value. */
export function isMasked(pointer: string, value: Json): boolean {
  return JSON.stringify(maskValue(pointer, value)) !== JSON.stringify(value);
}

/** JSON for reading: what fits on one line stays there, the rest is indented. Very long strings are shortened. */
export function detailJson(value: Json, indent = ''): string {
  if (!isJsonArray(value) && !isJsonObject(value)) return scalarJson(value);
  const line = inlineJson(value, LINE_WIDTH - indent.length);
  if (line !== undefined) return line;
  const inner = `${indent}  `;
  const items = isJsonArray(value)
    ? value.map((item) => inner + detailJson(item, inner))
    : Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${detailJson(item, inner)}`);
  const [open, close] = isJsonArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${items.join(',\n')}\n${indent}${close}`;
}

/** JSON on one line of at most `room` characters. Gives up early, or what is nested deep would be written again at every level. */
function inlineJson(value: Json, room: number): string | undefined {
  if (!isJsonArray(value) && !isJsonObject(value)) return within(scalarJson(value), room);
  const [open, close] = isJsonArray(value) ? ['[', ']'] : ['{', '}'];
  let members = '';
  for (const [key, item] of Object.entries(value)) {
    const start = `${members === '' ? '' : ', '}${isJsonArray(value) ? '' : `${JSON.stringify(key)}: `}`;
    const shown = inlineJson(item, room - members.length - start.length);
    if (shown === undefined) return undefined;
    members += start + shown;
  }
  return within(`${open}${members}${close}`, room);
}

function scalarJson(value: null | boolean | number | string): string {
  return JSON.stringify(typeof value === 'string' ? shorten(value, DETAIL_CHARACTERS) : value);
}

function within(text: string, room: number): string | undefined {
  return text.length <= room ? text : undefined;
}

function looksLikeJson(text: string): boolean {
  if (text === '' || text !== text.trim()) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
