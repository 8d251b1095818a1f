import type { KindName, SpecOf } from '../../registry/kinds/kinds.ts';

/** Where a document stands: file, its index in a multi-document file, and the file's text so that any path can be located later. */
export interface DocumentSource {
  readonly file: string;
  readonly blobSha: string;
  readonly index: number;
  readonly text: string;
}

/** The `metadata` block, with `team` filled from the folder where the author left it out. */
export interface Metadata {
  readonly name: string;
  readonly team?: string;
  readonly environment?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A validated document of one kind. */
export interface RegistryDocument<K extends KindName = KindName> {
  readonly kind: K;
  readonly metadata: Metadata;
  readonly spec: SpecOf<K>;
  readonly source: DocumentSource;
}

/** A document of any kind, discriminated by `kind`. */
export type AnyDocument = { [K in KindName]: RegistryDocument<K> }[KindName];

/** The whole desired state in the author's words: every valid document, sorted by file and index. */
export interface Registry {
  readonly documents: readonly AnyDocument[];
}
