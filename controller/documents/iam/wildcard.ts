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

/** True for a text that stands for several. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}
