import { isJsonArray, isJsonObject, type Json } from '../../lib/json.ts';

/** How large a value is: entries in all its blocks and lists, and how many of these are inside each other. */
export interface Measure {
  readonly entries: number;
  readonly depth: number;
}

/** Measures a value that is no deeper than a document may be, so that recursion is bounded (R2). */
export function measure(value: Json): Measure {
  const inner = isJsonArray(value) ? value : isJsonObject(value) ? Object.values(value) : undefined;
  if (inner === undefined) return { entries: 0, depth: 0 };
  const parts = inner.map(measure);
  return {
    entries: parts.reduce((sum, part) => sum + part.entries, inner.length),
    depth: 1 + parts.reduce((deepest, part) => Math.max(deepest, part.depth), 0),
  };
}
