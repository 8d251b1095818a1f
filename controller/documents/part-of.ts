import type { SpecOf, TeamKind } from '../../registry/kinds/kinds.ts';
import type { Path } from './path.ts';
import type { DocumentHead, Metadata, RegistryDocument } from './registry.ts';

/** A place of a part that is not described where the part is: the place, and where it is described. */
export interface Elsewhere {
  readonly at: Path;
  readonly path: Path;
}

/** What is said of a part besides its spec. */
export interface PartDetails {
  readonly elsewhere?: readonly Elsewhere[];
  /** Who else may refer to it. Left out: nobody, because sharing a larger document does not open what is inside. */
  readonly sharedWith?: Metadata['sharedWith'];
}

/**
 * A part of a document: a document of its own, of the same team. `path` is where the larger document describes it, or the nearest place
 * that does; `elsewhere` says what is described in other places.
 */
export function partOf<K extends TeamKind>(
  whole: DocumentHead,
  kind: K,
  name: string,
  spec: SpecOf<K>,
  path: Path,
  { elsewhere = [], sharedWith = [] }: PartDetails = {},
): RegistryDocument<K> {
  const origins = [{ at: ['spec'], path }, ...elsewhere].map((origin) => ({ ...origin, source: whole.source }));
  return {
    kind,
    metadata: { name, ...(sharedWith.length > 0 && { sharedWith }) },
    spec,
    source: { ...whole.source, origins },
    partOf: `${whole.kind}/${whole.metadata.name}`,
  };
}
