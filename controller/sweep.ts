import { HoldfastError } from './diagnostics/error.ts';
import { locate } from './documents/locate.ts';
import { detectDrift } from './drift/detect.ts';
import type { DriftResult } from './drift/drift.ts';
import { propertyLocator } from './drift/source-fields.ts';
import { type CompilingWorld, compileCommit, placedIn } from './plan-commit.ts';
import { renderCheck } from './report/render-check.ts';
import { REVERT_ACTION } from './report/render-drift.ts';
import type { DriftReport } from './report/report.ts';
import { sweptStacks } from './swept-stacks.ts';
import type { PlannerWorld } from './world.ts';

/** Name of the check that tells whether AWS still is as Git says. */
export const DRIFT_CHECK = 'holdfast/drift';
/** Identifier of the button that puts Git's state back. */
export const REVERT_BUTTON = REVERT_ACTION.identifier;

/** How many drifted resources an event names; the check has them all. */
const MAX_NAMED = 50;

/** What looking needs; the command line gives the same from a working folder. */
export type SweepWorld = Pick<PlannerWorld, 'ledger' | 'functions' | 'apis' | 'clock'> & CompilingWorld;

/**
 * Looks at everything that is applied, records what was found and posts `holdfast/drift` on the branch head. `undefined` when
 * nothing is applied yet, or while a run is in progress: what is just being changed is not drift (F5, F7). `mayHeal` lets
 * `sync.selfHeal` act; the look that follows a revert must not, or what cannot be put back would be tried without end (C13).
 */
export async function sweepDrift(world: PlannerWorld, mayHeal = false): Promise<DriftReport | undefined> {
  const result = await lookForDrift(world);
  if (result === undefined) return undefined;
  const report: DriftReport = { kind: 'drift', sha: result.sha, result };
  await world.ledger.writeDrift(result, world.clock.now());
  const head = await world.source.headOf(world.config.branch);
  await world.checks.writeCheck(DRIFT_CHECK, head, `drift/${head}`, renderCheck(report));
  await publish(result, world);
  if (mayHeal && (await shouldHeal(result, world))) {
    await world.queue.send({ type: 'manual', action: 'revert', requestedBy: 'sync.selfHeal' }, 'applier');
  }
  return report;
}

/** Looks without recording or reporting anything. */
export async function lookForDrift(world: SweepWorld): Promise<DriftResult | undefined> {
  const { appliedSha, currentRun } = await world.ledger.readEnvironment();
  if (appliedSha === undefined) return undefined;
  const run = currentRun === undefined ? undefined : await world.ledger.readRun(currentRun);
  if (run?.state === 'in-progress') return undefined;

  const { documents, sources } = await linesAt(appliedSha, world);
  const stacks = await sweptStacks(world.ledger, sources);
  const readers = { functions: world.functions, apis: world.apis };
  return detectDrift({ sha: appliedSha, stacks, readers, locate: propertyLocator(documents, locate) });
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

async function publish({ sha, resources }: DriftResult, world: PlannerWorld): Promise<void> {
  const count = (status: string) => resources.filter((resource) => resource.status === status).length;
  const drifted = resources.filter(({ status }) => status !== 'in-sync' && status !== 'unchecked');
  if (drifted.length === 0) return;
  const detail = {
    sha,
    modified: count('modified'),
    deleted: count('deleted'),
    added: count('added'),
    unchecked: count('unchecked'),
    resources: drifted.slice(0, MAX_NAMED).map(({ stack, logicalId }) => `${stack}/${logicalId}`),
  };
  await world.events.publish([{ type: 'Drift Found', detail }]);
}

async function shouldHeal({ resources }: DriftResult, world: PlannerWorld): Promise<boolean> {
  const repairable = resources.some(({ status }) => status === 'modified' || status === 'deleted');
  const { selfHeal, suspended } = await world.ledger.readEnvironment();
  return repairable && selfHeal === true && suspended === undefined;
}
