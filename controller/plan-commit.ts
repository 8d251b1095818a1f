import { compile } from './compile/compile.ts';
import type { DeclaredOutputs } from './compile/declared-outputs.ts';
import type { DesiredState } from './compile/desired.ts';
import type { Placed } from './compile/divide.ts';
import { type PinnedArtifacts, pinArtifacts } from './compile/pin-artifacts.ts';
import type { ArtifactReader } from './compile/port.ts';
import { teamOwner } from './compile/team-draft.ts';
import type { AppliedWorld } from './consent-rules.ts';
import type { CostChange } from './cost/change.ts';
import type { Estimate } from './cost/estimate.ts';
import { HoldfastError } from './diagnostics/error.ts';
import { type Finding, hasErrors, sortFindings } from './diagnostics/finding.ts';
import { type DocumentCache, loadDocuments } from './documents/load-documents.ts';
import type { Registry, RegistryDocument } from './documents/registry.ts';
import { buildGraph } from './graph/build-graph.ts';
import { manualSteps } from './guard/manual-steps.ts';
import { guardPlan } from './guard-plan.ts';
import type { Clock } from './lib/clock.ts';
import { suggest } from './lib/suggest.ts';
import { changedOutside } from './observe/changed-outside.ts';
import { observe } from './observe/observe.ts';
import type { ObservedState } from './observe/observed.ts';
import type { StackReader } from './observe/port.ts';
import { makePlan } from './plan/make-plan.ts';
import { componentsOf, onlyComponent, refuseEarly } from './plan/only-component.ts';
import type { Plan } from './plan/plan.ts';
import { REPLACEMENT_RULES } from './plan/replacement-table.ts';
import { estimateDesired } from './plan-cost.ts';
import { judge } from './policy/judge.ts';
import { judgedOf } from './policy/judged.ts';
import { judgeTeams } from './policy/quotas.ts';
import { DEFAULT_READING_LIMITS, type ReadingLimits } from './reading-limits.ts';
import type { Ledger } from './record/port.ts';
import type { BlobCache } from './source/blob-cache.ts';
import { type LoadedSnapshot, loadSnapshot } from './source/load-snapshot.ts';
import type { TreeReader } from './source/port.ts';

/** A commit up to its templates: everything that can be said without looking at stacks. `desired` is absent after an error. */
export interface CompiledCommit {
  readonly sha: string;
  /** The documents that are valid by themselves. */
  readonly registry: Registry;
  readonly findings: readonly Finding[];
  readonly platform?: RegistryDocument<'Platform'>;
  readonly desired?: DesiredState;
  /** What is published for other tools once it is applied; there together with `desired`. */
  readonly outputs?: DeclaredOutputs;
  /** What the stacks cost a month, also when a finding forbids to apply them; absent when there was nothing to compile. */
  readonly estimate?: Estimate;
}

/** A commit with everything that can be said about it before acting. `plan` is absent when an error stopped it. */
export interface PlannedCommit extends CompiledCommit {
  readonly plan?: Plan;
  /** What the plan was made against. */
  readonly observed?: ObservedState;
  /** Stacks that are not as Holdfast left them. */
  readonly changedOutside?: readonly string[];
  /** How much of what is there was looked at. */
  readonly verify?: 'changed' | 'all';
  /** What the plan does to the monthly bill; there whenever `plan` is. */
  readonly cost?: CostChange;
  /** The one component that was planned; absent where all of the registry was. */
  readonly component?: string;
}

/** What compiling needs of the world. Without `artifacts` nothing is pinned: the command line offline. */
export interface CompilingWorld {
  readonly source: TreeReader;
  readonly blobs: BlobCache;
  /** Parsed files by blob id, kept by the caller from commit to commit. */
  readonly documents: DocumentCache;
  readonly clock: Clock;
  /** The environment to read the registry for; the Platform's own where it is left out. */
  readonly environment?: string;
  /** How much is read; the defaults where they are left out. */
  readonly limits?: ReadingLimits;
  readonly artifacts?: ArtifactReader;
}

/** What planning needs besides. */
export interface PlanningWorld extends CompilingWorld, Pick<AppliedWorld, 'applied'> {
  readonly stacks: StackReader;
  readonly ledger: Pick<Ledger, 'readStacks' | 'readEnvironment' | 'readConsents'>;
}

const NOTHING_PINNED: PinnedArtifacts = { versions: {}, findings: [] };

/**
 * source → documents → graph → compile → cost → policy, for exactly one commit (V5). All findings are collected, never only the first. `placed` is
 * the recorded inventory; without it every document counts as new.
 */
export async function compileCommit(
  sha: string,
  world: CompilingWorld,
  placed?: Placed,
  component?: string,
): Promise<CompiledCommit> {
  return compileSnapshot(await readCommit(sha, world), world, placed, component);
}

/** The registry files of a commit, as compiling takes them. */
export function readCommit(
  sha: string,
  world: Pick<CompilingWorld, 'source' | 'blobs' | 'limits'>,
): Promise<LoadedSnapshot> {
  return loadSnapshot(world.source, sha, (world.limits ?? DEFAULT_READING_LIMITS).source, world.blobs);
}

/** The same from files that were read before, or that somebody thinks of. */
export async function compileSnapshot(
  loaded: LoadedSnapshot,
  world: Omit<CompilingWorld, 'source' | 'blobs'>,
  placed?: Placed,
  component?: string,
): Promise<CompiledCommit> {
  const { sha } = loaded.snapshot;
  const { registry, findings: documentFindings } = loadDocuments(loaded.snapshot, {
    today: today(world.clock),
    cache: world.documents,
    limits: (world.limits ?? DEFAULT_READING_LIMITS).documents,
    ...(world.environment !== undefined && { environment: world.environment }),
  });
  const { graph, findings: graphFindings } = buildGraph(registry);
  const found = [...loaded.findings, ...documentFindings, ...graphFindings];
  const platform = registry.documents.find((document) => document.kind === 'Platform');
  if (hasErrors(found) || platform === undefined) return { sha, registry, findings: sortFindings(found) };

  const { artifacts } = world;
  const pinned = artifacts === undefined ? NOTHING_PINNED : await pinArtifacts(artifacts, partOf(registry, component));
  const compiled = compile(graph, pinned.versions, placed);
  const estimate = estimateDesired(compiled.desired, platform);
  const judged = judgedOf(platform, registry.documents, compiled.desired.stacks, estimate.resources);
  const rails = [...judge(judged, today(world.clock)), ...judgeTeams(judged)];
  const findings = sortFindings([...found, ...pinned.findings, ...compiled.findings, ...rails]);
  if (hasErrors(findings)) return { sha, registry, findings, platform, estimate };
  const { desired, outputs } = compiled;
  return { sha, registry, findings, platform, desired, estimate, ...(outputs !== undefined && { outputs }) };
}

/** The Platform and the documents of a component: code is looked up only where it is to be applied, and a new platform has no bucket yet. */
function partOf(registry: Registry, component: string | undefined): Registry {
  if (component === undefined) return registry;
  const documents = registry.documents.filter(
    ({ kind, metadata }) => kind === 'Platform' || teamOwner(metadata.team) === component,
  );
  return { documents };
}

/**
 * … → observe → plan → guard, and what it costs. The same function serves a pull request, a merge and the command line, so that a dry run
 * cannot differ. `verify: 'all'` reads every stack from CloudFormation instead of trusting the record. `component` leaves everything
 * out of the plan but that one; throws `UnknownComponent` where there is none of that name.
 */
export async function planCommit(
  sha: string,
  world: PlanningWorld,
  verify: 'changed' | 'all',
  component?: string,
): Promise<PlannedCommit> {
  const recorded = await world.ledger.readStacks();
  const compiled = await compileCommit(sha, world, placedIn(recorded), component);
  const { desired, platform, estimate } = compiled;
  if (desired === undefined || platform === undefined || estimate === undefined) return compiled;
  if (component !== undefined && !componentsOf(desired).includes(component)) throw unknownComponent(component, desired);

  const observed = await observe(world.stacks, {
    desired: desired.stacks,
    recorded,
    verify,
  });
  const whole = { desired, observed, rules: REPLACEMENT_RULES, prune: platform.spec.sync.prune };
  const input = component === undefined ? whole : onlyComponent(whole, component);
  const plan = makePlan(input);
  const at = { file: platform.source.file, line: 1, column: 1 };
  const early = component === undefined ? [] : refuseEarly(input, desired, at);
  const { cost, findings: guarded } = await guardPlan(
    {
      plan,
      desired,
      planned: input.desired,
      observed,
      platform,
      documents: compiled.registry.documents,
      estimate: component === undefined ? estimate : estimateDesired(input.desired, platform),
      prune: input.prune,
      at,
    },
    world,
  );
  const findings = sortFindings([...compiled.findings, ...early, ...guarded, ...manualSteps(plan, at)]);
  const one = component === undefined ? {} : { component };
  const found = { observed, changedOutside: changedOutside(observed, recorded) };
  return { ...compiled, findings, desired: input.desired, plan, cost, verify, ...found, ...one };
}

function unknownComponent(component: string, desired: DesiredState): HoldfastError {
  const names = componentsOf(desired);
  const near = suggest(component, names);
  const hint = near === undefined ? `It has ${names.join(', ')}.` : `Did you mean ${near}?`;
  const details = { code: 'UnknownComponent', source: 'user', retryable: false } as const;
  return new HoldfastError(`The registry has no component ${component}. ${hint}`, details);
}

/** What the record says is in which stack, and which outputs of others it takes, for {@link compileCommit}. */
export function placedIn(recorded: Awaited<ReturnType<PlanningWorld['ledger']['readStacks']>>): Placed {
  return new Map(
    recorded.map(({ name, resources, parameters }) => {
      return [name, new Set([...resources.map(({ logicalId }) => logicalId), ...Object.keys(parameters)])];
    }),
  );
}

function today(clock: Clock): string {
  return new Date(clock.now()).toISOString().slice(0, 10);
}
