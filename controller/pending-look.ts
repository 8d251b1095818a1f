import type { StackRecord } from './apply/progress.ts';
import { LOOK_SECONDS } from './health/health.ts';
import { lookAfter } from './health/look-after.ts';
import type { EnvironmentRecord, RunRecord } from './record/port.ts';
import type { RunWorld } from './world.ts';

/**
 * The environment after a run that succeeded: a look at its health is due, unless there is nothing that could be ill. It is written together with
 * the applied commit, so that neither is there without the other (C2). A revert leaves the commit and its look as they are. Pure.
 */
export function withLook(
  run: RunRecord,
  environment: EnvironmentRecord,
  stacks: readonly StackRecord[],
  now: number,
): EnvironmentRecord {
  if (run.purpose === 'revert') return environment;
  const { look: _, ...rest } = environment;
  const look = lookAfter(run, environment, stacks, now);
  if (look !== undefined) return { ...rest, look };
  // All that was found well before is untouched: this commit is as healthy as the one before it.
  if (environment.healthySha === undefined && environment.appliedSha !== undefined) return rest;
  const health = { health: 'Healthy', run: run.id, sha: run.sha, at: now, unwell: [] } as const;
  return run.component === undefined ? { ...rest, health, healthySha: run.sha } : { ...rest, health };
}

/** Arranges for the first look after a run. Where this is lost, the schedule finds that nobody looked. */
export async function sendLook(run: RunRecord, world: Pick<RunWorld, 'queue'>): Promise<void> {
  await world.queue.sendLater({ type: 'health', run: run.id, look: 1 }, 'applier', LOOK_SECONDS[0]);
}
