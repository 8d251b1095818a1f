import type { ApplyEffects, RunContext } from './effects.ts';
import type { RunTarget, StackStep } from './progress.ts';

/** Asks CloudFormation for what the person asked for. Repeating it with the same token does nothing (C3). */
export async function rescueStack(
  { name, rescue }: RunTarget,
  step: StackStep,
  { sha, executionRoleArn }: RunContext,
  { stacks, record }: ApplyEffects,
): Promise<StackStep> {
  if (rescue === undefined || step.step !== 'rescuing') return step;
  const { stackId, token } = step;
  await record.markAttempted(name, { sha, templateDigest: '' });
  switch (rescue.action) {
    case 'continue-rollback':
      await stacks.continueUpdateRollback(name, token, rescue.skip);
      break;
    case 'roll-back':
      await stacks.rollbackStack(name, token);
      break;
    case 'delete':
      await stacks.deleteStack(stackId, token, executionRoleArn, rescue.retain);
      break;
  }
  return { ...step, asked: true };
}

/** A skipped resource may be anything now, so that a sweep must not call it in sync (F4). */
export async function noteSkipped({ name, rescue }: RunTarget, { record }: ApplyEffects): Promise<void> {
  const known = await record.readStack(name);
  if (known === undefined || rescue === undefined || rescue.skip.length === 0) return;
  await record.saveStack({ ...known, skipped: [...new Set([...(known.skipped ?? []), ...rescue.skip])].sort() });
}
