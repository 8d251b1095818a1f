import { askForHealthy, hasChanged, healthyBefore } from './auto-rollback.ts';
import { HoldfastError } from './diagnostics/error.ts';
import { ENVIRONMENT_LEASE } from './environment-lease.ts';
import { brokenIn, type HealthRecord, isHealthyInFull, LOOK_SECONDS, type PendingLook } from './health/health.ts';
import { judgeLook } from './health/judge.ts';
import { readHealth } from './health/read-health.ts';
import type { EnvironmentRecord, Lease, RunRecord } from './record/port.ts';
import { saveRun } from './run.ts';
import { writeRunCheck } from './run-check.ts';
import type { Settled } from './settled.ts';
import type { Trigger } from './trigger/trigger.ts';
import type { ApplierWorld } from './world.ts';

/** How long it takes to write a verdict down, with room for retries. */
const LEASE_MS = 60_000;
/** How soon to try again when somebody else holds the environment. */
const BUSY_SECONDS = 15;
/** The schedule looks only where the timers surely are lost: they fire within seconds, and the longest pause between two is shorter. */
const LATE_SECONDS = 330;
/** Things that are not well which an event names, and which a run keeps. */
const MAX_NAMED = 50;

/**
 * Looks at how what was applied is, once nothing is being applied, and either arranges for the next look or writes the verdict down. Gives what
 * came of it, or `undefined` where no look is due. A look never holds anything up: what the runs say of being applied stands already.
 */
export async function lookAtHealth(
  trigger: Trigger,
  { environment, run }: Settled,
  owner: string,
  world: ApplierWorld,
): Promise<string | undefined> {
  const { look } = environment;
  const number = look && dueLook(trigger, look, world.clock.now());
  if (look === undefined || number === undefined) return undefined;
  if (!standsStill(look, run)) return `a newer run began after ${look.sha}, and its look comes`;
  const targets = look.targets.map(({ target }) => target);
  const found = await readHealth(targets, await world.openHealth());
  const judged = judgeLook(look, found, number, world.clock.now());
  if ('next' in judged) {
    await lookAgain(look, judged.next, trigger, world);
    return `looked at the health of ${look.sha}; look ${judged.next} comes`;
  }
  const { verdict } = judged;
  const lease = await world.ledger.acquireLease(ENVIRONMENT_LEASE, owner, world.clock.now(), LEASE_MS);
  if (lease === undefined) {
    await world.queue.sendLater(trigger, 'applier', BUSY_SECONDS);
    return 'another run holds the environment; its health is looked at again';
  }
  try {
    return await conclude(look, verdict, world, lease);
  } finally {
    await world.ledger.releaseLease(lease);
  }
}

/** Which look a trigger asks for. The schedule asks for the one that nobody came for (C14). */
function dueLook(trigger: Trigger, look: PendingLook, now: number): number | undefined {
  const seconds = (now - look.at) / 1000;
  if (trigger.type === 'schedule') {
    return seconds < LATE_SECONDS ? undefined : LOOK_SECONDS.filter((due) => due <= seconds).length;
  }
  if (trigger.type !== 'health' || trigger.run !== look.run) return undefined;
  const number = Math.min(trigger.look, LOOK_SECONDS.length);
  // A timer of an earlier apply of the same commit comes too early.
  return seconds + 1 >= (LOOK_SECONDS[number - 1] ?? 0) ? number : undefined;
}

/** Whether what the look is about is still what is there. A run that never began, changed nothing or put drift back leaves it so. */
function standsStill(look: PendingLook, run: RunRecord | undefined): boolean {
  if (run === undefined || run.id === look.run || run.state === 'stopped' || run.purpose === 'revert') return true;
  return run.state === 'failed' && !hasChanged(run);
}

async function lookAgain(look: PendingLook, next: number, trigger: Trigger, world: ApplierWorld): Promise<void> {
  if (trigger.type !== 'health') return;
  const at = look.at + (LOOK_SECONDS[next - 1] ?? 0) * 1000;
  const seconds = Math.max(1, Math.ceil((at - world.clock.now()) / 1000));
  await world.queue.sendLater({ type: 'health', run: look.run, look: next }, 'applier', seconds);
}

/**
 * Tells the verdict: on the run and its check, to subscribers, and where the registry asks for it by a rollback. The environment is written last,
 * so that a crash anywhere before leaves the look pending and all of this is done again (C2).
 */
async function conclude(look: PendingLook, verdict: HealthRecord, world: ApplierWorld, lease: Lease): Promise<string> {
  const environment = await world.ledger.readEnvironment();
  const run = await world.ledger.readRun(look.run);
  if (environment.look?.run !== look.run || environment.look.at !== look.at || run === undefined) {
    return `a newer run began after ${look.sha}, and its look comes`;
  }
  const back = brokenIn(verdict).length === 0 ? undefined : healthyBefore(run, environment);
  const { health, at, unwell } = verdict;
  const told = {
    ...{ health, at, unwell: unwell.slice(0, MAX_NAMED), looked: look.targets.length, left: look.left },
    ...(back !== undefined && { rollsBackTo: back }),
  };
  await report(await saveRun({ ...run, health: told }, world, lease), world);
  await publish(verdict, environment, world);
  if (back !== undefined) await askForHealthy(run, back, world);
  const { look: _, ...rest } = environment;
  const isHealthy = isHealthyInFull(verdict) && environment.appliedSha === look.sha;
  await world.ledger.writeEnvironment({ ...rest, health: verdict, ...(isHealthy && { healthySha: look.sha }) }, lease);
  return `the health of ${look.sha} is ${health}`;
}

/** A commit that was applied from the command line may be one that GitHub does not know; there is no check to write on it then. */
async function report(run: RunRecord, world: ApplierWorld): Promise<void> {
  try {
    await writeRunCheck(run, world);
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.retryable) throw error;
  }
}

async function publish(
  verdict: HealthRecord,
  { health: before }: EnvironmentRecord,
  world: ApplierWorld,
): Promise<void> {
  const broken = brokenIn(verdict);
  if (before?.health === verdict.health && broken.length === 0) return;
  const { run, sha, health, unwell } = verdict;
  const detail = {
    ...{ run, sha, health, unwell: unwell.length, broken: broken.length },
    ...(before !== undefined && { before: before.health }),
    resources: unwell.slice(0, MAX_NAMED).map(({ target: { stack, logicalId } }) => `${stack}/${logicalId}`),
  };
  await world.events.publish([{ type: 'Health Changed', detail }]);
}
