import { expect, test } from 'vitest';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, PLATFORM, teamFile } from './registry.ts';

/** Platform and one team: every kind of step once, and few enough calls to hit each of them. */
const SMALL = {
  'platform.yaml': PLATFORM,
  'teams/orders/team.yaml': teamFile('orders'),
  'teams/orders/status.yaml': functionFile('orders', 'status'),
};

/** A push is applied; then another one changes a function. Gives the loop and the last commit. */
async function twoPushes(prepare: (loop: Loop) => void): Promise<{ loop: Loop; sha: string }> {
  const loop = createLoop();
  prepare(loop);
  const first = loop.commit(SMALL);
  await loop.arrive(first);
  await loop.settle();
  const second = loop.commit({ 'teams/orders/status.yaml': functionFile('orders', 'status', 512) }, first.after);
  await loop.arrive(second);
  await loop.settle();
  // What a crash can lose at most is the trigger itself; the schedule finds that out.
  await loop.arrive({ type: 'schedule', task: 'resync' });
  await loop.settle();
  return { loop, sha: second.after };
}

const undisturbed = await twoPushes(() => {});
const wanted = await undisturbed.loop.endState(undisturbed.sha);
const calls = undisturbed.loop.faults.calls.length;
const nth = Array.from({ length: calls }, (_, index) => index + 1);

test('the undisturbed scenario is applied, so that the others have something to be compared with', () => {
  expect(wanted.statuses['acme-team-orders']).toBe('UPDATE_COMPLETE');
  expect(wanted.appliedSha).toBe(undisturbed.sha);
  expect(wanted.check).toBe('success');
  expect(calls).toBeGreaterThan(150);
});

test.each(['crash-before', 'crash-after'] as const)(
  'C2: %s each outside call in turn ends in the same state',
  async (fault) => {
    for (const call of nth) {
      const { loop, sha } = await twoPushes(({ faults }) => faults.inject(fault, '*', call));
      expect(await loop.endState(sha), `${fault} call ${call}: ${loop.faults.calls[call - 1]}`).toEqual(wanted);
    }
  },
  300_000,
);

test.each(['fail', 'lose-reply'] as const)(
  'C3: %s at each outside call in turn ends in the same state',
  async (fault) => {
    for (const call of nth) {
      const { loop, sha } = await twoPushes(({ faults }) => faults.inject(fault, '*', call));
      expect(await loop.endState(sha), `${fault} call ${call}: ${loop.faults.calls[call - 1]}`).toEqual(wanted);
    }
  },
  300_000,
);
