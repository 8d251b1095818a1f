import type { Location } from '../diagnostics/finding.ts';
import { placeOf } from './node-place.ts';
import { writtenAt } from './origins.ts';
import { parsedFile } from './parsed-file.ts';
import { formatPath, type Path } from './path.ts';
import type { DocumentSource } from './registry.ts';

/**
 * Where a path of a document stands in its file: a scalar at its value, a map or list at the name of its field, the empty path at the
 * document's first line. A path that does not exist gives the nearest part above it. Parses the one file again, so that no positions
 * need to be kept for the documents that nothing is said about.
 */
export function locate(source: DocumentSource, path: Path): Location {
  return locateAt(source, path);
}

/** As `locate`, with the choice to point at a field's name instead of its value. */
export function locateAt(source: DocumentSource, path: Path, at?: 'key'): Location {
  const { path: _, ...location } = locateFinding(source, path, at);
  return location;
}

/** Place and dotted path of a finding: both in the document where the part was written (an overlay, for a part that an overlay set). */
export function locateFinding(source: DocumentSource, path: Path, at?: 'key'): Location & { readonly path: string } {
  const written = writtenAt(source, path);
  const { documents, lines } = parsedFile(written.source.text);
  const document = documents.find((candidate) => candidate.index === written.source.index);
  const place = document === undefined ? { line: 1, column: 1 } : placeOf(document.root, written.path, lines, at);
  return { file: written.source.file, ...place, path: formatPath(written.path) };
}
