import type { KindName } from '../../../registry/kinds/kinds.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import type { AnyDocument, DocumentSource } from '../registry.ts';

/** A document of a known kind, valid or not: enough to know that it exists. */
export interface Outline {
  readonly kind: KindName;
  readonly name: string;
  /** Team of the folder; absent outside `teams/`. */
  readonly team?: string;
  readonly source: DocumentSource;
  /** The document that this one is a part of, as in `DocumentHead`. */
  readonly partOf?: string;
}

/** A file of the registry and what became of it. */
export interface FileOutline {
  readonly path: string;
  readonly team?: string;
  /** False when documents of the file may be unknown (K2). */
  readonly complete: boolean;
  readonly hasErrors: boolean;
}

/** The whole registry, as rules over several documents see it. All lists are sorted by file and index. */
export interface RegistryContext {
  readonly outlines: readonly Outline[];
  /** The documents that are valid by themselves, as the author wrote their metadata. */
  readonly documents: readonly AnyDocument[];
  readonly files: readonly FileOutline[];
  /** The day of the run, `YYYY-MM-DD`. */
  readonly today: string;
  /** Turns a problem of one document into a finding at its line. */
  readonly finding: (source: DocumentSource, problem: Problem) => Finding;
  /** Where something stands, as `file:line`, for a message about another place. */
  readonly placeOf: (source: DocumentSource, path: Path) => string;
}

/** A rule over several documents, or over a document and its place in the registry. */
export type RegistryRule = (context: RegistryContext) => readonly Finding[];

/** Documents of a registry → those of each kind. Rules ask for every document that they look at. */
const BY_KIND = new WeakMap<readonly AnyDocument[], Map<KindName, AnyDocument[]>>();

/** The documents of one kind. */
export function documentsOf<K extends KindName>(
  { documents }: RegistryContext,
  kind: K,
): readonly Extract<AnyDocument, { kind: K }>[] {
  const byKind = BY_KIND.get(documents) ?? Map.groupBy(documents, (document) => document.kind);
  BY_KIND.set(documents, byKind);
  // TypeScript cannot follow that what is grouped under a kind is of that kind.
  return (byKind.get(kind) ?? []) as Extract<AnyDocument, { kind: K }>[];
}

/** The team in whose folder a path lies: the second part of `teams/<team>/…`. */
export function teamOfPath(path: string): string | undefined {
  return /^teams\/([^/]+)\/./.exec(path)?.[1];
}
