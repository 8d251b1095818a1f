/**
 * True when `pattern` stands for `text`, with `*` for any characters and `?` for one; both in the case that they have. Where `text` is
 * a pattern itself, true only if everything that it stands for is in `pattern` too. No regular expression is made of
 * outside text (DEP1).
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html (wildcards)
 */
export function matchesPattern(pattern: string, text: string): boolean {
  let p = 0;
  let star = -1;
  let resume = 0;
  for (let t = 0; t < text.length; ) {
    if (p < pattern.length && pattern[p] !== '*' && matchesOne(pattern[p], text[t])) {
      p++;
      t++;
    } else if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (star === -1) {
      return false;
    } else {
      p = star + 1;
      t = ++resume;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** A `*` in the text stands for any number of characters, and so for more than a `?`. */
function matchesOne(expected: string | undefined, given: string | undefined): boolean {
  return expected === given || (expected === '?' && given !== '*');
}

/** True when some text is in both patterns. The work is bounded by the product of their lengths (R2). */
export function overlap(a: string, b: string): boolean {
  if (!beginAlike(a, b)) return false;
  let reached = reachable(b, [0]);
  for (const character of a) {
    const next = character === '*' ? all(b, reached) : reached.flatMap((at) => step(b, at, character));
    reached = reachable(b, next);
  }
  return reached.includes(b.length);
}

/** False where what stands before the first wildcard tells already. */
function beginAlike(a: string, b: string): boolean {
  const [one, other] = [headOf(a), headOf(b)];
  const length = Math.min(one.length, other.length);
  return one.slice(0, length) === other.slice(0, length);
}

function headOf(pattern: string): string {
  return /^[^*?]*/.exec(pattern)?.[0] ?? '';
}

/** The places in a pattern, and those behind a `*` that stands for nothing. */
function reachable(pattern: string, places: readonly number[]): number[] {
  const found = new Set<number>();
  for (let place of places) {
    found.add(place);
    while (pattern[place] === '*') found.add(++place);
  }
  return [...found];
}

/** Every place at or behind the first one: a `*` of the other pattern stands for whatever is between. */
function all(pattern: string, places: readonly number[]): number[] {
  const first = Math.min(...places);
  return Number.isFinite(first) ? Array.from({ length: pattern.length - first + 1 }, (_, index) => first + index) : [];
}

/** Where one character, or the one that `?` stands for, leads to. */
function step(pattern: string, place: number, character: string): number[] {
  const expected = pattern[place];
  if (expected === undefined) return [];
  if (expected === '*') return [place];
  return expected === '?' || character === '?' || expected === character ? [place + 1] : [];
}

/** True for a text that stands for several. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}
