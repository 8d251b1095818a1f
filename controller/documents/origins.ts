import { isWithin, type Path } from './path.ts';
import type { DocumentSource, WrittenSource } from './registry.ts';

/** A path of a document as it was written. */
export interface WrittenPlace {
  readonly source: WrittenSource;
  readonly path: Path;
}

/**
 * Where a path of a document was written: in the document itself, or where the innermost of its origins says. Findings then point at
 * what somebody can change.
 */
export function writtenAt(source: DocumentSource, path: Path): WrittenPlace {
  const covering = (source.origins ?? []).filter(({ at }) => isWithin(path, at));
  const [first, ...rest] = covering;
  if (first === undefined) return { source, path };
  const innermost = rest.reduce((best, next) => (next.at.length >= best.at.length ? next : best), first);
  const inside = [...innermost.path, ...path.slice(innermost.at.length)];
  return innermost.source === undefined ? { source, path: inside } : writtenAt(innermost.source, inside);
}
