/** Ranges of code points that no registry text may hold, first and last inclusive. */
const FORBIDDEN: readonly (readonly [first: number, last: number, what: string])[] = [
  [0x00, 0x08, 'a control character'],
  [0x0b, 0x0c, 'a control character'],
  [0x0e, 0x1f, 'a control character'],
  [0x7f, 0x9f, 'a control character'],
  [0xad, 0xad, 'a soft hyphen, which is invisible'],
  // Text that reads differently from what it says: Trojan Source, CVE-2021-42574.
  [0x061c, 0x061c, 'a bidirectional control character'],
  [0x115f, 0x1160, 'an invisible letter'],
  [0x180e, 0x180e, 'an invisible character'],
  [0x200b, 0x200b, 'a zero-width space'],
  [0x200e, 0x200f, 'a bidirectional control character'],
  [0x2028, 0x2029, 'an invisible line separator'],
  [0x202a, 0x202e, 'a bidirectional control character'],
  [0x2060, 0x2064, 'an invisible character'],
  [0x2066, 0x2069, 'a bidirectional control character'],
  [0x206a, 0x206f, 'an invisible character'],
  [0x3164, 0x3164, 'an invisible letter'],
  // Half of a pair, which an escape can write and no file can hold.
  [0xd800, 0xdfff, 'half of a character'],
  [0xfeff, 0xfeff, 'a byte order mark'],
  [0xffa0, 0xffa0, 'an invisible letter'],
  [0xfff9, 0xfffb, 'an invisible character'],
  // A second alphabet that nobody sees and programs read.
  [0xe0000, 0xe007f, 'an invisible letter'],
];

/** A forbidden character in a text: where, and in words. */
export interface ForbiddenCharacter {
  readonly offset: number;
  readonly what: string;
}

/** Every character of `text` that can hide or change what a reader sees, up to `limit` of them. A lone carriage return is one. */
export function forbiddenCharacters(text: string, limit: number): ForbiddenCharacter[] {
  const found: ForbiddenCharacter[] = [];
  for (let offset = 0; offset < text.length && found.length < limit; offset++) {
    const unit = text.charCodeAt(offset);
    if (unit >= 0x20 && unit < 0x7f) continue;
    const point = text.codePointAt(offset) ?? unit;
    const what = describe(point, text.charCodeAt(offset + 1));
    if (what !== undefined)
      found.push({ offset, what: `${what} (U+${point.toString(16).toUpperCase().padStart(4, '0')})` });
    if (point > 0xffff) offset++;
  }
  return found;
}

function describe(point: number, next: number): string | undefined {
  if (point === 0x0d) return next === 0x0a ? undefined : 'a carriage return without a line feed';
  return FORBIDDEN.find(([first, last]) => point >= first && point <= last)?.[2];
}
