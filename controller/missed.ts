import { HoldfastError } from './diagnostics/error.ts';
import type { EnvironmentRecord } from './record/port.ts';
import type { MissedEvent } from './report/event-details.ts';
import type { Trigger } from './trigger/trigger.ts';
import type { PlannerWorld } from './world.ts';

/** What is younger may still be on its way: GitHub delivers within seconds, and a queue is worked off as fast. */
const ON_ITS_WAY_MS = 60_000;

type MissedWorld = Pick<PlannerWorld, 'ledger' | 'source' | 'clock' | 'events'>;

/** Tells how late something is handled that no webhook told of (C14). */
export async function tellMissed(missed: MissedEvent, { events }: Pick<PlannerWorld, 'events'>): Promise<void> {
  await events.publish([{ type: 'Missed Event Found', detail: missed }]);
}

/**
 * Tells of a branch head that the resync schedule found. Nothing is missed where the head was known and waited for something, or while nothing at all
 * was applied: the webhook may not have been set up.
 */
export async function tellMissedHead(
  sha: string,
  trigger: Trigger,
  environment: EnvironmentRecord,
  world: MissedWorld,
): Promise<void> {
  if (trigger.type !== 'schedule' || environment.currentRun === undefined) return;
  if ((await world.ledger.readRun(sha)) !== undefined) return;
  await tellLate({ foundBy: 'resync', what: 'push', sha }, await whenPushed(sha, world), world);
}

/** Tells of a pull request's head that the audit found. */
export async function tellMissedPull(
  { headSha: sha, openedAt = 0 }: { readonly headSha: string; readonly openedAt?: number },
  world: MissedWorld,
): Promise<void> {
  const pushedAt = await whenPushed(sha, world);
  const at = pushedAt === undefined ? undefined : Math.max(pushedAt, openedAt);
  await tellLate({ foundBy: 'audit', what: 'pull_request', sha }, at, world);
}

async function tellLate(missed: MissedEvent, at: number | undefined, world: MissedWorld): Promise<void> {
  const late = at === undefined ? undefined : Math.max(0, world.clock.now() - at);
  if (late !== undefined && late < ON_ITS_WAY_MS) return;
  await tellMissed({ ...missed, ...(late !== undefined && { seconds: late / 1000 }) }, world);
}

/** The figure is worth a question, but not a commit that is not handled. */
async function whenPushed(sha: string, { source }: MissedWorld): Promise<number | undefined> {
  try {
    return await source.pushedAt(sha);
  } catch (error) {
    if (error instanceof HoldfastError) return undefined;
    throw error;
  }
}
