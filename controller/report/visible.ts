import { redact } from '../lib/redact.ts';

/**
 * Characters that act on a terminal or a page instead of being seen: controls, formatting (zero-width, bidirectional
 * (https://trojansource.codes), tags, byte order mark), line and paragraph separators.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * User or third-party text as one visible, well-formed line: no credentials (S1, S2), no control or formatting characters.
 * What is replaced is shown as its `\uXXXX` escape, so nothing hides.
 */
export function visible(text: string): string {
  return redact(text.toWellFormed()).replace(INVISIBLE, escapeOf);
}

/** Text cut to `limit` characters, saying how long it was. A pair of surrogates is never split. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, limit).replace(/[\ud800-\udbff]$/u, '');
  return `${kept}… (${text.length.toLocaleString('en-US')} characters)`;
}

/** Words of a text, joined by single spaces: line breaks and tabs count as spaces. */
export function oneLine(text: string): string {
  return text.split(/\s+/u).filter(Boolean).join(' ');
}

function escapeOf(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}
