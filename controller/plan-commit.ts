import { compile } from './compile/compile.ts';
import type { DesiredState } from './compile/desired.ts';
import { pinArtifacts } from './compile/pin-artifacts.ts';
import { type Finding, hasErrors, sortFindings } from './diagnostics/finding.ts';
import { loadDocuments } from './documents/load-documents.ts';
import type { Registry, RegistryDocument } from './documents/registry.ts';
import { buildGraph } from './graph/build-graph.ts';
import { DELETE_LIMITS, guard } from './guard/guard.ts';
import { observe } from './observe/observe.ts';
import { makePlan } from './plan/make-plan.ts';
import type { Plan } from './plan/plan.ts';
import { REPLACEMENT_RULES } from './plan/replacement-table.ts';
import { loadSnapshot } from './source/load-snapshot.ts';
import type { PlannerWorld } from './world.ts';

/** A commit with everything that can be said about it before acting. `plan` and `desired` are absent when an error stopped it. */
export interface PlannedCommit {
  readonly sha: string;
  readonly findings: readonly Finding[];
  readonly platform?: RegistryDocument<'Platform'>;
  readonly desired?: DesiredState;
  readonly plan?: Plan;
}

/** What planning needs of the world; the CLI gives the same from a working folder. */
export type PlanningWorld = Pick<PlannerWorld, 'source' | 'blobs' | 'artifacts' | 'stacks' | 'clock'> & {
  readonly ledger: Pick<PlannerWorld['ledger'], 'readStacks' | 'readTemplate'>;
};

/**
 * source → documents → graph → compile → observe → plan → guard, for exactly one commit (V5).
 * The same function serves a pull request, a merge and the command line, so that a dry run cannot differ.
 * `verify: 'all'` reads every stack from CloudFormation instead of trusting the record.
 */
export async function planCommit(sha: string, world: PlanningWorld, verify: 'changed' | 'all'): Promise<PlannedCommit> {
  const loaded = await loadSnapshot(world.source, sha, world.blobs);
  const { registry, findings: documentFindings } = loadDocuments(loaded.snapshot, { today: today(world) });
  const { graph, findings: graphFindings } = buildGraph(registry);
  const early = sortFindings([...loaded.findings, ...documentFindings, ...graphFindings]);
  if (hasErrors(early)) return { sha, findings: early };

  const pinned = await pinArtifacts(world.artifacts, registry);
  const { desired, findings: compileFindings } = compile(graph, pinned.versions);
  const findings = sortFindings([...early, ...pinned.findings, ...compileFindings]);
  const platform = platformOf(registry);
  if (hasErrors(findings) || platform === undefined) return { sha, findings };

  const observed = await observe(world.stacks, {
    desired: desired.stacks,
    recorded: await world.ledger.readStacks(),
    readTemplate: (digest) => world.ledger.readTemplate(digest),
    verify,
  });
  const plan = makePlan({ desired, observed, rules: REPLACEMENT_RULES, prune: platform.spec.sync.prune });
  const refusals = guard({
    plan,
    observed,
    project: desired.project,
    documents: registry.documents.length,
    limits: DELETE_LIMITS,
    at: { file: platform.source.file, line: 1, column: 1 },
  });
  return { sha, findings: [...findings, ...refusals], platform, desired, plan };
}

function platformOf(registry: Registry): RegistryDocument<'Platform'> | undefined {
  return registry.documents.find((document) => document.kind === 'Platform');
}

function today(world: PlanningWorld): string {
  return new Date(world.clock.now()).toISOString().slice(0, 10);
}
