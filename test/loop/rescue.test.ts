import { describe, expect, test } from 'vitest';
import type { ManualTrigger } from '../../controller/trigger/trigger.ts';
import { chainOf, evidenceProblems } from './evidence.ts';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, REGISTRY } from './registry.ts';

const ORDERS = 'acme-team-orders';

function rescue(stack: string, more: Partial<ManualTrigger> = {}): ManualTrigger {
  return { type: 'manual', action: 'rescue', requestedBy: 'ada', reference: 'request-1', stack, ...more };
}

async function play(loop: Loop, ...triggers: readonly Parameters<Loop['arrive']>[0][]): Promise<void> {
  for (const trigger of triggers) await loop.arrive(trigger);
  await loop.settle();
}

/** The orders team's function cannot be updated, and the rollback of that fails as well, also when it is continued. */
async function stuckUpdate() {
  const loop = createLoop();
  const first = loop.commit(REGISTRY);
  await play(loop, first);
  loop.cloudformation.fail(`${ORDERS}/FunctionStatus`, 'no such package');
  loop.cloudformation.fail(`${ORDERS}/FunctionStatus`, 'the role is gone', 'rollback');
  const push = loop.commit({ 'teams/orders/status.yaml': functionFile('orders', 'status', 512) }, first.after);
  await play(loop, push);
  expect(loop.cloudformation.statuses()[ORDERS]).toBe('UPDATE_ROLLBACK_FAILED');
  return { loop, first, push };
}

const rescueRun = async (loop: Loop, reference = 'request-1') =>
  (await loop.ledger.listRuns(100)).find(({ id }) => id.endsWith(`/rescue/${reference}`));

const skippedOf = async (loop: Loop) => (await loop.ledger.readStacks()).find(({ name }) => name === ORDERS)?.skipped;

describe('C9: an update whose rollback failed', () => {
  test('the failed commit names the command, and nothing touches the stack by itself', async () => {
    const { loop, push } = await stuckUpdate();
    const { summary } = loop.github.shownCheck('holdfast/apply', push.after)?.content ?? expect.fail();
    expect(summary).toContain(`the way out: holdfast rescue ${ORDERS}`);
    const before = loop.cloudformation.mutatingCalls.length;
    await play(loop, { type: 'schedule', task: 'resync' });
    expect(loop.cloudformation.mutatingCalls.length).toBe(before);
  });

  test('once the cause is gone, the rollback is continued without skipping, and the commit can be tried again', async () => {
    const { loop, push } = await stuckUpdate();
    loop.cloudformation.heal(`${ORDERS}/FunctionStatus`);
    await play(loop, rescue(ORDERS));
    expect(loop.cloudformation.statuses()[ORDERS]).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect((await rescueRun(loop))?.state).toBe('succeeded');
    expect(loop.check('holdfast/rescue', push.after)).toBe(`success: Rescued ${ORDERS}`);
    expect(loop.check('holdfast/apply', push.after)).toMatch(/^failure: /);
    expect(await skippedOf(loop)).toBeUndefined();
    await play(loop, { type: 'schedule', task: 'resync' });
    expect(loop.cloudformation.statuses()[ORDERS]).toBe('UPDATE_ROLLBACK_COMPLETE');
    await play(loop, { type: 'manual', action: 'reconcile', requestedBy: 'ada' });
    expect(loop.cloudformation.statuses()[ORDERS]).toBe('UPDATE_COMPLETE');
    expect((await loop.ledger.readEnvironment()).appliedSha).toBe(push.after);
  });

  test('while the cause is there, it says so again, and what to skip is said by a person', async () => {
    const { loop } = await stuckUpdate();
    await play(loop, rescue(ORDERS));
    expect(loop.cloudformation.statuses()[ORDERS]).toBe('UPDATE_ROLLBACK_FAILED');
    expect((await rescueRun(loop))?.steps[ORDERS]).toEqual({
      step: 'failed',
      reason: `FunctionStatus (AWS::Lambda::Function): the role is gone. The stack is UPDATE_ROLLBACK_FAILED; the way out: holdfast rescue ${ORDERS}`,
    });
    await play(loop, rescue(ORDERS, { reference: 'request-2', skip: ['FunctionStatus'] }));
    expect(loop.cloudformation.statuses()[ORDERS]).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await skippedOf(loop)).toEqual(['FunctionStatus']);
  });

  test('F4: what was skipped is unchecked until the next update of the stack', async () => {
    const { loop } = await stuckUpdate();
    await play(loop, rescue(ORDERS, { skip: ['FunctionStatus'] }));
    await loop.arrive({ type: 'schedule', task: 'drift' }, 'planner');
    await loop.settle();
    const seen = (await loop.ledger.readDrift())?.result.resources.find(
      ({ logicalId }) => logicalId === 'FunctionStatus',
    );
    expect(seen).toMatchObject({
      status: 'unchecked',
      because: 'a rescue skipped it: it may be anything until its stack is updated',
    });
    loop.cloudformation.heal(`${ORDERS}/FunctionStatus`);
    await play(loop, { type: 'manual', action: 'reconcile', requestedBy: 'ada' });
    expect(await skippedOf(loop)).toBeUndefined();
  });

  test('F4: an update that changes nothing does not make a skipped resource checked', async () => {
    const { loop, push } = await stuckUpdate();
    await play(loop, rescue(ORDERS, { skip: ['FunctionStatus'] }));
    loop.cloudformation.heal(`${ORDERS}/FunctionStatus`);
    const back = loop.commit({ 'teams/orders/status.yaml': functionFile('orders', 'status') }, push.after);
    await play(loop, back);
    expect((await loop.ledger.readEnvironment()).appliedSha).toBe(back.after);
    expect(await skippedOf(loop)).toEqual(['FunctionStatus']);
  });

  test('the evidence says who, what was skipped and how it ended', async () => {
    const { loop, push } = await stuckUpdate();
    await play(loop, rescue(ORDERS, { skip: ['FunctionStatus'] }));
    const entries = (await chainOf(loop.ledger)).filter(({ run }) => run === `${push.after}/rescue/request-1`);
    expect(entries.map(({ fact }) => fact.kind)).toEqual(['run-started', 'rescue', 'stack-events', 'run-ended']);
    expect(entries[1]?.fact).toMatchObject({
      kind: 'rescue',
      requestedBy: 'ada',
      stack: ORDERS,
      action: 'continue-rollback',
      from: 'UPDATE_ROLLBACK_FAILED',
      skip: ['FunctionStatus'],
      retain: [],
    });
    expect(entries[3]?.fact).toMatchObject({ kind: 'run-ended', state: 'succeeded' });
    expect(await evidenceProblems(loop.ledger)).toEqual([]);
  });

  test('C3: a request that comes twice, and every stack event twice, is one rescue', async () => {
    const { loop } = await stuckUpdate();
    loop.cloudformation.heal(`${ORDERS}/FunctionStatus`);
    await play(loop, rescue(ORDERS), rescue(ORDERS));
    await play(loop, rescue(ORDERS));
    const calls = loop.cloudformation.calls.filter(
      ({ method, args }) => method === 'continueUpdateRollback' && args[2],
    );
    expect(calls).toHaveLength(1);
  });
});

describe('a deletion that failed', () => {
  async function stuckDeletion() {
    const loop = createLoop();
    const first = loop.commit(REGISTRY);
    await play(loop, first);
    loop.cloudformation.fail(`${ORDERS}/FunctionStatus`, 'still in use', 'delete');
    const push = loop.commit({ 'teams/orders/team.yaml': null, 'teams/orders/status.yaml': null }, first.after);
    await play(loop, push);
    expect(loop.cloudformation.statuses()[ORDERS]).toBe('DELETE_FAILED');
    return { loop, push };
  }

  test('what a person names stays in AWS, the stack goes, and the record forgets it', async () => {
    const { loop } = await stuckDeletion();
    await play(loop, rescue(ORDERS, { retain: ['FunctionStatus'] }));
    expect((await rescueRun(loop))?.state).toBe('succeeded');
    expect(Object.keys(loop.cloudformation.statuses())).not.toContain(ORDERS);
    expect(loop.cloudformation.retained().map(({ logicalId }) => logicalId)).toContain('FunctionStatus');
    expect((await loop.ledger.readStacks()).map(({ name }) => name)).not.toContain(ORDERS);
  });

  test('what is not in the way cannot be kept', async () => {
    const { loop } = await stuckDeletion();
    await play(loop, rescue(ORDERS, { retain: ['RoleStatus'] }));
    expect(await rescueRun(loop)).toMatchObject({
      state: 'stopped',
      problem: `RoleStatus is not what blocks ${ORDERS}: FunctionStatus.`,
    });
    expect(loop.cloudformation.statuses()[ORDERS]).toBe('DELETE_FAILED');
  });
});

describe('the other statuses', () => {
  test('a first creation that could not be taken back is deleted, and the next try creates it', async () => {
    const loop = createLoop();
    loop.cloudformation.fail(`${ORDERS}/FunctionStatus`, 'no such package');
    loop.cloudformation.fail(`${ORDERS}/RoleStatus`, 'in use', 'rollback');
    const push = loop.commit(REGISTRY);
    await play(loop, push);
    const stuck = loop.cloudformation.statuses()[ORDERS];
    expect(stuck).toBe('ROLLBACK_FAILED');
    loop.cloudformation.heal(`${ORDERS}/FunctionStatus`);
    loop.cloudformation.heal(`${ORDERS}/RoleStatus`);
    await play(loop, rescue(ORDERS, { status: 'ROLLBACK_FAILED' }));
    expect(Object.keys(loop.cloudformation.statuses())).not.toContain(ORDERS);
    await play(loop, { type: 'manual', action: 'reconcile', requestedBy: 'ada' });
    expect(loop.cloudformation.statuses()[ORDERS]).toBe('CREATE_COMPLETE');
    expect((await loop.ledger.readEnvironment()).appliedSha).toBe(push.after);
  });

  test('an update that somebody let stop half-way is rolled back', async () => {
    const loop = createLoop();
    await play(loop, loop.commit(REGISTRY));
    loop.cloudformation.forceStatus(ORDERS, 'UPDATE_FAILED');
    await play(loop, rescue(ORDERS));
    expect(loop.cloudformation.statuses()[ORDERS]).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(loop.cloudformation.calls.filter(({ method }) => method === 'rollbackStack')).toHaveLength(1);
  });

  test('a failed rollback of an import is only reported', async () => {
    const loop = createLoop();
    await play(loop, loop.commit(REGISTRY));
    loop.cloudformation.forceStatus(ORDERS, 'IMPORT_ROLLBACK_FAILED');
    const before = loop.cloudformation.mutatingCalls.length;
    await play(loop, rescue(ORDERS));
    expect((await rescueRun(loop))?.problem).toBe(
      `The stack ${ORDERS} is IMPORT_ROLLBACK_FAILED: look at it in CloudFormation.`,
    );
    expect(loop.cloudformation.mutatingCalls.length).toBe(before);
  });
});

describe('what is refused', () => {
  test.each<[string, (loop: Loop) => unknown, Partial<ManualTrigger>, string]>([
    ['a stack that is not stuck', () => {}, {}, `The stack ${ORDERS} is CREATE_COMPLETE, which needs no rescue.`],
    [
      'C10: a stack that moved since the person looked',
      (loop) => loop.cloudformation.forceStatus(ORDERS, 'UPDATE_FAILED'),
      { status: 'UPDATE_ROLLBACK_FAILED' },
      `The stack ${ORDERS} was UPDATE_ROLLBACK_FAILED and is UPDATE_FAILED now: look again.`,
    ],
    [
      'skips where nothing can be skipped',
      (loop) => loop.cloudformation.forceStatus(ORDERS, 'UPDATE_FAILED'),
      { skip: ['FunctionStatus'] },
      'Nothing can be skipped in UPDATE_FAILED.',
    ],
    [
      'K6: a stack that is not of this environment',
      () => {},
      { stack: 'payroll' },
      'payroll is no stack of this environment.',
    ],
  ])('%s', async (_, prepare, more, problem) => {
    const loop = createLoop();
    await play(loop, loop.commit(REGISTRY));
    prepare(loop);
    const before = loop.cloudformation.mutatingCalls.length;
    await play(loop, rescue(ORDERS, more));
    expect(await rescueRun(loop)).toMatchObject({ state: 'stopped', problem, requestedBy: 'ada' });
    expect(loop.cloudformation.mutatingCalls.length).toBe(before);
  });

  test('K6: a namesake of another owner in the place of our stack', async () => {
    const loop = createLoop();
    await play(loop, loop.commit(REGISTRY));
    loop.cloudformation.deleteByHand(ORDERS);
    loop.cloudformation.createByHand(
      ORDERS,
      { AWSTemplateFormatVersion: '2010-09-09', Resources: { Queue: { Type: 'AWS::SQS::Queue' } } },
      {},
    );
    loop.cloudformation.forceStatus(ORDERS, 'DELETE_FAILED');
    await play(loop, rescue(ORDERS));
    expect((await rescueRun(loop))?.problem).toBe(`The stack ${ORDERS} is not managed by Holdfast for this project.`);
  });

  test('while a run is in progress, which goes on', async () => {
    const loop = createLoop();
    const push = loop.commit(REGISTRY);
    await loop.arrive(push);
    for (let rounds = 0; rounds < 20; rounds += 1) await loop.round();
    await play(loop, rescue('acme-network'));
    expect((await rescueRun(loop))?.problem).toBe(`apply of ${push.after} is in progress: wait until it has ended.`);
    expect((await loop.ledger.readEnvironment()).appliedSha).toBe(push.after);
  });
});

test('a comment asks for the safe default, and for nothing else', async () => {
  const { loop } = await stuckUpdate();
  loop.cloudformation.heal(`${ORDERS}/FunctionStatus`);
  const command = {
    type: 'command',
    delivery: 'd1',
    number: 1,
    comment: 7,
    sender: 'mona',
    verb: 'rescue',
    at: loop.clock.now(),
  } as const;
  loop.github.allowWrite('mona');
  await loop.arrive({ ...command, words: [ORDERS, '--skip', 'FunctionStatus'] }, 'planner');
  await loop.settle();
  expect(loop.cloudformation.statuses()[ORDERS]).toBe('UPDATE_ROLLBACK_FAILED');
  await loop.arrive({ ...command, delivery: 'd2', words: [ORDERS] }, 'planner');
  await loop.settle();
  expect(loop.cloudformation.statuses()[ORDERS]).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect((await rescueRun(loop, 'd2'))?.requestedBy).toBe('mona');
});
