import { expect, test } from 'vitest';
import type { Fault } from '../fakes/faults.ts';
import { evidenceProblems } from './evidence.ts';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, PLATFORM, teamFile } from './registry.ts';

/** Platform and one team: every kind of step, and few enough calls to hit each of them. */
const SMALL = {
  'platform.yaml': PLATFORM,
  'teams/orders/team.yaml': teamFile('orders'),
  'teams/orders/status.yaml': functionFile('orders', 'status'),
};

/** A scenario: what goes before is never disturbed, every outside call of the rest is. */
interface Scenario {
  /** Gives the commit that is applied then. */
  prepare(loop: Loop): Promise<string>;
  /** Gives the commit whose check tells how it ended. */
  play(loop: Loop, applied: string): Promise<string>;
  /** What that check says in the end; success where it is left out. */
  readonly conclusion?: 'failure';
}

/** The first push into an empty account: six stacks are created. */
const FIRST_PUSH: Scenario = {
  prepare: async () => '',
  play: async (loop) => {
    const push = loop.commit(SMALL);
    await settle(loop, push);
    return push.after;
  },
};

/** A push that changes a function and removes nothing: one stack is updated. */
const SECOND_PUSH: Scenario = {
  prepare: (loop) => FIRST_PUSH.play(loop, ''),
  play: async (loop) => {
    const push = loop.commit({ 'teams/orders/status.yaml': functionFile('orders', 'status', 512) });
    await settle(loop, push);
    return push.after;
  },
};

/** A push that removes the team: its stack is deleted. */
const REMOVAL: Scenario = {
  prepare: SECOND_PUSH.prepare,
  play: async (loop) => {
    const push = loop.commit({ 'teams/orders/team.yaml': null, 'teams/orders/status.yaml': null });
    await settle(loop, push);
    return push.after;
  },
};

/** A person goes back to the first commit: one stack is updated, and the head is not what runs (G2). */
const ROLLBACK: Scenario = {
  prepare: SECOND_PUSH.prepare,
  conclusion: 'failure',
  play: async (loop, sha) => {
    const push = loop.commit({ 'teams/orders/status.yaml': functionFile('orders', 'status', 512) }, sha);
    await loop.arrive(push);
    for (let rounds = 0; rounds < 3; rounds += 1) await loop.round();
    await settle(loop, { type: 'manual', action: 'rollback', requestedBy: 'ada', reference: 'request', sha });
    return push.after;
  },
};

/** A person gets a stack out whose update could not be taken back: the rollback is continued, and the commit stays failed. */
const RESCUE: Scenario = {
  prepare: async (loop) => {
    const sha = await FIRST_PUSH.play(loop, '');
    loop.cloudformation.fail('FunctionStatus', 'no such package');
    loop.cloudformation.fail('FunctionStatus', 'the role is gone', 'rollback');
    const push = loop.commit({ 'teams/orders/status.yaml': functionFile('orders', 'status', 512) }, sha);
    await settle(loop, push);
    loop.cloudformation.heal('FunctionStatus');
    return push.after;
  },
  conclusion: 'failure',
  play: async (loop, sha) => {
    const stack = 'acme-team-orders';
    await settle(loop, { type: 'manual', action: 'rescue', requestedBy: 'ada', reference: 'request', stack });
    return sha;
  },
};

/** What a crash can lose at most is the trigger itself, or the timer of a look at health; the schedule finds that out (C14). */
async function settle(loop: Loop, push: Parameters<Loop['arrive']>[0]): Promise<void> {
  await loop.arrive(push);
  await loop.settle();
  for (let times = 0; times < 3; times += 1) {
    await loop.arrive({ type: 'schedule', task: 'resync' });
    await loop.settle();
    loop.clock.advance(5 * 60_000);
  }
}

/**
 * Plays the scenario once undisturbed, then once for every `stride`th outside call with the fault at that call, and demands
 * the same end state each time. Gives the number of calls.
 */
async function disturbEachCall(scenario: Scenario, fault: Fault, stride = 1): Promise<number> {
  const undisturbed = createLoop();
  const applied = await scenario.prepare(undisturbed);
  const before = undisturbed.faults.calls.length;
  const wanted = await undisturbed.endState(await scenario.play(undisturbed, applied));
  expect(wanted.check).toBe(scenario.conclusion ?? 'success');
  const calls = undisturbed.faults.calls.length - before;
  for (let call = 1; call <= calls; call += stride) {
    const loop = createLoop();
    const ready = await scenario.prepare(loop);
    loop.faults.inject(fault, '*', call);
    const sha = await scenario.play(loop, ready);
    // A retry that takes another way may make fewer calls than the undisturbed run.
    loop.faults.clear();
    const which = `${fault} at call ${call}, ${loop.faults.calls[before + call - 1]}`;
    expect(await loop.endState(sha), which).toEqual(wanted);
    expect(loop.dead, which).toEqual([]);
    expect(await evidenceProblems(loop.ledger), which).toEqual([]);
  }
  return calls;
}

/** The five scenarios with one fault, each call in turn; of the long ones every third and every eleventh. */
export function testEachCall(fault: Fault): void {
  test('each call of an update', async () => {
    expect(await disturbEachCall(SECOND_PUSH, fault)).toBeGreaterThan(60);
  }, 120_000);

  test('each call of a removal', async () => {
    expect(await disturbEachCall(REMOVAL, fault)).toBeGreaterThan(40);
  }, 120_000);

  test('each call of a rescue', async () => {
    expect(await disturbEachCall(RESCUE, fault)).toBeGreaterThan(30);
  }, 120_000);

  test('every third call of a rollback that overtakes a run', async () => {
    expect(await disturbEachCall(ROLLBACK, fault, 3)).toBeGreaterThan(80);
  }, 120_000);

  test('every eleventh call of a first creation of five stacks', async () => {
    expect(await disturbEachCall(FIRST_PUSH, fault, 11)).toBeGreaterThan(200);
  }, 120_000);
}
