import { type SendMessageCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { createSqsQueue } from '../../../controller/adapters/sqs-queue.ts';
import type { Trigger } from '../../../controller/trigger/trigger.ts';

const SHA = '6dcb09b5b57875f334f61aebed695e2e4193db5e';
const url = (name: string) => `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`;
const URLS = {
  planner: url('planner.fifo'),
  applier: url('applier.fifo'),
  timers: { applier: url('timer') },
};
const pull: Trigger = { type: 'pull-request', delivery: 'd-1', number: 7, headSha: SHA, fork: false };
const again: Trigger = { type: 'continue', sha: SHA, attempt: 1 };

/** A client that sends nothing and keeps what it was asked to send. */
function createRecorder(failure?: Error) {
  const sent: object[] = [];
  const credentials = { accessKeyId: '123456789012', secretAccessKey: 'local' };
  const client = new SQSClient({ region: 'us-east-1', credentials });
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        if (failure) throw failure;
        sent.push(input);
        return { output: { $metadata: {} }, response: {} };
      },
    { step: 'initialize', priority: 'high', name: 'recorder' },
  );
  return { sent, queue: createSqsQueue(client, URLS) };
}

test('a FIFO message has a group and a deduplication id, and never a delay, which AWS would refuse', async () => {
  const { sent, queue } = createRecorder();
  await queue.send(pull, 'planner');
  expect(sent).toEqual([
    {
      QueueUrl: url('planner.fifo'),
      MessageBody: JSON.stringify(pull),
      MessageGroupId: 'pr-7',
      MessageDeduplicationId: 'd-1',
    } satisfies SendMessageCommandInput,
  ]);
});

test('a delayed message goes to the standard queue, without group and deduplication id', async () => {
  const { sent, queue } = createRecorder();
  await queue.sendLater(again, 'applier', 900);
  expect(sent).toEqual([{ QueueUrl: url('timer'), MessageBody: JSON.stringify(again), DelaySeconds: 900 }]);
});

test('a role without a timer cannot delay anything', async () => {
  const { sent, queue } = createRecorder();
  const later = queue.sendLater({ type: 'rehearsal', sha: SHA }, 'planner', 5);
  await expect(later).rejects.toMatchObject({ name: 'HoldfastError', code: 'NoTimer', retryable: false });
  expect(sent).toEqual([]);
});

test('a trigger without an identity of its own is a new message each time', async () => {
  const { sent, queue } = createRecorder();
  await queue.send(again, 'applier');
  await queue.send(again, 'applier');
  const ids = new Set(sent.map((input) => Reflect.get(input, 'MessageDeduplicationId')));
  expect(ids.size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
});

test('C8: a throttled send may be tried again, a forbidden one may not', async () => {
  const failing = (name: string) => {
    const failure = Object.assign(new Error('no'), { name, $metadata: { httpStatusCode: 400 } });
    return createRecorder(failure).queue.send(pull, 'planner');
  };
  await expect(failing('ThrottlingException')).rejects.toMatchObject({ code: 'Throttled', retryable: true });
  await expect(failing('AccessDenied')).rejects.toMatchObject({ code: 'AccessDenied', retryable: false });
});
