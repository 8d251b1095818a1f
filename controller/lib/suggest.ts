/**
 * The candidate that a mistyped word was most likely meant to be, or `undefined` when none is near.
 * Near means: equal but for case and punctuation, few edits away (one per three letters), an abbreviation or a part of it, or in the plural.
 * Ties go to the earlier candidate, so the answer is deterministic.
 */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length === 0 || word.length > MAX_WORD_LENGTH) return undefined;
  const plain = plainOf(word);
  const same = candidates.find((candidate) => plainOf(candidate) === plain);
  return same ?? nearest(plain, candidates) ?? candidates.find((candidate) => isShortFor(plain, plainOf(candidate)));
}

/** Words compared with each other for one registry: half a second of work. */
const COMPARISONS = 100_000;

/**
 * As {@link suggest}, until a hundred thousand words were compared: to compare every name of a large registry with every other would take
 * minutes (R2). `candidates` is called only until then.
 */
export function createSuggester(): (word: string, candidates: () => readonly string[]) => string | undefined {
  let left = COMPARISONS;
  return (word, candidates) => {
    if (left <= 0) return undefined;
    const words = candidates();
    left -= words.length;
    return suggest(word, words);
  };
}

/** Longer words are not worth comparing: names in the registry are shorter (R2). */
const MAX_WORD_LENGTH = 80;

function plainOf(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9*]/g, '');
}

/** `memory` for memoryMb, `layers` for layerArns, `concurrency` for reservedConcurrency. */
function isShortFor(short: string, word: string): boolean {
  const singular = short.replace(/s$/, '');
  return (singular.length >= 3 && word.startsWith(singular)) || (short.length >= 5 && word.includes(short));
}

function nearest(plain: string, candidates: readonly string[]): string | undefined {
  const limit = Math.min(3, Math.ceil(plain.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const other = plainOf(candidate);
    if (Math.abs(other.length - plain.length) >= bestDistance) continue;
    const distance = editDistance(plain, other);
    if (distance < bestDistance && distance < plain.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * Edits that turn one word into another: insert, delete, replace a letter, or swap two neighbours
 * (optimal string alignment, https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance).
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swap = isSwap(a, b, i, j) ? at(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, replace, swap));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function isSwap(a: string, b: string, i: number, j: number): boolean {
  return i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
