import type { SpecOf, TeamKind } from '../../registry/kinds/kinds.ts';
import type { Path } from './path.ts';
import {
  type AnyDocument,
  type DocumentHead,
  isTeamDocument,
  type RegistryDocument,
  type TeamDocument,
} from './registry.ts';

/** Kinds whose documents stand for several of other kinds, and how they are taken apart. */
const EXPANDERS: { readonly [K in TeamKind]?: (document: RegistryDocument<K>) => readonly TeamDocument[] } = {};

/**
 * The documents that a document is made of, without itself: none for most kinds. Rules, graph and compilers then see them like any other
 * document, and findings about them point at the part of the larger document that asked for them.
 */
export function partsOf(document: AnyDocument): readonly TeamDocument[] {
  return isTeamDocument(document) ? expand(document) : [];
}

function expand<K extends TeamKind>(document: RegistryDocument<K>): readonly TeamDocument[] {
  return EXPANDERS[document.kind]?.(document) ?? [];
}

/**
 * A part of a document: a document of its own, of the same team. `at` is where the larger document describes it, or the nearest place
 * that does.
 */
export function partOf<K extends TeamKind>(
  whole: DocumentHead,
  kind: K,
  name: string,
  spec: SpecOf<K>,
  at: Path,
): RegistryDocument<K> {
  const { sharedWith } = whole.metadata;
  return {
    kind,
    metadata: { name, ...(sharedWith !== undefined && { sharedWith }) },
    spec,
    source: { ...whole.source, origins: [{ at: ['spec'], path: at, source: whole.source }] },
    partOf: `${whole.kind}/${whole.metadata.name}`,
  };
}
