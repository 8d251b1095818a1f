import type { RunRecord } from './record/port.ts';
import type { ManualTrigger } from './trigger/trigger.ts';
import type { RunWorld } from './world.ts';

/** Time for the failed run to be marked as over. */
const DELAY_SECONDS = 5;

/**
 * `sync.rollback: auto`: asks to go back to what was applied before, when a commit failed after it had changed a stack. Asked before the
 * run is marked, so that a crash in between asks again; the reference makes it one rollback (C3). It is bound to this head: a newer
 * commit is not rolled back for what an older one did. A rollback that fails asks for nothing.
 */
export async function askForRollback(run: RunRecord, world: Pick<RunWorld, 'ledger' | 'queue'>): Promise<void> {
  if (run.rollsBack !== true || !hasChanged(run)) return;
  const { appliedSha } = await world.ledger.readEnvironment();
  if (appliedSha === undefined) return;
  const trigger: ManualTrigger = {
    type: 'manual',
    action: 'rollback',
    requestedBy: 'sync.rollback',
    reference: `auto-${run.sha.slice(0, 12)}-${run.startedAt}`,
    sha: appliedSha,
    appliedSha,
    over: run.sha,
  };
  await world.queue.sendLater(trigger, 'applier', DELAY_SECONDS);
}

/** A stack that failed was rolled back by CloudFormation itself. */
function hasChanged({ targets, steps }: RunRecord): boolean {
  return targets.some(({ name, action }) => action !== 'record' && steps[name]?.step === 'applied');
}
