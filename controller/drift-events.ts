import type { DriftResult } from './drift/drift.ts';
import type { HealPlan } from './drift/self-heal.ts';
import { excusedCounts, isDrifted } from './report/drift-words.ts';
import type { HoldfastEvent } from './report/events-port.ts';

/** How many resources an event names; the check has them all. */
const MAX_NAMED = 50;

/** The numbers of a sweep as it is judged now. */
export function checkedEvent(result: DriftResult): HoldfastEvent {
  const { resources } = result;
  const excused = excusedCounts(resources.filter(({ logicalId }) => logicalId !== ''));
  const inSync = resources.filter(({ status }) => status === 'in-sync').length;
  return { type: 'Drift Checked', detail: { ...countsOf(result), ...excused, inSync } };
}

/** That AWS is not what Git says, where that is so and nothing excuses it. */
export function foundEvents(result: DriftResult): readonly HoldfastEvent[] {
  const drifted = result.resources.filter(isDrifted);
  if (drifted.length === 0) return [];
  return [{ type: 'Drift Found', detail: { ...countsOf(result), resources: named(drifted) } }];
}

/** That self-healing gave something up. */
export function stoppedEvents({ sha }: DriftResult, { left }: HealPlan): readonly HoldfastEvent[] {
  const exhausted = left.filter((one) => one.exhausted);
  return exhausted.length === 0 ? [] : [{ type: 'Self-Heal Stopped', detail: { sha, resources: named(exhausted) } }];
}

function countsOf({ sha, resources }: DriftResult) {
  const count = (status: string) => resources.filter((resource) => resource.status === status).length;
  const drifted = { modified: count('modified'), deleted: count('deleted'), added: count('added') };
  return { sha, ...drifted, unchecked: count('unchecked') };
}

function named(resources: readonly { readonly stack: string; readonly logicalId: string }[]): readonly string[] {
  return resources.slice(0, MAX_NAMED).map(({ stack, logicalId }) => `${stack}/${logicalId}`);
}
