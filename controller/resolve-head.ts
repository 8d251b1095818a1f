import { ancestryOf } from './ancestry.ts';
import type { PushTrigger, Trigger } from './trigger/trigger.ts';
import type { ApplierWorld } from './world.ts';

/** Seconds before looking for a pushed commit again; doubles from 2 up to this (V3). */
const MAX_DELAY_SECONDS = 60;
/** After this many looks the branch is believed as it is. */
const MAX_ATTEMPTS = 6;

/**
 * The commit that the registry branch points at. `undefined` when a push was announced that the branch does not show yet:
 * then a delayed message looks again (V3). A push that the branch has overtaken is not waited for.
 */
export async function resolveHead(trigger: Trigger, world: ApplierWorld): Promise<string | undefined> {
  const head = await world.source.headOf(world.config.branch);
  const push = trigger.type === 'push' ? trigger : trigger.type === 'continue' ? trigger.push : undefined;
  if (push === undefined || push.after === head) return head;
  const attempt = trigger.type === 'continue' ? trigger.attempt : 0;
  if (attempt >= MAX_ATTEMPTS || !(await isStillHidden(push, head, world))) return head;
  const delay = Math.min(2 ** (attempt + 1), MAX_DELAY_SECONDS);
  await world.queue.sendLater({ type: 'continue', sha: push.after, attempt: attempt + 1, push }, 'applier', delay);
  return undefined;
}

/** The branch lags when it still shows what was there before the push, or an ancestor of the pushed commit. */
async function isStillHidden(push: PushTrigger, head: string, world: ApplierWorld): Promise<boolean> {
  if (head === push.before) return true;
  const ancestry = await ancestryOf(head, push.after, world.source);
  return ancestry === 'ahead' || ancestry === 'unknown';
}
