import type { Finding } from '../diagnostics/finding.ts';
import { locateFinding } from '../documents/locate.ts';
import { type AnyDocument, isTeamDocument } from '../documents/registry.ts';
import type { GraphEdge, ResourceGraph } from '../graph/graph.ts';
import { orderOf } from '../graph/order.ts';

/** Which team stacks wait for which others: owner → steps after the platform, from 0. */
export interface StackOrder {
  readonly steps: ReadonlyMap<string, number>;
  readonly findings: readonly Finding[];
}

/**
 * Orders the teams' stacks by the references between their documents. Two stacks that wait for each other cannot be applied, even where
 * no two documents do: that is a finding at the reference that closes the circle. `ownerOf` names the stack of a team's document.
 */
export function orderStacks(graph: ResourceGraph, ownerOf: (document: AnyDocument) => string): StackOrder {
  const documents = new Map(graph.nodes.map(({ id, document }) => [id, document]));
  const owners = new Map<string, Set<string>>();
  for (const document of documents.values()) if (isTeamDocument(document)) owners.set(ownerOf(document), new Set());
  const crossing = graph.edges.flatMap((edge) => crossingOf(edge, documents, ownerOf));
  for (const { from, to } of crossing) owners.get(from)?.add(to);
  const { waves, cycles } = orderOf(new Map([...owners].map(([owner, targets]) => [owner, [...targets]])));
  return { steps: waves, findings: cycles.flatMap((cycle) => sayCycle(cycle, crossing)) };
}

/** A reference from a document in one stack to a document in another. */
interface Crossing {
  readonly from: string;
  readonly to: string;
  readonly edge: GraphEdge;
  readonly document: AnyDocument;
}

function crossingOf(
  edge: GraphEdge,
  documents: ReadonlyMap<string, AnyDocument>,
  ownerOf: (document: AnyDocument) => string,
): readonly Crossing[] {
  const document = documents.get(edge.from);
  const target = documents.get(edge.to);
  if (document === undefined || target === undefined) return [];
  if (!isTeamDocument(document) || !isTeamDocument(target)) return [];
  const [from, to] = [ownerOf(document), ownerOf(target)];
  return from === to ? [] : [{ from, to, edge, document }];
}

function sayCycle(cycle: readonly string[], crossing: readonly Crossing[]): readonly Finding[] {
  const [first, second] = cycle;
  const found = crossing.find(({ from, to }) => from === first && to === second);
  if (found === undefined) return [];
  return [
    {
      code: 'StackCycle',
      severity: 'error',
      message: `The stacks of ${cycle.join(' → ')} wait for each other.`,
      ...locateFinding(found.document.source, found.edge.path),
      hint: 'Keep references between these teams in one direction.',
    },
  ];
}
