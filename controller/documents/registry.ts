import { isShared, type KindName, type SpecOf, type TeamKind } from '../../registry/kinds/kinds.ts';
import type { Path } from './path.ts';

/** Where a text of one document stands: file, its index in a multi-document file, and the file's text so that any path can be located later. */
export interface WrittenSource {
  readonly file: string;
  readonly blobSha: string;
  readonly index: number;
  readonly text: string;
}

/** A part of a document that was written elsewhere: at `path` of another document of the registry, or of the same one under another name. */
export interface Origin {
  /** The part, as a path of the document, e.g. `['spec', 'memoryMb']`. What lies inside it is found inside `path`. */
  readonly at: Path;
  readonly path: Path;
  /** The document where it was written, whose own parts may come from elsewhere again; absent where it is the same one. */
  readonly source?: DocumentSource;
}

/** Where a document stands, and which of its parts were written elsewhere (in an overlay, or as part of a larger document). */
export interface DocumentSource extends WrittenSource {
  readonly origins?: readonly Origin[];
}

/** What a manifest of another tool says of itself besides what a document of its kind here has. */
export interface ManifestOrigin {
  /** Its own kind, e.g. `AwsLambda`. */
  readonly kind: string;
  readonly id?: string;
  readonly organization?: string;
  readonly region?: string;
}

/** The `metadata` block, with `team` filled from the folder where the author left it out. */
export interface Metadata {
  readonly name: string;
  readonly team?: string;
  readonly environment?: string;
  readonly sharedWith?: readonly {
    readonly team: string;
    readonly level: 'reference' | 'read' | 'write' | 'readwrite';
  }[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Present on documents that were written as manifests of another tool. */
  readonly manifest?: ManifestOrigin;
}

/** What is the same for documents of all kinds. */
export interface DocumentHead {
  readonly kind: KindName;
  readonly metadata: Metadata;
  readonly source: DocumentSource;
  /** The document that this one is a part of, e.g. `Agent/researcher`; absent for documents that an author wrote as they are. */
  readonly partOf?: string;
}

/** A validated document of one kind. */
export interface RegistryDocument<K extends KindName = KindName> extends DocumentHead {
  readonly kind: K;
  readonly spec: SpecOf<K>;
}

/** A document of any kind, discriminated by `kind`. */
export type AnyDocument = { [K in KindName]: RegistryDocument<K> }[KindName];

/** A document that is not in its place yet: what the text of its file alone says. */
export type BareDocument = { [K in KindName]: Omit<RegistryDocument<K>, 'source'> }[KindName];

/** A document of a kind that belongs to a team. */
export type TeamDocument = { [K in TeamKind]: RegistryDocument<K> }[TeamKind];

/** True for a document that belongs to a team. */
export function isTeamDocument(document: AnyDocument): document is TeamDocument {
  return !isShared(document.kind);
}

/** Documents by file and index. Findings about them are placed in this order, so that no file is parsed again for each of them. */
export function inReadingOrder<D extends DocumentHead>(documents: Iterable<D>): readonly D[] {
  return [...documents].sort((a, b) => compareSources(a.source, b.source));
}

/** The order in which documents are read: by file, then index. */
export function compareSources(a: WrittenSource, b: WrittenSource): number {
  return a.file === b.file ? a.index - b.index : a.file < b.file ? -1 : 1;
}

/** The whole desired state in the author's words: every valid document, sorted by file and index. */
export interface Registry {
  readonly documents: readonly AnyDocument[];
  /** Documents that are written down and not valid, so that what refers to them is not wrong for that. None where it is left out. */
  readonly faulty?: readonly DocumentName[];
}

/** What tells a document from all others; `team` is absent for a kind that belongs to the whole registry. */
export interface DocumentName {
  readonly kind: string;
  readonly team?: string;
  readonly name: string;
}
