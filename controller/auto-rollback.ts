import type { EnvironmentRecord, RunRecord } from './record/port.ts';
import type { ManualTrigger } from './trigger/trigger.ts';
import type { RunWorld } from './world.ts';

/** Time for the failed run to be marked as over. */
const DELAY_SECONDS = 5;

type RollbackWorld = Pick<RunWorld, 'ledger' | 'queue'>;

/**
 * `sync.rollback`: asks to go back when a commit failed after it had changed a stack: to what was applied before, or with `unhealthy` to the last
 * commit that was found healthy, where there is one. Asked before the
 * run is marked, so that a crash in between asks again; the reference makes it one rollback (C3). It is bound to this head: a newer
 * commit is not rolled back for what an older one did. A rollback that fails asks for nothing.
 */
export async function askForRollback(run: RunRecord, world: RollbackWorld): Promise<void> {
  if (run.rollsBack !== true || !hasChanged(run)) return;
  const { appliedSha, healthySha } = await world.ledger.readEnvironment();
  const sha = run.rollsBackUnhealthy === true ? (healthySha ?? appliedSha) : appliedSha;
  if (sha !== undefined && appliedSha !== undefined) await ask('auto', sha, appliedSha, run, world);
}

/**
 * The commit to go back to from an applied one that turned out unhealthy; `undefined` where `sync.rollback` does not ask for it, and where none was
 * ever found healthy but this one. Of a rollback never: it would go on without end (C13).
 */
export function healthyBefore(run: RunRecord, { appliedSha, healthySha }: EnvironmentRecord): string | undefined {
  if (run.rollsBackUnhealthy !== true || run.purpose !== 'apply' || appliedSha !== run.sha) return undefined;
  return healthySha === run.sha ? undefined : healthySha;
}

/** Asks to go back from an unhealthy commit. As above it is one rollback, however often it is asked for, and of this head only. */
export async function askForHealthy(run: RunRecord, healthySha: string, world: RollbackWorld): Promise<void> {
  await ask('unhealthy', healthySha, run.sha, run, world);
}

async function ask(why: string, sha: string, appliedSha: string, run: RunRecord, world: RollbackWorld): Promise<void> {
  const trigger: ManualTrigger = {
    type: 'manual',
    action: 'rollback',
    requestedBy: 'sync.rollback',
    reference: `${why}-${run.sha.slice(0, 12)}-${run.startedAt}`,
    sha,
    appliedSha,
    over: run.sha,
  };
  await world.queue.sendLater(trigger, 'applier', DELAY_SECONDS);
}

/** Whether a run changed anything that stays. A stack that failed was rolled back by CloudFormation itself. */
export function hasChanged({ targets, steps }: Pick<RunRecord, 'targets' | 'steps'>): boolean {
  return targets.some(({ name, action }) => action !== 'record' && steps[name]?.step === 'applied');
}
