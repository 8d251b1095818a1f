/** What values of names that speak of secrets mostly are instead: references, addresses, paths, sentences. */
const REFERENCE = /^(?:arn:|[a-z][a-z0-9+.-]*:\/\/|\/|\.{1,2}\/|\$\{|\{)|\s/i;

/** Words of a name: letters with a short number behind them (`eu`, `west`, `v2`, `Staging2024`), or a number. */
const WORD = /^(?:[A-Za-z]*\d{0,4}|\d+)$/;

/** Symbols that passwords have and names of resources do not. */
const SYMBOL = /[!#$%&()*,;<=>?[\]^`{|}~"'\\]/;

const MIN_LENGTH = 8;

/**
 * True for a text as machines make it, or as people are told to make passwords: letters and digits mixed within a word, or a symbol beside
 * both. False for references, paths, sentences and names of resources, which are words with dashes (S4). Meant for values of
 * fields whose name says that they are secret; in other places hashes and ids look the same.
 */
export function looksRandom(text: string): boolean {
  if (text.length < MIN_LENGTH || REFERENCE.test(text)) return false;
  const letters = /[A-Za-z]/.test(text);
  const digits = /\d/.test(text);
  if (!letters || !digits) return false;
  if (SYMBOL.test(text)) return true;
  return text.split(/[-_./:@+]/).some((part) => part.length >= MIN_LENGTH && !WORD.test(part) && isMixed(part));
}

/** Digits in more than one place, or letters of both cases around them: no word with a number. */
function isMixed(part: string): boolean {
  const runs = part.match(/\d+/g)?.length ?? 0;
  return runs > 1 || (/[a-z]/.test(part) && /[A-Z]/.test(part)) || /^\d/.test(part);
}
