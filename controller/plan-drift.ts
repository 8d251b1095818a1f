import { driftAgainst, type PlanDrift } from './drift/against-plan.ts';
import type { Plan } from './plan/plan.ts';
import type { Ledger } from './record/port.ts';

/** What the last sweep found, seen from a plan; `undefined` where nothing had drifted or nobody has looked yet. */
export async function planDrift(
  plan: Plan | undefined,
  ledger: Pick<Ledger, 'readDrift'>,
): Promise<PlanDrift | undefined> {
  if (plan === undefined) return undefined;
  const swept = await ledger.readDrift();
  return swept && driftAgainst(plan, swept);
}
