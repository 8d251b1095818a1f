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

/** True when some text is in both patterns. Of two real patterns it takes time in proportion to the product of their lengths (R2). */
export function overlap(a: string, b: string): boolean {
  if (!isPattern(b)) return isPattern(a) ? matchesPattern(a, b) : a === b;
  if (!isPattern(a)) return matchesPattern(b, a);
  if (!beginAlike(a, b)) return false;
  let row = rowOf(a, b, 0, []);
  for (let i = 1; i <= a.length; i++) row = rowOf(a, b, i, row);
  return row[b.length] ?? false;
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

/** Whether the first `i` characters of one pattern and the first `j` of the other can match the same text, for every `j`. */
function rowOf(a: string, b: string, i: number, above: readonly boolean[]): boolean[] {
  const row: boolean[] = [];
  for (let j = 0; j <= b.length; j++) {
    const [left, up, diagonal] = [row[j - 1] ?? false, above[j] ?? false, above[j - 1] ?? false];
    const [ca, cb] = [a[i - 1], b[j - 1]];
    if (i === 0 && j === 0) row.push(true);
    else if (ca === '*' || cb === '*') row.push((ca === '*' && (up || left)) || (cb === '*' && (left || up)));
    else row.push(i > 0 && j > 0 && diagonal && (ca === cb || ca === '?' || cb === '?'));
  }
  return row;
}

/** True for a text that stands for several. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}
