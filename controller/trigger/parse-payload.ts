/** GitHub's own payloads nest less than 10 deep; a signed one that nests deeper is not GitHub's (W5). */
const MAX_DEPTH = 32;
/** A push of 2048 commits, the most that GitHub reports, has about 35,000 fields (W5). */
const MAX_FIELDS = 100_000;

/**
 * A JSON object from text that has passed the signature check, or `undefined` when it is no JSON, no object, or nested or
 * wide beyond what GitHub sends (W5). Depth and fields are counted before anything is built.
 */
export function parsePayload(text: string): object | undefined {
  if (!isWithinLimits(text)) return undefined;
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** One pass over everything between strings; text that is no JSON may count wrongly and fails in the parser instead. */
function isWithinLimits(text: string): boolean {
  let depth = 0;
  let fields = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    else if (character === ':') fields += 1;
    if (depth > MAX_DEPTH || fields > MAX_FIELDS) return false;
  }
  return true;
}

/** Index of the quote that closes the string opened at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
