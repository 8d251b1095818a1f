import type { KindName } from '../../registry/kinds/kinds.ts';
import type { Finding } from '../diagnostics/finding.ts';
import type { RegistryDocument } from '../documents/registry.ts';
import type { ResourceGraph } from '../graph/graph.ts';
import { checkFunctionNames, checkTeamNames } from './check-names.ts';
import { checkRole } from './check-role.ts';
import type { CompileContext } from './context.ts';
import type { DesiredStack, DesiredState } from './desired.ts';
import { compileFunction } from './kinds/function.ts';
import { compilePlatform } from './kinds/platform.ts';
import { compileRoute } from './kinds/route.ts';
import { compileTeam } from './kinds/team.ts';
import { checkApiSize, checkStackSize } from './limits.ts';
import type { ArtifactVersions } from './pin-artifacts.ts';
import { sourceOf } from './sources.ts';
import { finishStack } from './stack-draft.ts';
import { checkUserText } from './user-text.ts';

/** What compiling gives. */
export interface Compiled {
  readonly desired: DesiredState;
  readonly findings: readonly Finding[];
}

/** Compilers by kind. They only add to the stacks in their context. */
const COMPILERS: { readonly [K in KindName]: (document: RegistryDocument<K>, context: CompileContext) => void } = {
  Platform: compilePlatform,
  Team: compileTeam,
  Function: compileFunction,
  Route: compileRoute,
};

/**
 * Makes CloudFormation templates of a graph without error findings. Pure: equal graphs and versions give equal bytes (P4), and the
 * order of files makes no difference. Without a Platform there is nothing to compile. `versions` comes from `pinArtifacts`;
 * an artifact that is not in it stays without a version.
 */
export function compile(graph: ResourceGraph, versions: ArtifactVersions): Compiled {
  const documents = new Map(graph.nodes.map((node) => [node.id, node.document]));
  const platform = [...documents.values()].find((document) => document.kind === 'Platform');
  if (platform === undefined) return { desired: { project: '', stacks: [] }, findings: [] };
  const routed = new Set(graph.edges.filter((edge) => edge.from.startsWith('Route/')).map((edge) => edge.to));
  const context: CompileContext = { platform, documents, routed, versions, drafts: new Map() };
  for (const document of documents.values()) compileDocument(document, context);
  return finish(context);
}

function compileDocument<K extends KindName>(document: RegistryDocument<K>, context: CompileContext): void {
  COMPILERS[document.kind](document, context);
}

/** Drafts stand by wave, then name, because the graph's nodes stand by kind and team. */
function finish(context: CompileContext): Compiled {
  const { platform, documents, drafts } = context;
  const stacks: DesiredStack[] = [];
  const single = [...documents.values()].flatMap((document) => [...checkUserText(document), ...checkRole(document)]);
  const findings: Finding[] = [...single, ...checkTeamNames(context), ...checkFunctionNames(context)];
  for (const draft of drafts.values()) {
    if (draft.resources.size === 0) continue;
    const stack = finishStack(draft);
    stacks.push(stack);
    findings.push(...checkStackSize(stack, draft));
  }
  findings.push(...checkApiSize(stacks, sourceOf(platform)));
  return { desired: { project: platform.spec.project, stacks }, findings };
}
