import type { RunTarget, StackRecord } from './apply/progress.ts';
import { begin, newRun } from './begin-run.ts';
import type { DriftResult } from './drift/drift.ts';
import { planRevert } from './drift/revert.ts';
import type { HealPlan } from './drift/self-heal.ts';
import type { EnvironmentRecord, Lease, RunRecord } from './record/port.ts';
import { lookForDrift } from './sweep.ts';
import type { ManualTrigger } from './trigger/trigger.ts';
import type { ApplierWorld } from './world.ts';

/**
 * Begins putting back what somebody changed by hand, or says why there is nothing to do. Looks again first: what was found an
 * hour ago may be gone. Stacks get a change set that compares with reality (F6), functions their declared code. Self-healing puts back what it
 * may and nothing else.
 */
export async function startRevert(
  trigger: ManualTrigger,
  environment: EnvironmentRecord,
  world: ApplierWorld,
  lease: Lease,
): Promise<RunRecord | { readonly because: string }> {
  const sha = environment.appliedSha;
  const found = sha === undefined ? undefined : await lookForDrift(world);
  if (sha === undefined || found === undefined) return { because: 'nothing is applied that could have drifted' };
  const healing = trigger.heals === true ? await plannedHealing(found, environment, world) : undefined;
  const { stacks, functions } = healing ?? planRevert(found);
  if (stacks.length === 0 && functions.length === 0) {
    return { because: healing === undefined ? 'nothing has drifted' : 'nothing is there to heal' };
  }
  const records = await world.ledger.readStacks();
  const given: Partial<RunRecord> = {
    id: `${sha}/revert/${world.clock.now()}`,
    purpose: 'revert',
    targets: records.filter((record) => stacks.includes(record.name)).flatMap(targetOf),
    restoreCode: functions.map((target) => target.physicalId),
    requestedBy: trigger.requestedBy,
    ...(healing !== undefined && { heals: healing.resources }),
    ...(environment.parallelStacks !== undefined && { parallelStacks: environment.parallelStacks }),
  };
  return begin(newRun(sha, world, given), world, lease, {});
}

async function plannedHealing(
  found: DriftResult,
  environment: EnvironmentRecord,
  world: ApplierWorld,
): Promise<HealPlan> {
  const { healingOf, withoutBusy } = await import('./healing.ts');
  return withoutBusy(await healingOf(found, environment, world), world);
}

/** The stack as it was applied: same template, same parameter values, same tags. */
function targetOf({ name, applied, parameters, tags }: StackRecord): readonly RunTarget[] {
  if (applied === undefined) return [];
  const values = Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, { value }]));
  return [{ name, wave: 0, action: 'update', templateDigest: applied.templateDigest, parameters: values, tags }];
}
