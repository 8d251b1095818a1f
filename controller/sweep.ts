import type { ResourceSource } from './compile/desired.ts';
import { HoldfastError } from './diagnostics/error.ts';
import { locate } from './documents/locate.ts';
import { acceptedBy, acceptedSince, dayOf } from './drift/acceptance.ts';
import { isAbout, mergeSweeps, withActors } from './drift/actor.ts';
import { type DriftResult, type ResourceDriftBase, UPDATE_UNDER_WAY } from './drift/drift.ts';
import { excuse } from './drift/excuse.ts';
import type { SweptStack } from './drift/swept-stack.ts';
import { checkedEvent, foundEvents, stoppedEvents } from './drift-events.ts';
import { keepDrift } from './drift-evidence.ts';
import { type CompilingWorld, compileCommit, placedIn } from './plan-commit.ts';
import { renderCheck } from './report/render-check.ts';
import { ADOPT_ACTION, REVERT_ACTION } from './report/render-drift.ts';
import type { DriftReport } from './report/report.ts';
import { sweptStacks } from './swept-stacks.ts';
import type { PlannerWorld } from './world.ts';

/** Name of the check that tells whether AWS still is as Git says. */
export const DRIFT_CHECK = 'holdfast/drift';
/** Identifier of the button that puts Git's state back. */
export const REVERT_BUTTON = REVERT_ACTION.identifier;
/** Identifier of the button that has AWS's state written into the registry. */
export const ADOPT_BUTTON = ADOPT_ACTION.identifier;

/** What looking needs; the command line gives the same from a working folder. */
export type SweepWorld = Pick<PlannerWorld, 'ledger' | 'stacks' | 'functions' | 'apis' | 'openResources' | 'clock'> &
  CompilingWorld;

/**
 * Looks at everything that is applied, records what was found and posts `holdfast/drift` on the branch head. `undefined` when
 * nothing is applied yet, or when a run is in progress or was begun meanwhile: what is just being changed is not drift (F5, F7). `mayHeal` lets
 * `sync.selfHeal` act; the look that follows a revert must not, or what cannot be put back would be tried without end (C13).
 */
export async function sweepDrift(world: PlannerWorld, mayHeal = false): Promise<DriftReport | undefined> {
  const result = await lookForDrift(world);
  return result && tellDrift(result, world, mayHeal);
}

/**
 * Looks at what a call was about and at what belongs to it, seconds after the call, and puts what is found into the last sweep. Nothing is
 * told when nothing changed in it: one person's script makes hundreds of calls, and GitHub allows few writes (G1). Throws `StillChanging`,
 * which is retryable, while AWS carries the change out.
 */
export async function sweepAbout(names: readonly string[], world: PlannerWorld): Promise<DriftReport | undefined> {
  const last = await world.ledger.readDrift();
  const { appliedSha } = await world.ledger.readEnvironment();
  if (last === undefined || last.result.sha !== appliedSha) return sweepDrift(world, true);
  const again = await lookForDrift(world, names);
  if (again === undefined || again.resources.length === 0) return undefined;
  if (again.resources.some((resource) => resource.status === 'unchecked' && resource.because === UPDATE_UNDER_WAY)) {
    const details = { code: 'StillChanging', source: 'aws', retryable: true } as const;
    throw new HoldfastError('AWS still carries out a change; what comes of it cannot be compared yet.', details);
  }
  const result = mergeSweeps(last.result, again);
  if (JSON.stringify(shown(result)) === JSON.stringify(shown(last.result))) return undefined;
  return tellDrift(result, world, true);
}

/** What a reader would see of a sweep, in an order that does not depend on when what was looked at. */
function shown({ resources }: DriftResult): readonly string[] {
  return resources
    .filter(({ status }) => status !== 'in-sync')
    .map((resource) => JSON.stringify(resource))
    .sort();
}

async function tellDrift(result: DriftResult, world: PlannerWorld, mayHeal: boolean): Promise<DriftReport> {
  const before = await world.ledger.readDrift();
  await keepDrift(result, before?.result, world);
  await world.ledger.writeDrift(result, world.clock.now());
  const environment = await world.ledger.readEnvironment();
  const { healingOf } = await import('./healing.ts');
  const healing = await healingOf(result, environment, world);
  const report = await postSweep(result, world, { notHealed: healing.left });
  await world.events.publish([checkedEvent(result), ...foundEvents(result), ...stoppedEvents(result, healing)]);
  const isNeeded = healing.stacks.length > 0 || healing.functions.length > 0;
  if (mayHeal && isNeeded && environment.suspended === undefined) {
    await world.queue.send({ type: 'manual', action: 'revert', requestedBy: 'sync.selfHeal', heals: true }, 'applier');
  }
  return report;
}

/** Writes the check of a sweep on the branch head, or writes it anew because it is judged otherwise. */
export async function postSweep(
  result: DriftResult,
  world: PlannerWorld,
  more: Pick<DriftReport, 'note' | 'notHealed'>,
): Promise<DriftReport> {
  const report: DriftReport = { kind: 'drift', sha: result.sha, result, ...more };
  const head = await world.source.headOf(world.config.branch);
  await world.checks.writeCheck(DRIFT_CHECK, head, `drift/${head}`, renderCheck(report));
  return report;
}

/** Calls that are remembered, to name who made them. */
const REMEMBERED_CALLS = 200;

/**
 * Looks without recording or reporting anything, and judges what differs: what the registry ignores or somebody accepted is left. `names` leaves out
 * what neither they nor a document that they are of is about.
 */
export async function lookForDrift(world: SweepWorld, names?: readonly string[]): Promise<DriftResult | undefined> {
  const { appliedSha, currentRun } = await world.ledger.readEnvironment();
  if (appliedSha === undefined) return undefined;
  const run = currentRun === undefined ? undefined : await world.ledger.readRun(currentRun);
  if (run?.state === 'in-progress') return undefined;

  const { documents, sources } = await linesAt(appliedSha, world);
  const stacks = await sweptStacks(world.ledger, sources);
  // Most invocations look for no drift: what only that needs is loaded when it is needed.
  const [{ detectDrift }, { ignoredBy }, { propertyLocator }] = await Promise.all([
    import('./drift/detect.ts'),
    import('./drift/ignore.ts'),
    import('./drift/source-fields.ts'),
  ]);
  const readers = { functions: world.functions, apis: world.apis, resources: await world.openResources() };
  const only = names === undefined ? {} : { only: belongingTo(names, stacks) };
  const found = await detectDrift({
    sha: appliedSha,
    stacks,
    readers,
    locate: propertyLocator(documents, locate),
    ...only,
  });
  if (await hasRunSince(currentRun, run?.startedAt, world)) return undefined;
  const named = withActors(await withoutOwn(found, stacks, world), await world.ledger.listCalls(REMEMBERED_CALLS));
  const [now, today] = [world.clock.now(), dayOf(world.clock.now())];
  // Asked last: what is said while looking counts.
  const accepted = acceptedBy(await world.ledger.listAcceptances(acceptedSince(now)), today);
  const ignored = ignoredBy(documents, today);
  return excuse(named, (deviation) => ignored(deviation) ?? accepted(deviation));
}

/**
 * Leaves out what stands beside what is declared and belongs to a stack of ours after all: one that was left in the middle of a change has more than the
 * record knows, until the next run reads it back (F7).
 */
async function withoutOwn(
  found: DriftResult,
  swept: readonly SweptStack[],
  { stacks }: SweepWorld,
): Promise<DriftResult> {
  const unfinished = swept.filter(({ record }) => record.attempted?.unfinished === true);
  if (unfinished.length === 0 || !found.resources.some(({ status }) => status === 'added')) return found;
  // By the recorded id: a namesake's things are not ours (K6).
  const lists = await Promise.all(
    unfinished.map(({ record }) => stacks.listResources(record.stackId ?? record.name).catch(unlessGone)),
  );
  const own = new Set(lists.flat().map(({ physicalId }) => physicalId));
  return {
    ...found,
    resources: found.resources.filter((one) => one.status !== 'added' || !own.has(one.physicalId ?? '')),
  };
}

function unlessGone(error: unknown): readonly [] {
  if (error instanceof HoldfastError && error.code === 'StackNotFound') return [];
  throw error;
}

/** Whether a run was begun in the middle of a look, which then took what that run changed for drift (F7). */
async function hasRunSince(
  id: string | undefined,
  startedAt: number | undefined,
  { ledger }: SweepWorld,
): Promise<boolean> {
  const { currentRun } = await ledger.readEnvironment();
  if (currentRun !== id) return true;
  return id !== undefined && (await ledger.readRun(id))?.startedAt !== startedAt;
}

/** What the names are about, and everything else of the same documents: a function's role, log group and alarms with it. */
function belongingTo(names: readonly string[], stacks: readonly SweptStack[]): (base: ResourceDriftBase) => boolean {
  const documentOf = (stack: string, source: ResourceSource | undefined) => source && `${stack} ${source.document}`;
  const documents = new Set(
    stacks.flatMap(({ record, sources }) =>
      record.resources
        .filter(({ physicalId }) => isAbout({ names }, physicalId))
        .flatMap(({ logicalId }) => documentOf(record.name, sources[logicalId]) ?? []),
    ),
  );
  return ({ physicalId, stack, source }) =>
    isAbout({ names }, physicalId) || documents.has(documentOf(stack, source) ?? '');
}

/**
 * The registry at the applied commit, read for its lines only: what to expect is what was applied. A commit that GitHub does
 * not know (applied from the command line and never pushed) leaves the report without lines.
 */
async function linesAt(sha: string, world: SweepWorld) {
  try {
    const { registry, desired } = await compileCommit(
      sha,
      withoutPins(world),
      placedIn(await world.ledger.readStacks()),
    );
    return {
      documents: registry.documents,
      sources: new Map(desired?.stacks.map((stack) => [stack.name, stack.sources])),
    };
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'CommitNotFound') return { documents: [], sources: new Map() };
    throw error;
  }
}

function withoutPins({ artifacts: _, ...world }: SweepWorld): CompilingWorld {
  return world;
}
