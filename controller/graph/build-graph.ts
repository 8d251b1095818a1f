import { KINDS } from '../../registry/kinds/kinds.ts';
import { cutFindings, type Finding } from '../diagnostics/finding.ts';
import { locateFinding } from '../documents/locate.ts';
import { type AnyDocument, inReadingOrder, type Registry } from '../documents/registry.ts';
import { createSuggester } from '../lib/suggest.ts';
import { carrierOf } from './carrier.ts';
import { checkReference } from './check-reference.ts';
import { type GraphEdge, type GraphNode, idOfDocument, nodeId, type ResourceGraph, targetOf } from './graph.ts';
import { orderOf } from './order.ts';
import { type FoundReference, referencesOf } from './references.ts';

/** The graph, and what is wrong with its references. */
export interface BuiltGraph {
  readonly graph: ResourceGraph;
  readonly findings: readonly Finding[];
}

/** Most findings that are told; with any, the graph is not compiled (R2). */
const MAX_FINDINGS = 1_000;

/** Kinds in the order in which their nodes stand. */
const KIND_ORDER: readonly string[] = KINDS.map(({ name }) => name);

/**
 * Resolves every reference between documents. What does not resolve, is not allowed, or goes in a circle is a finding at its line;
 * only resolved references become edges. Pure; the order of the documents makes no difference to the graph.
 */
export function buildGraph(registry: Registry): BuiltGraph {
  const documents = new Map(sorted(registry.documents).map((document) => [idOfDocument(document), document]));
  const references = new Map([...documents.values()].map((document) => [document, referencesOf(document)]));
  const faulty = new Set((registry.faulty ?? []).map(({ kind, team, name }) => nodeId(kind, team, name)));
  const known = { documents, faulty, suggest: createSuggester() };
  const findings: Finding[] = [];
  const refused = new Set<FoundReference>();
  for (const document of inReadingOrder(references.keys())) {
    for (const reference of references.get(document) ?? []) {
      const finding = findings.length > MAX_FINDINGS ? undefined : checkReference(reference, document, known);
      if (finding === undefined) continue;
      findings.push(finding);
      refused.add(reference);
    }
  }
  const edges = [...documents].flatMap(([from, document]) =>
    (references.get(document) ?? [])
      .filter((reference) => !refused.has(reference))
      .flatMap((reference) => edgesOf(from, reference, document, documents)),
  );
  const { waves, cycles } = orderOf(dependenciesOf(documents, edges));
  const nodes: GraphNode[] = [...documents].map(([id, document]) => ({ id, wave: waves.get(id) ?? 0, document }));
  findings.push(...cycles.slice(0, MAX_FINDINGS).flatMap((cycle) => sayCycle(cycle, edges, documents)));
  return { graph: { nodes, edges }, findings: cutFindings(once(findings), MAX_FINDINGS) };
}

function sorted(documents: readonly AnyDocument[]): readonly AnyDocument[] {
  return [...documents].sort(
    (a, b) =>
      KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) ||
      compareText(a.metadata.team ?? '', b.metadata.team ?? '') ||
      compareText(a.metadata.name, b.metadata.name),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** To the document that is referred to, and to the part of it that an output comes from. None where there is no such document. */
function edgesOf(
  from: string,
  reference: FoundReference,
  document: AnyDocument,
  documents: ReadonlyMap<string, AnyDocument>,
): readonly GraphEdge[] {
  const { output, path } = reference;
  const to = targetOf(reference, document);
  const edge = { from, to, path, ...(output !== undefined && { output }) };
  const carrier = carrierOf(documents.get(to), output);
  if (!documents.has(to)) return [];
  return carrier === undefined ? [edge] : [edge, { ...edge, to: carrier }];
}

/** Several parts of a larger document may refer by one and the same line. The last one asks for the most: it is for access. */
function once(findings: readonly Finding[]): readonly Finding[] {
  const keyOf = ({ code, file, line, column, path }: Finding) => JSON.stringify([code, file, line, column, path]);
  return [...new Map(findings.map((finding) => [keyOf(finding), finding])).values()];
}

/** A cycle is shown at the field where its first document refers to its second. */
function sayCycle(
  cycle: readonly string[],
  edges: readonly GraphEdge[],
  documents: ReadonlyMap<string, AnyDocument>,
): readonly Finding[] {
  const [first = '', second] = cycle;
  const document = documents.get(first);
  const edge = edges.find(({ from, to }) => from === first && to === second);
  if (document === undefined || edge === undefined) return [];
  return [
    {
      code: 'ReferenceCycle',
      severity: 'error',
      message: `References go in a circle: ${sayPath(cycle)}.`,
      ...locateFinding(document.source, edge.path),
      hint: 'Remove one of these references.',
    },
  ];
}

/** Longest circle that is written out; the middle of a longer one is left out. */
const MAX_SHOWN = 12;

function sayPath(cycle: readonly string[]): string {
  if (cycle.length <= MAX_SHOWN) return cycle.join(' → ');
  const half = MAX_SHOWN / 2;
  const between = `… ${cycle.length - MAX_SHOWN} more …`;
  return [...cycle.slice(0, half), between, ...cycle.slice(-half)].join(' → ');
}

function dependenciesOf(
  documents: ReadonlyMap<string, AnyDocument>,
  edges: readonly GraphEdge[],
): ReadonlyMap<string, readonly string[]> {
  const targets = Map.groupBy(edges, (edge) => edge.from);
  return new Map([...documents.keys()].map((id) => [id, (targets.get(id) ?? []).map((edge) => edge.to)]));
}
