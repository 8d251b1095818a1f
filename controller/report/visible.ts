import { redact } from '../lib/redact.ts';

/**
 * Characters that act on a terminal or a page instead of being seen: controls, formatting (zero-width, bidirectional
 * (https://trojansource.codes), tags, byte order mark), line and paragraph separators.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * User or third-party text as one visible, well-formed line: no credentials (S1, S2), no control or formatting characters.
 * What is replaced is shown as its `\uXXXX` escape (valid inside JSON, too), so nothing hides.
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
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
