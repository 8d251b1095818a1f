import { isWithin, type Path } from './path.ts';
import type { DocumentSource, Origin, WrittenSource } from './registry.ts';

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
  const origin = originOf(path, source.origins ?? []);
  if (origin === undefined) return { source, path };
  const inside = [...origin.path, ...path.slice(origin.at.length)];
  return origin.source === undefined ? { source, path: inside } : writtenAt(origin.source, inside);
}

/** The path under which a part was written in the same document, by origins that say so. */
export function writtenPath(path: Path, origins: readonly Origin[]): Path {
  const origin = originOf(path, origins);
  return origin === undefined ? path : [...origin.path, ...path.slice(origin.at.length)];
}

/** The innermost origin that covers a path; of several, the last. */
function originOf(path: Path, origins: readonly Origin[]): Origin | undefined {
  const [first, ...rest] = origins.filter(({ at }) => isWithin(path, at));
  return first && rest.reduce((best, next) => (next.at.length >= best.at.length ? next : best), first);
}
