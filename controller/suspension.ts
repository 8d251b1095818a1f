import { newRun, refuseRun } from './begin-run.ts';
import type { EnvironmentRecord, Lease, RunRecord, Suspension } from './record/port.ts';
import { resolveHead } from './resolve-head.ts';
import { writeRunCheck } from './run-check.ts';
import { whyDone } from './settled.ts';
import type { ManualTrigger, Trigger } from './trigger/trigger.ts';
import { whyLeft } from './why-left.ts';
import type { ApplierWorld } from './world.ts';

/** Writes down, or takes back, that nothing new is begun. The first suspension stays until somebody resumes. */
export async function changeSuspension(
  trigger: ManualTrigger,
  environment: EnvironmentRecord,
  world: ApplierWorld,
  lease: Lease,
): Promise<EnvironmentRecord> {
  const { suspended, ...rest } = environment;
  const { requestedBy: by, reason } = trigger;
  if (trigger.action === 'suspend' && suspended !== undefined) return environment;
  const begun: Suspension = { by, at: world.clock.now(), ...(reason !== undefined && { reason }) };
  const changed = trigger.action === 'suspend' ? { ...rest, suspended: begun } : rest;
  await world.ledger.writeEnvironment(changed, lease);
  return changed;
}

/** Who suspended the environment, since when, and why. */
export function sayWho({ by, at, reason }: Suspension): string {
  const because = reason === undefined ? '' : `: ${reason}`;
  return `Suspended by ${by} since ${new Date(at).toISOString()}${because}`;
}

/**
 * While the environment is suspended, what is under way goes on to its end, and the check of a commit that would be begun says who suspended it.
 * That check is not the environment's current run: what is in progress stays so.
 */
export async function holdBack(
  trigger: Trigger,
  suspended: Suspension,
  environment: EnvironmentRecord,
  current: RunRecord | undefined,
  world: ApplierWorld,
  lease: Lease,
): Promise<RunRecord | { readonly because: string }> {
  const problem = sayWho(suspended);
  const settled = { because: problem };
  const head = await resolveHead(trigger, world);
  if (head === undefined) return current ?? settled;
  if (current?.sha === head || whyDone(head, environment) !== undefined) return current ?? settled;
  const asked = trigger.type === 'manual' && trigger.action === 'reconcile';
  if (!asked && (await whyLeft(head, environment, world)) !== undefined) return current ?? settled;
  const past = await world.ledger.readRun(head);
  if (asked || past?.waitsFor !== 'resume' || past.problem !== problem) {
    const held = newRun(head, world, { state: 'stopped', problem, waitsFor: 'resume' });
    await writeRunCheck(held, world);
    await refuseRun(held, world, lease);
  }
  return current ?? settled;
}
