import { DEFAULT_PARALLEL_STACKS } from '../registry/kinds/platform/sync.ts';
import { advance } from './apply/advance.ts';
import type { RunNames } from './apply/decision.ts';
import type { StackStep } from './apply/progress.ts';
import { askForRollback } from './auto-rollback.ts';
import { appliesCommit } from './begin-run.ts';
import { digestOf } from './lib/digest.ts';
import { sendLook, withLook } from './pending-look.ts';
import { publishOutputs } from './publish-outputs.ts';
import type { Lease, RunRecord } from './record/port.ts';
import { restoreDeclaredCode } from './restore-code.ts';
import { reportRun } from './run-check.ts';
import { keepEnd } from './run-evidence.ts';
import { type Inventory, openInventory } from './run-inventory.ts';
import type { Trigger } from './trigger/trigger.ts';
import type { RunWorld } from './world.ts';

/** Lambda takes some seconds to carry out an update, and a function in the middle of one cannot be compared. */
const SETTLE_SECONDS = 5;
/** Time kept back at the end of an invocation for saving and reporting (C12). */
const HAND_OVER_MS = 30_000;

/** Marks a run that a newer commit overtakes. What CloudFormation is doing for it goes on; the newer run waits for it. */
export async function supersede(run: RunRecord, by: string, world: RunWorld, lease: Lease): Promise<void> {
  const superseded: RunRecord = { ...run, state: 'superseded', problem: `Superseded by ${by}.` };
  await reportRun(superseded, world);
  await keepEnd(superseded, world, lease);
  await saveRun(superseded, world, lease);
}

/**
 * Advances a run as far as it goes now, then either finishes it or arranges that it is looked at again. `woken` is the stack
 * that an event told about: the others under way are not looked at, because each has an event of its own coming.
 */
export async function carryOn(run: RunRecord, world: RunWorld, lease: Lease, woken?: string): Promise<RunRecord> {
  const inventory = openInventory(run, world, lease);
  let latest = run;
  const saveStep = async (stack: string, step: StackStep) => {
    const isNews = latest.steps[stack]?.step !== step.step;
    latest = await saveRun({ ...latest, steps: { ...latest.steps, [stack]: step } }, world, lease);
    if (isNews) await publishStep(latest, stack, step, world);
  };
  const advanced = await advance(
    {
      targets: run.targets,
      steps: run.steps,
      names: namesOf(run),
      context: inventory.context,
      parallelStacks: run.parallelStacks ?? DEFAULT_PARALLEL_STACKS,
      outOfTime: () => world.remainingMs() < HAND_OVER_MS,
      ...(woken !== undefined && { woken }),
    },
    {
      stacks: world.writer,
      functions: world.codeDigests,
      stages: world.stageCleaner,
      record: { ...inventory.record, saveStep },
    },
  );
  if (advanced.state === 'finished') return finish(latest, inventory, world, lease);
  return lookAgain(latest, advanced.seconds, world, lease);
}

/**
 * Every target is done: what remains of a revert is done, then the outcome is written (C7). The run is marked last, so that
 * a crash anywhere before leaves it in progress and all of this is done again (C2).
 */
async function finish(run: RunRecord, inventory: Inventory, world: RunWorld, lease: Lease): Promise<RunRecord> {
  const failed = Object.values(run.steps).some((step) => step.step === 'failed' || step.step === 'skipped');
  if (!failed && run.restoreCode.length > 0) await restoreDeclaredCode(run, world);
  const concludes = !failed && run.purpose !== 'rescue';
  const { unpublished, isLooked } = concludes ? await conclude(run, inventory, world, lease) : NOT_CONCLUDED;
  const { lookAgainAt: _, ...rest } = run;
  const problem = unpublished === undefined ? {} : { unpublished };
  const finished: RunRecord = { ...rest, ...problem, state: failed ? 'failed' : 'succeeded' };
  await reportRun(finished, world);
  await keepEnd(finished, world, lease);
  if (failed) await askForRollback(finished, world);
  const saved = await saveRun(finished, world, lease);
  // Only now: nobody looks while a run is in progress. If this is lost, the schedule comes.
  if (isLooked) await sendLook(run, world);
  const look: Trigger = { type: 'manual', action: 'drift', requestedBy: run.id };
  if (run.purpose === 'revert') await world.queue.sendLater(look, 'applier', SETTLE_SECONDS);
  return saved;
}

/** What came of success: why outputs are not published, and whether the health of what was applied is to be looked at. */
interface Concluded {
  readonly unpublished?: string;
  readonly isLooked: boolean;
}

const NOT_CONCLUDED: Concluded = { isLooked: false };

/** What success means for the environment: its outputs are published, and the commit is the applied one if all of it was. */
async function conclude(run: RunRecord, inventory: Inventory, world: RunWorld, lease: Lease): Promise<Concluded> {
  const { published, unpublished, core, ...read } = await world.ledger.readEnvironment();
  const before = {
    ...(published !== undefined && { published }),
    ...(unpublished !== undefined && { unpublished }),
    ...(core !== undefined && { core }),
  };
  const request = { declared: run.outputs, stacks: (await inventory.context()).outputs, verify: run.verifyOutputs };
  const environment = withLook(run, read, await inventory.stacks(), world.clock.now());
  const head = await publishOutputs(request, before, world, lease);
  const applied = appliesCommit(run) ? { appliedSha: run.sha } : {};
  await world.ledger.writeEnvironment({ ...environment, ...applied, ...head }, lease);
  return {
    isLooked: environment.look?.run === run.id,
    ...(head.unpublished !== undefined && { unpublished: head.unpublished }),
  };
}

async function publishStep(run: RunRecord, stack: string, step: StackStep, world: RunWorld): Promise<void> {
  const reason = 'reason' in step ? { reason: step.reason } : {};
  const detail = { run: run.id, sha: run.sha, stack, step: step.step, ...reason };
  await world.events.publish([{ type: 'Apply Step', detail }]);
}

/** One timer is enough: a new one is sent only when none is under way that fires earlier. */
async function lookAgain(run: RunRecord, seconds: number, world: RunWorld, lease: Lease): Promise<RunRecord> {
  const now = world.clock.now();
  const at = now + seconds * 1000;
  if (run.lookAgainAt !== undefined && run.lookAgainAt > now && run.lookAgainAt <= at) return run;
  await world.queue.sendLater({ type: 'continue', sha: run.sha, attempt: 1 }, 'applier', seconds);
  return saveRun({ ...run, lookAgainAt: at }, world, lease);
}

/** Writes the next version of a run. */
export async function saveRun(run: RunRecord, world: RunWorld, lease: Lease): Promise<RunRecord> {
  const next = { ...run, version: run.version + 1, updatedAt: world.clock.now() };
  await world.ledger.writeRun(next, lease);
  return next;
}

/** Names that come out the same however often a step is repeated (C3). CloudFormation allows 128 characters. */
function namesOf(run: RunRecord): RunNames {
  const start = run.startedAt.toString(36);
  const prefix = `holdfast-${run.purpose}-${run.sha.slice(0, 12)}-${start}`;
  return {
    changeSet: (tries) => `${prefix}-${tries}`,
    token: (stack, purpose) => digestOf(`${stack} ${purpose} ${prefix}`).replace(':', '-'),
  };
}
