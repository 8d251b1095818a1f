import { isShared } from '../../registry/kinds/kinds.ts';
import type { Path } from '../documents/path.ts';
import type { AnyDocument, DocumentHead } from '../documents/registry.ts';
import type { FoundReference } from './references.ts';

/** A document in the graph. */
export interface GraphNode {
  /** `Function/payments/charge`; without a team `Platform/shared`. */
  readonly id: string;
  /** 0 for a document that refers to nothing, else one more than the highest of those it refers to. */
  readonly wave: number;
  readonly document: AnyDocument;
}

/** A dependency, from the document that refers to the one it refers to. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** The place that refers, e.g. `spec.subnets[0].valueFrom`. */
  readonly path: Path;
  /** The output that is taken; absent where the whole document is meant (a Route's function). */
  readonly output?: string;
}

/** Every document and every reference between them, resolved. Nodes are sorted by kind, team and name, not by file. */
export interface ResourceGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Id of a document in the graph. */
export function nodeId(kind: string, team: string | undefined, name: string): string {
  return team === undefined ? `${kind}/${name}` : `${kind}/${team}/${name}`;
}

/** Id of a document's own node. */
export function idOfDocument(document: DocumentHead): string {
  return nodeId(document.kind, document.metadata.team, document.metadata.name);
}

/** Id of the document that a reference means: of the referring document's own team, unless it names one or the kind has no team. */
export function targetOf(reference: Pick<FoundReference, 'kind' | 'name' | 'team'>, from: DocumentHead): string {
  const team = isShared(reference.kind) ? reference.team : (reference.team ?? from.metadata.team);
  return nodeId(reference.kind, team, reference.name);
}
