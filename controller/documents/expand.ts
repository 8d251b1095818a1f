import type { TeamKind } from '../../registry/kinds/kinds.ts';
import { agentParts } from './expansions/agent.ts';
import { eventProcessorParts } from './expansions/event-processor.ts';
import { type AnyDocument, isTeamDocument, type RegistryDocument, type TeamDocument } from './registry.ts';

/** Kinds whose documents stand for several of other kinds, and how they are taken apart (docs/decisions/0008). */
const EXPANDERS: { readonly [K in TeamKind]?: (document: RegistryDocument<K>) => readonly TeamDocument[] } = {
  EventProcessor: eventProcessorParts,
  Agent: agentParts,
};

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
