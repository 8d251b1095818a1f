import { isRetryable } from './diagnostics/error.ts';
import { tellMissed } from './missed.ts';
import { judgeDeliveries, readFrom } from './trigger/delivery-audit.ts';
import type { PlannerWorld } from './world.ts';

/** What auditing the deliveries did, for the log; or why nothing could be done. */
export type DeliveriesAudited =
  | { readonly kind: 'audited'; readonly redelivered: number; readonly missing: number; readonly recovered: number }
  | { readonly kind: 'skipped'; readonly because: string };

/**
 * Has GitHub send again what it could not deliver, which it never does by itself (W10). What was asked for is written down before it is asked for, so
 * that a crash costs one try and never adds any (C13). A delivery that arrives twice is handled once (W11).
 */
export async function auditDeliveries(world: PlannerWorld): Promise<DeliveriesAudited> {
  const { ledger, deliveries, clock } = world;
  const before = await ledger.readDeliveryAudit();
  const attempts = await deliveries.listDeliveries(readFrom(before, clock.now()));
  if (attempts === undefined) return { kind: 'skipped', because: 'the webhook is not the App’s own' };
  const { audit, again, recovered } = judgeDeliveries(before, attempts, clock.now());
  for (const { missed, seconds } of recovered) {
    await tellMissed({ foundBy: 'deliveries', what: missed.event, delivery: missed.guid, seconds }, world);
  }
  if (
    before === undefined ||
    JSON.stringify([before.readTo, before.missed]) !== JSON.stringify([audit.readTo, audit.missed])
  ) {
    await ledger.writeDeliveryAudit(audit);
  }
  let redelivered = 0;
  for (const { attempt } of again) if (await askAgain(attempt, world)) redelivered += 1;
  return { kind: 'audited', redelivered, missing: audit.missed.length, recovered: recovered.length };
}

/** What GitHub refuses for good is left; a GitHub that does not answer ends this audit, and a later one asks again. */
async function askAgain(attempt: string, { deliveries }: PlannerWorld): Promise<boolean> {
  try {
    return await deliveries.redeliver(attempt);
  } catch (error) {
    if (isRetryable(error)) throw error;
    return false;
  }
}
