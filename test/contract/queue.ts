import { beforeEach, describe, expect, test } from 'vitest';
import type { TriggerQueue } from '../../controller/trigger/port.ts';
import { readMessage } from '../../controller/trigger/read-event.ts';
import { routeTrigger } from '../../controller/trigger/route-trigger.ts';
import type { Trigger } from '../../controller/trigger/trigger.ts';
import { deepFreeze } from '../fakes/deep-freeze.ts';
import type { QueueName, TakenMessage } from '../fakes/queue.ts';

/** Empty queues, and what a consumer sees of them. */
export interface QueueHarness {
  readonly queue: TriggerQueue;
  /** What is visible now. */
  take(queue: QueueName): Promise<TakenMessage | undefined>;
  /** The first message that becomes visible within `seconds`. */
  takeWithin(queue: QueueName, seconds: number): Promise<TakenMessage | undefined>;
}

const SHA = '6dcb09b5b57875f334f61aebed695e2e4193db5e';
const OTHER_SHA = 'ec26c3e57ca3a959ca5aad62de7213c562f8c821';
const push: Trigger = { type: 'push', delivery: 'd-1', branch: 'main', before: SHA, after: OTHER_SHA };

/** One trigger of every type, with every optional field. */
const TRIGGERS: readonly Trigger[] = deepFreeze([
  push,
  { type: 'pull-request', delivery: 'd-2', number: 7, headSha: SHA, fork: false },
  { type: 'check-rerun', delivery: 'd-3', check: '*', headSha: SHA, sender: 'mona' },
  { type: 'check-action', delivery: 'd-4', check: 'holdfast/drift', action: 'revert', headSha: SHA, sender: 'mona' },
  {
    type: 'stack-event',
    stackName: 'shop-network',
    stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/shop-network/8b6c1a50',
    status: 'UPDATE_COMPLETE',
  },
  { type: 'continue', sha: SHA, attempt: 2, push },
  { type: 'rehearsal', sha: SHA, number: 7 },
  { type: 'schedule', task: 'resync' },
  {
    type: 'manual',
    action: 'reconcile',
    requestedBy: 'arn:aws:iam::123456789012:user/mona',
    reference: 'JKJaXmPLvHcESHA=',
    acceptSha: OTHER_SHA,
  },
]);
const pull = (number: number, delivery: string): Trigger => ({
  type: 'pull-request',
  delivery,
  number,
  headSha: SHA,
  fork: false,
});

/** What every TriggerQueue promises. `create` gives empty queues at each call. */
export function queueContract(name: string, create: () => QueueHarness | Promise<QueueHarness>): void {
  describe(`TriggerQueue: ${name}`, () => {
    let harness: QueueHarness;
    beforeEach(async () => {
      harness = await create();
    });
    sendTests(() => harness);
    orderTests(() => harness);
    delayTests(() => harness);
  });
}

function sendTests(current: () => QueueHarness): void {
  test.each(TRIGGERS)('a $type trigger arrives as it was sent, at the role it was sent to', async (trigger) => {
    const { queue, take } = current();
    await queue.send(trigger, 'applier');
    expect(await take('planner')).toBeUndefined();
    const message = await take('applier');
    expect(readMessage(message?.body ?? '', 'shop')).toEqual({ kind: 'trigger', trigger });
    await message?.done();
    expect(await take('applier')).toBeUndefined();
  });

  test('W11: a delivery that is sent twice is one message, also after the first was done', async () => {
    const { queue, take } = current();
    await queue.send(push, 'applier');
    await queue.send(push, 'applier');
    await (await take('applier'))?.done();
    await queue.send(push, 'applier');
    expect(await take('applier')).toBeUndefined();
  });

  test('two wishes of one person are two messages, two continuations are two', async () => {
    const { queue, take } = current();
    const wish: Trigger = { type: 'manual', action: 'reconcile', requestedBy: 'mona' };
    await queue.send({ ...wish, reference: 'a' }, 'applier');
    await queue.send({ ...wish, reference: 'b' }, 'applier');
    await queue.send({ type: 'continue', sha: SHA, attempt: 1 }, 'applier');
    await queue.send({ type: 'continue', sha: SHA, attempt: 1 }, 'applier');
    expect(await drain(take)).toEqual(['manual', 'manual', 'continue', 'continue']);
  });
}

function orderTests(current: () => QueueHarness): void {
  test('C1: the environment has one message at work at a time, in order', async () => {
    const { queue, take } = current();
    await queue.send(push, 'applier');
    await queue.send({ type: 'schedule', task: 'resync' }, 'applier');
    const first = await take('applier');
    expect(typeOf(first)).toBe('push');
    expect(await take('applier')).toBeUndefined();
    await first?.done();
    expect(typeOf(await take('applier'))).toBe('schedule');
  });

  test('pull requests do not wait for each other, commits of one pull request do', async () => {
    const { queue, take } = current();
    await queue.send(pull(1, 'a'), 'planner');
    await queue.send(pull(1, 'b'), 'planner');
    await queue.send(pull(2, 'c'), 'planner');
    const deliveries = [await take('planner'), await take('planner')].map((message) => deliveryOf(message));
    expect(deliveries.sort()).toEqual(['a', 'c']);
    expect(await take('planner')).toBeUndefined();
  });

  test('C2: a message whose taker died comes again', async () => {
    const { queue, take } = current();
    await queue.send(push, 'applier');
    const first = await take('applier');
    expect(first?.attempt).toBe(1);
    await first?.release();
    const again = await take('applier');
    expect(typeOf(again)).toBe('push');
    expect(again?.attempt).toBe(2);
  });
}

function delayTests(current: () => QueueHarness): void {
  test('a delayed message comes after its delay, through the timer only', async () => {
    const { queue, take, takeWithin } = current();
    await queue.sendLater({ type: 'continue', sha: SHA, attempt: 1 }, 'applier', 2);
    expect(await take('timer')).toBeUndefined();
    expect(await take('applier')).toBeUndefined();
    const message = await takeWithin('timer', 2);
    expect(readMessage(message?.body ?? '', 'shop')).toEqual({
      kind: 'trigger',
      trigger: { type: 'continue', sha: SHA, attempt: 1 },
    });
  });

  test('delayed messages are never taken for each other', async () => {
    const { queue, take } = current();
    await queue.sendLater(push, 'applier', 0);
    await queue.sendLater(push, 'applier', 0);
    expect([typeOf(await take('timer')), typeOf(await take('timer'))]).toEqual(['push', 'push']);
  });

  test('what the planner delays waits in the same timer, and is a message that names the planner’s work', async () => {
    const { queue, take, takeWithin } = current();
    const trigger: Trigger = { type: 'rehearsal', sha: SHA, number: 7 };
    await queue.sendLater(trigger, 'planner', 2);
    expect(await take('planner')).toBeUndefined();
    const message = await takeWithin('timer', 2);
    expect(readMessage(message?.body ?? '', 'shop')).toEqual({ kind: 'trigger', trigger });
    expect(routeTrigger(trigger)).toEqual({ role: 'planner', group: 'pr-7' });
  });

  test.each([-1, 1.5, 901, Number.NaN])('a delay of %d seconds is refused', async (seconds) => {
    const later = current().queue.sendLater(push, 'applier', seconds);
    await expect(later).rejects.toMatchObject({ code: 'DelayOutOfRange', retryable: false });
  });
}

async function drain(take: QueueHarness['take']): Promise<readonly string[]> {
  const types: string[] = [];
  for (let message = await take('applier'); message; message = await take('applier')) {
    types.push(typeOf(message) ?? 'nothing');
    await message.done();
  }
  return types;
}

function triggerOf(message: TakenMessage | undefined): Trigger | undefined {
  const read = readMessage(message?.body ?? '', 'shop');
  return read.kind === 'trigger' ? read.trigger : undefined;
}

function typeOf(message: TakenMessage | undefined): Trigger['type'] | undefined {
  return triggerOf(message)?.type;
}

function deliveryOf(message: TakenMessage | undefined): string {
  const trigger = triggerOf(message);
  return trigger !== undefined && 'delivery' in trigger ? trigger.delivery : '';
}
