import type { Grant } from '../../registry/kinds/access.ts';
import type { TeamKind } from '../../registry/kinds/kinds.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { type AnyDocument, inReadingOrder, isTeamDocument, type RegistryDocument } from '../documents/registry.ts';
import { type GraphEdge, idOfDocument, nodeId, type ResourceGraph } from '../graph/graph.ts';
import type { JsonObject } from '../lib/json.ts';
import { assignApis } from './api/shards.ts';
import { checkAuthorizers } from './check-authorizers.ts';
import { checkBoundary } from './check-boundary.ts';
import { checkFunctionNames, checkTeamNames } from './check-names.ts';
import { checkOwnName } from './check-own-name.ts';
import { checkForeignRole, checkRole, checkSharedRole } from './check-role.ts';
import type { Apis, CompileContext, OutputValues, UseSite } from './context.ts';
import { declareOutputs } from './declare-outputs.ts';
import type { DeclaredOutputs } from './declared-outputs.ts';
import type { DesiredStack, DesiredState } from './desired.ts';
import { divideTeams, type Placed } from './divide.ts';
import { routesByFunction } from './expected-requests.ts';
import { checkHeadroom } from './headroom.ts';
import type { KindCompiler } from './kind-compiler.ts';
import { agentCompiler } from './kinds/agent.ts';
import { bucketCompiler } from './kinds/bucket.ts';
import { eventProcessorCompiler } from './kinds/event-processor.ts';
import { eventRuleCompiler } from './kinds/event-rule.ts';
import { functionCompiler } from './kinds/function.ts';
import { compilePlatform } from './kinds/platform.ts';
import { queueCompiler } from './kinds/queue.ts';
import { routeCompiler } from './kinds/route.ts';
import { scheduleCompiler } from './kinds/schedule.ts';
import { secretCompiler } from './kinds/secret.ts';
import { tableCompiler } from './kinds/table.ts';
import { teamCompiler } from './kinds/team.ts';
import { topicCompiler } from './kinds/topic.ts';
import { checkApiSize, checkStackSize } from './limits.ts';
import { addDocumentOutputs } from './outputs.ts';
import type { ArtifactVersions } from './pin-artifacts.ts';
import { compileEdge } from './platform/edge.ts';
import { sourceOf } from './sources.ts';
import { finishStack } from './stack-draft.ts';
import { orderStacks } from './stack-order.ts';
import { usesBus } from './team-bus.ts';
import { teamOwner } from './team-draft.ts';
import { checkUserText } from './user-text.ts';

/** What compiling gives. */
export interface Compiled {
  readonly desired: DesiredState;
  /** What is published for other tools once the stacks are applied; absent without a Platform. */
  readonly outputs?: DeclaredOutputs;
  readonly findings: readonly Finding[];
}

/** Compilers by kind. They only add to the stacks in their context. */
const COMPILERS: { readonly [K in TeamKind]: KindCompiler<K> } = {
  Team: teamCompiler,
  Function: functionCompiler,
  Queue: queueCompiler,
  Topic: topicCompiler,
  Secret: secretCompiler,
  Table: tableCompiler,
  Bucket: bucketCompiler,
  Route: routeCompiler,
  Schedule: scheduleCompiler,
  EventRule: eventRuleCompiler,
  EventProcessor: eventProcessorCompiler,
  Agent: agentCompiler,
};

/**
 * Makes CloudFormation templates of a graph without error findings. Pure: equal graphs and versions give equal bytes (P4), and the
 * order of files makes no difference. Without a Platform there is nothing to compile. `versions` comes from `pinArtifacts`;
 * an artifact that is not in it stays without a version. `placed` is what the record says is in which stack: a team that outgrows a
 * stack gets another one, and nothing that is placed moves.
 */
export function compile(graph: ResourceGraph, versions: ArtifactVersions, placed: Placed = new Map()): Compiled {
  const documents = graph.nodes.map(({ document }) => document);
  const platform = documents.find((document) => document.kind === 'Platform');
  if (platform === undefined) return { desired: { project: '', stacks: [] }, findings: [] };
  const input = { graph, versions, platform, apis: assignApis(documents, platform, placed) };
  const whole = compileWith(input, new Map());
  const parts = divideTeams(graph, platform.spec.project, whole.desired.stacks, placed);
  return parts.size === 0 ? whole : compileWith(input, parts);
}

interface CompileInput {
  readonly graph: ResourceGraph;
  readonly versions: ArtifactVersions;
  readonly platform: RegistryDocument<'Platform'>;
  readonly apis: Apis;
}

function compileWith({ graph, versions, platform, apis }: CompileInput, parts: ReadonlyMap<string, number>): Compiled {
  const documents = new Map(graph.nodes.map((node) => [node.id, node.document]));
  const buses = new Set(graph.edges.filter(usesBus).map((edge) => edge.to));
  const ownerOf = (document: AnyDocument) => teamOwner(document.metadata.team, parts.get(idOfDocument(document)));
  const { steps, findings } = orderStacks(withPaths(graph, parts, platform), ownerOf);
  const routes = routesByFunction([...documents.values()]);
  const referrers = referrersIn(graph);
  const known = { platform, documents, parts, referrers, routes, apis, buses, versions, steps };
  const context: CompileContext = { ...known, outputsOf, grantsOf, drafts: new Map() };
  compilePlatform(platform, context);
  for (const document of documents.values()) {
    if (!isTeamDocument(document)) continue;
    compileDocument(document, context);
    addDocumentOutputs(document, context);
  }
  compileEdge(platform, context);
  const finished = finish(context);
  return { ...finished, findings: [...findings, ...finished.findings] };
}

function referrersIn({ edges }: ResourceGraph): ReadonlyMap<string, ReadonlySet<string>> {
  const byTarget = Map.groupBy(edges, ({ to }) => to);
  return new Map([...byTarget].map(([to, own]) => [to, new Set(own.map(({ from }) => from))]));
}

/** On a REST API the paths of a team's routes are in its first stack, so that the others wait for that one. */
function withPaths(
  graph: ResourceGraph,
  parts: ReadonlyMap<string, number>,
  platform: RegistryDocument<'Platform'>,
): ResourceGraph {
  if (platform.spec.api.type !== 'rest') return graph;
  const elsewhere = graph.nodes.filter(({ id, document }) => document.kind === 'Route' && (parts.get(id) ?? 1) > 1);
  const edges = elsewhere.map(({ id, document }): GraphEdge => {
    const team = document.metadata.team ?? '';
    return { from: id, to: nodeId('Team', team, team), path: ['spec'] };
  });
  return { ...graph, edges: [...graph.edges, ...edges] };
}

function compileDocument<K extends TeamKind>(document: RegistryDocument<K>, context: CompileContext): void {
  COMPILERS[document.kind].compile(document, context);
}

function outputsOf<K extends TeamKind>(document: RegistryDocument<K>, site: UseSite): Partial<OutputValues> {
  return COMPILERS[document.kind].outputs(document, site);
}

function grantsOf<K extends TeamKind>(
  document: RegistryDocument<K>,
  grant: Grant,
  site: UseSite,
): readonly JsonObject[] {
  return COMPILERS[document.kind].grant?.(document, grant, site) ?? [];
}

/** Stacks stand by wave, then name. */
function finish(context: CompileContext): Compiled {
  const { platform, documents, drafts } = context;
  const stacks: DesiredStack[] = [];
  const byApi = new Map<number, DesiredStack[]>();
  const single = inReadingOrder(documents.values()).flatMap((document) => [
    ...(document.partOf === undefined ? checkUserText(document) : []),
    ...checkRole(document),
    ...checkSharedRole(document, context),
    ...checkForeignRole(document),
    ...checkOwnName(document, context),
    ...checkBoundary(document, context),
  ]);
  const findings: Finding[] = [
    ...single,
    ...checkTeamNames(context),
    ...checkFunctionNames(context),
    ...checkAuthorizers(context),
  ];
  for (const draft of [...drafts.values()].toSorted((a, b) => a.wave - b.wave || (a.name < b.name ? -1 : 1))) {
    if (draft.resources.size === 0) continue;
    const stack = finishStack(draft);
    stacks.push(stack);
    const { api = 1 } = draft;
    byApi.set(api, [...(byApi.get(api) ?? []), stack]);
    findings.push(...checkStackSize(stack, draft));
  }
  findings.push(...checkHeadroom(stacks));
  for (const [api, own] of byApi) findings.push(...checkApiSize(api, own, sourceOf(platform)));
  return { desired: { project: platform.spec.project, stacks }, outputs: declareOutputs(context), findings };
}
