import type { DriftResult } from './drift/drift.ts';
import { HEAL_WINDOW_MS, type HealPlan, healsAnything, NO_HEALING, planHeal } from './drift/self-heal.ts';
import type { EnvironmentRecord } from './record/port.ts';
import { stackStatusRule } from './status/stack-status.ts';
import type { PlannerWorld } from './world.ts';

/** Runs that are looked at for what was healed lately; more than a day has. */
const RUNS_LOOKED_AT = 200;

/** What `sync.selfHeal` of the applied registry does about a sweep. Reads the last runs only where it heals anything. */
export async function healingOf(
  result: DriftResult,
  { selfHeal }: EnvironmentRecord,
  { ledger, clock }: Pick<PlannerWorld, 'ledger' | 'clock'>,
): Promise<HealPlan> {
  if (!healsAnything(selfHeal)) return NO_HEALING;
  const since = clock.now() - HEAL_WINDOW_MS;
  const healed = new Map<string, number>();
  for (const { startedAt, heals = [] } of await ledger.listRuns(RUNS_LOOKED_AT)) {
    if (startedAt <= since) continue;
    for (const resource of heals) healed.set(resource, (healed.get(resource) ?? 0) + 1);
  }
  return planHeal(result, selfHeal, healed);
}

/**
 * The same without stacks on which CloudFormation is working for somebody else: nobody asked for a heal, so it does not stand in line (F5). The
 * next sweep looks again.
 */
export async function withoutBusy(
  healing: HealPlan,
  { stacks: reader }: Pick<PlannerWorld, 'stacks'>,
): Promise<HealPlan> {
  const statuses = await Promise.all(
    healing.stacks.map(async (name) => ({ name, status: (await reader.describeStack(name))?.status ?? 'NO_STACK' })),
  );
  const stacks = statuses.filter(({ status }) => stackStatusRule(status).kind === 'stable').map(({ name }) => name);
  const functions = healing.functions.map(({ stack, logicalId }) => `${stack}/${logicalId}`);
  const resources = healing.resources.filter(
    (resource) => functions.includes(resource) || stacks.some((stack) => resource.startsWith(`${stack}/`)),
  );
  return { ...healing, stacks, resources };
}
