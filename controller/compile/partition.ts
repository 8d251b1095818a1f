import type { AnyDocument } from '../documents/registry.ts';
import { type GraphEdge, idOfDocument, targetOf } from '../graph/graph.ts';
import { referencesOf } from '../graph/references.ts';
import type { StackSize } from './limits.ts';

/** Up to here a team's stack is filled with new documents. The rest is room for what has to stand beside something that is there. */
export const FILL_LIMITS: StackSize = { resources: 400, parameters: 150, outputs: 160, bytes: 800_000 };

/** A document of a team, with what it adds to a stack. */
export interface SizedDocument {
  readonly document: AnyDocument;
  readonly size: StackSize;
}

/** What dividing a team's documents over its stacks works with. */
export interface PartitionInput {
  /** In an order in which dependencies come before those that depend on them, as far as there is one. */
  readonly documents: readonly SizedDocument[];
  readonly edges: readonly GraphEdge[];
  /** The number of the stack that a document is in already; `undefined` for a new one. */
  readonly placedIn: (document: AnyDocument) => number | undefined;
}

/** Documents that have to be in one stack: a Route and its function, the parts of one larger document. */
interface Group {
  readonly members: readonly SizedDocument[];
  readonly ids: ReadonlySet<string>;
}

/**
 * Graph id → number of the team's stack, from 1. What is placed stays where it is, whatever else is added or removed. A new document goes
 * into the first stack that has room and neither needs something of a later one nor is needed by an earlier one, so that stacks
 * depend on each other in one direction. Pure: the same input gives the same division.
 */
export function partition({ documents, edges, placedIn }: PartitionInput): ReadonlyMap<string, number> {
  const groups = groupsOf(documents);
  const parts = new Map<string, number>();
  const filled = new Map<number, StackSize>();
  const place = ({ members, ids }: Group, part: number) => {
    for (const id of ids) parts.set(id, part);
    filled.set(
      part,
      members.reduce((sum, { size }) => add(sum, size), filled.get(part) ?? NOTHING),
    );
  };
  const needs = Map.groupBy(edges, ({ from }) => from);
  const neededBy = Map.groupBy(edges, ({ to }) => to);
  const fresh: Group[] = [];
  for (const group of groups) {
    const part = group.members.map(({ document }) => placedIn(document)).find((number) => number !== undefined);
    if (part === undefined) fresh.push(group);
    else place(group, part);
  }
  for (const group of fresh) place(group, choosePart(group, { needs, neededBy, parts, filled }));
  return parts;
}

interface Placing {
  readonly needs: ReadonlyMap<string, readonly GraphEdge[]>;
  readonly neededBy: ReadonlyMap<string, readonly GraphEdge[]>;
  readonly parts: ReadonlyMap<string, number>;
  readonly filled: ReadonlyMap<number, StackSize>;
}

function choosePart(group: Group, { needs, neededBy, parts, filled }: Placing): number {
  const ids = [...group.ids];
  const first = Math.max(1, ...ids.flatMap((id) => (needs.get(id) ?? []).flatMap(({ to }) => parts.get(to) ?? [])));
  const last = Math.min(...ids.flatMap((id) => (neededBy.get(id) ?? []).flatMap(({ from }) => parts.get(from) ?? [])));
  const size = group.members.reduce((sum, member) => add(sum, member.size), NOTHING);
  for (let part = first; part < last; part += 1) {
    const present = filled.get(part);
    if (present === undefined || fits(add(present, size), FILL_LIMITS)) return part;
  }
  return Number.isFinite(last) ? Math.max(first, last) : first;
}

/** Joins documents that stand together, without recursion. Groups stand in the order of their first document. */
function groupsOf(documents: readonly SizedDocument[]): readonly Group[] {
  const leader = new Map(documents.map(({ document }) => [idOfDocument(document), idOfDocument(document)]));
  const leaderOf = (id: string): string => {
    let at = id;
    for (let next = leader.get(at); next !== undefined && next !== at; next = leader.get(at)) at = next;
    return at;
  };
  for (const { document } of documents) {
    for (const other of standsWith(document)) {
      if (leader.has(other)) leader.set(leaderOf(idOfDocument(document)), leaderOf(other));
    }
  }
  const members = Map.groupBy(documents, ({ document }) => leaderOf(idOfDocument(document)));
  return [...members.values()].map((group) => ({
    members: group,
    ids: new Set(group.map(({ document }) => idOfDocument(document))),
  }));
}

/** A bare name means a document of the same stack; a part belongs to its whole. */
function standsWith(document: AnyDocument): readonly string[] {
  const named = referencesOf(document).filter(({ field }) => field.refersTo === 'name');
  const [kind, name] = document.partOf?.split('/') ?? [];
  const whole = kind === undefined || name === undefined ? [] : [targetOf({ kind, name }, document)];
  return [...named.map((reference) => targetOf(reference, document)), ...whole];
}

const NOTHING: StackSize = { resources: 0, parameters: 0, outputs: 0, bytes: 0 };

function add(a: StackSize, b: StackSize): StackSize {
  return {
    resources: a.resources + b.resources,
    parameters: a.parameters + b.parameters,
    outputs: a.outputs + b.outputs,
    bytes: a.bytes + b.bytes,
  };
}

/** True when a stack of this size is within the limits. */
export function fits(size: StackSize, limits: StackSize): boolean {
  return (['resources', 'parameters', 'outputs', 'bytes'] as const).every((what) => size[what] <= limits[what]);
}
