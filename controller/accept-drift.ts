import {
  type Acceptance,
  acceptedSince,
  chooseDeviations,
  dayOf,
  dayProblem,
  excuseOf,
  isShown,
  resourceOf,
} from './drift/acceptance.ts';
import type { DriftResult } from './drift/drift.ts';
import { excuse } from './drift/excuse.ts';
import { checkedEvent } from './drift-events.ts';
import { digestOf } from './lib/digest.ts';
import type { EnvironmentRecord, Lease, RunRecord } from './record/port.ts';
import { postSweep } from './sweep.ts';
import type { ManualTrigger, Trigger } from './trigger/trigger.ts';
import type { ApplierWorld } from './world.ts';

/** How many resources an event and an entry of the evidence name. */
const MAX_NAMED = 50;

const LOOK: Trigger = { type: 'manual', action: 'drift', requestedBy: 'accept' };

/**
 * Takes a person's word that drift may stay until a day, or takes it back. It is about exactly what the last sweep found and the person saw;
 * where that is something else by now, nothing is accepted and the check says so. Evidence first, then the word, then everybody is told; said
 * again, it is one word (C3). Where another commit was applied since the last sweep, there is another look instead. While a run is in progress the check is left alone: the next sweep tells.
 */
export async function acceptDrift(
  trigger: ManualTrigger,
  environment: EnvironmentRecord,
  current: RunRecord | undefined,
  world: ApplierWorld,
  lease: Lease,
): Promise<{ readonly because: string }> {
  const last = await world.ledger.readDrift();
  if (last === undefined || last.result.sha !== environment.appliedSha) {
    if (current === undefined) await world.queue.send(LOOK, 'planner');
    return { because: 'nobody has looked at what is applied now; looking, so that the check has what can be accepted' };
  }
  const now = world.clock.now();
  const id = trigger.reference ?? digestOf(JSON.stringify(trigger));
  const words = await world.ledger.listAcceptances(acceptedSince(now));
  const before = words.find((word) => word.id === id);
  // The newest word counts, so a new one is later than all that are known, however wrong the clocks of those who wrote them were.
  const at = words.reduce((latest, word) => Math.max(latest, word.at + 1), now);
  const word = before ?? wordOf(trigger, id, last.result, at);
  if ('problem' in word) {
    const note = `Not ${trigger.action === 'accept' ? 'accepted' : 'withdrawn'} for ${trigger.requestedBy}: ${word.problem}`;
    if (current === undefined) await postSweep(last.result, world, { note });
    return { because: note };
  }
  if (before === undefined) await keep(word, last.result.sha, world, lease);
  await tell(word, last.result.sha, world);
  const judged = withWord(last.result, word, now);
  await world.ledger.writeDrift(judged, last.at);
  if (current === undefined && (await world.ledger.readDrift())?.at === last.at) {
    await postSweep(judged, world, {});
    await world.events.publish([checkedEvent(judged)]);
  }
  return { because: `${word.deviations.length} ${word.until === undefined ? 'withdrawn' : 'accepted'}` };
}

/** The word that a trigger is, or why it is none. */
function wordOf(
  { action, until, shown, resources = [], reason, requestedBy: by }: ManualTrigger,
  id: string,
  result: DriftResult,
  at: number,
): Acceptance | { readonly problem: string } {
  const chosen = chooseDeviations(result, resources, action === 'withdraw' ? 'accepted' : 'drift');
  if ('problem' in chosen) return chosen;
  const { deviations, digest } = chosen;
  if (action === 'withdraw') return { id, by, at, deviations };
  const problem = dayProblem(until ?? '', at);
  if (problem !== undefined || until === undefined) return { problem: problem ?? 'A day is missing.' };
  if (shown === undefined || !isShown(shown, digest)) {
    return { problem: 'What was shown has changed since. Look at what is there now, and say it again.' };
  }
  return { id, by, at, until, deviations, ...(reason !== undefined && { reason }) };
}

async function keep(word: Acceptance, sha: string, { ledger }: ApplierWorld, lease: Lease): Promise<void> {
  const { id, by, at, until, reason } = word;
  const fact = {
    kind: 'acceptance',
    ...{ by, resources: resourcesOf(word) },
    ...(until !== undefined && { until }),
    ...(reason !== undefined && { reason }),
  } as const;
  const body = JSON.stringify(word.deviations);
  await ledger.appendEvidence({ run: 'drift', attempt: 0, key: `acceptance/${id}`, sha, at, fact, body }, lease);
  await ledger.writeAcceptance(word);
}

async function tell(word: Acceptance, sha: string, { events }: ApplierWorld): Promise<void> {
  const { by, until, reason } = word;
  const said = { sha, by, resources: resourcesOf(word) };
  if (until === undefined) return events.publish([{ type: 'Acceptance Withdrawn', detail: said }]);
  const detail = { ...said, until, ...(reason !== undefined && { reason }) };
  return events.publish([{ type: 'Drift Accepted', detail }]);
}

function resourcesOf({ deviations }: Acceptance): readonly string[] {
  return [...new Set(deviations.map(resourceOf))].sort().slice(0, MAX_NAMED);
}

/** The sweep as it is judged with this word; what else was excused stays so. */
function withWord(result: DriftResult, word: Acceptance, now: number): DriftResult {
  const keys = new Set(word.deviations.map(({ key }) => key));
  const own = excuseOf(word, dayOf(now));
  return excuse(result, (deviation) => (keys.has(deviation.key) ? own : deviation.excuse));
}
