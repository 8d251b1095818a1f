/**
 * IAM's wildcards: `*` for any characters, `?` for one, letters of either case. Nothing here builds a regular expression from outside
 * text (DEP1), and all of it takes time in proportion to the product of the lengths at most.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */

/** True when everything that `inner` matches is matched by `outer` too. Both may have wildcards. */
export function isWithinPattern(inner: string, outer: string): boolean {
  const text = inner.toLowerCase();
  const pattern = outer.toLowerCase();
  let p = 0;
  let star = -1;
  let resume = 0;
  for (let t = 0; t < text.length; ) {
    if (p < pattern.length && pattern[p] !== '*' && takes(pattern[p], text[t])) {
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

/** A wildcard of the inner pattern stands for many characters, so only a wildcard that takes as many takes it. */
function takes(pattern: string | undefined, character: string | undefined): boolean {
  return pattern === '?' ? character !== '*' : pattern === character;
}

/** True when there is a text that both patterns match. */
export function patternsMeet(first: string, second: string): boolean {
  const a = first.toLowerCase();
  const b = second.toLowerCase();
  let row = rowOf(a, b, 0, []);
  for (let i = 1; i <= a.length; i++) row = rowOf(a, b, i, row);
  return row[b.length] ?? false;
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
