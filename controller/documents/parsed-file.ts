import type { DocumentLimits } from './limits.ts';
import { type ParsedText, parseText } from './parse.ts';

/** Only texts come here that were read within the limits before. */
const NO_LIMITS: DocumentLimits = {
  depth: Number.POSITIVE_INFINITY,
  entries: Number.POSITIVE_INFINITY,
  tokens: Number.POSITIVE_INFINITY,
  documents: Number.POSITIVE_INFINITY,
  findings: 1,
  registryFindings: 1,
};

/** A finding often names a second place, mostly the same one as the finding before it. More would hold much memory: nodes are large. */
const KEPT = 2;

const parsed = new Map<string, ParsedText>();

/**
 * The nodes of a text that was read before. Those of the last few texts are kept, so that a thousand findings of one file parse it once (R2):
 * the same text always gives the same nodes, so nobody can tell.
 */
export function parsedFile(text: string): ParsedText {
  const known = parsed.get(text) ?? parseText(text, NO_LIMITS);
  parsed.delete(text);
  parsed.set(text, known);
  for (const oldest of parsed.keys()) {
    if (parsed.size <= KEPT) break;
    parsed.delete(oldest);
  }
  return known;
}
