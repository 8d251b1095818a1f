import type { TeamKind } from '../../registry/kinds/kinds.ts';
import type { AnyDocument } from '../documents/registry.ts';
import type { GraphNode, ResourceGraph } from '../graph/graph.ts';
import type { DesiredStack } from './desired.ts';
import { type StackSize, sizeOf } from './limits.ts';
import { idFor, OUTPUT_PREFIXES, outputNameOf, RESOURCE_PREFIXES } from './logical-ids.ts';
import { FILL_LIMITS, fits, partition } from './partition.ts';
import { teamOwner, teamStackName } from './team-draft.ts';

/** Stack name → logical ids of what is in it and of its parameters, as recorded. What is placed never moves by itself. */
export type Placed = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Graph id → number of the team's stack, for teams that need more than one, or have more than one already. `stacks` is what comes
 * out with one stack a team; it tells how much room each document takes.
 */
export function divideTeams(
  graph: ResourceGraph,
  project: string,
  stacks: readonly DesiredStack[],
  placed: Placed,
): ReadonlyMap<string, number> {
  const byOwner = new Map(stacks.map((stack) => [stack.owner, stack]));
  const parts = new Map<string, number>();
  for (const [team, nodes] of Map.groupBy(graph.nodes, ({ document }) => document.metadata.team)) {
    const stack = byOwner.get(teamOwner(team));
    if (team === undefined || stack === undefined) continue;
    const places = placesOf(project, team, placed);
    if (fits(sizeOf(stack), FILL_LIMITS) && ![...places.values()].some((part) => part > 1)) continue;
    const sizes = sizesIn(stack);
    const documents = inOrder(nodes).map((document) => ({ document, size: sizes(document) }));
    const placedIn = (document: AnyDocument) =>
      idsOf(document)
        .map((id) => places.get(id))
        .find((part) => part) ?? (document.kind === 'Team' ? 1 : undefined);
    for (const [id, part] of partition({ documents, edges: graph.edges, placedIn })) parts.set(id, part);
  }
  return parts;
}

function inOrder(nodes: readonly GraphNode[]): readonly AnyDocument[] {
  return nodes.toSorted((a, b) => a.wave - b.wave).map(({ document }) => document);
}

/** Logical id → number of the stack that holds it. The stacks of a team are numbered without a gap, but one in between may be gone. */
function placesOf(project: string, team: string, placed: Placed): ReadonlyMap<string, number> {
  const first = teamStackName(project, team);
  const places = new Map<string, number>();
  for (const [name, ids] of placed) {
    const part = name === first ? 1 : name.startsWith(`${first}-`) ? Number(name.slice(first.length + 1)) : Number.NaN;
    if (Number.isSafeInteger(part)) for (const id of ids) places.set(id, part);
  }
  return places;
}

/** The logical ids by which a placed document is known again. */
function idsOf({ kind, metadata }: AnyDocument): readonly string[] {
  const prefixes: Readonly<Record<string, (typeof RESOURCE_PREFIXES)[TeamKind]>> = RESOURCE_PREFIXES;
  return (prefixes[kind] ?? []).map((prefix) => idFor(prefix, metadata.name));
}

/** How much room each document takes in the one stack of its team. Parameters are shared, so they are not counted. */
function sizesIn({ template, sources }: DesiredStack): (document: AnyDocument) => StackSize {
  const resources = Map.groupBy(Object.entries(template.Resources), ([id]) => sources[id]?.document);
  const outputs = template.Outputs ?? {};
  return ({ kind, metadata }) => {
    const own = resources.get(`${kind}/${metadata.name}`) ?? [];
    const prefixes: Readonly<Record<string, object>> = OUTPUT_PREFIXES;
    const names = Object.keys(prefixes[kind] ?? {}).map((output) => outputNameOf(kind, output, metadata.name) ?? '');
    const given = names.filter((name) => Object.hasOwn(outputs, name));
    const texts = [...own.map(([, resource]) => resource), ...given.map((name) => outputs[name])];
    const bytes = texts.reduce((sum, part) => sum + JSON.stringify(part).length, 0);
    return { resources: own.length, parameters: 0, outputs: given.length, bytes };
  };
}
