import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { describe, expect, test } from 'vitest';
import { createGovernor, type Governor } from '../../../controller/adapters/aws-governor.ts';
import { awsRetry } from '../../../controller/adapters/aws-retry.ts';
import { createFakeTime } from '../../fakes/time.ts';
import { type Reply, scriptedWith } from './scripted-cloudformation.ts';

const THROTTLED = { code: 'Throttling', message: 'Rate exceeded' };
const STACK =
  '<Stacks><member><StackName>a</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-05T10:00:00Z</CreationTime></member></Stacks>';

function governed(random = () => 0.5) {
  const time = createFakeTime();
  return { time, governor: createGovernor({ ...time, random }) };
}

/** When each of `count` calls that were asked for at once was made, in milliseconds. */
async function timesOf(count: number, governor: Governor, time: ReturnType<typeof createFakeTime>) {
  const times: number[] = [];
  const calls = Array.from({ length: count }, async () => {
    await governor.take('cloudformation');
    times.push(time.now());
  });
  await time.until(Promise.all(calls));
  return times;
}

describe('the rate of a family', () => {
  test('five CloudFormation calls at once, then five a second, in the order in which they were asked for', async () => {
    const { governor, time } = governed();
    expect(await timesOf(10, governor, time)).toEqual([0, 0, 0, 0, 0, 200, 400, 600, 800, 1000]);
    expect(await timesOf(3, governor, time)).toEqual([1200, 1400, 1600]);
    await time.until(time.pause(60_000));
    expect((await timesOf(6, governor, time)).map((at) => at - 61_600)).toEqual([0, 0, 0, 0, 0, 200]);
  });

  test('families do not wait for each other', async () => {
    const { governor, time } = governed();
    await timesOf(50, governor, time);
    const before = time.now();
    await time.until(governor.take('get-function'));
    expect(time.now() - before).toBeLessThan(30);
  });

  test('a throttle halves it, down to a fifth; twenty answers bring all of it back', async () => {
    const { governor, time } = governed();
    await time.until(time.pause(60_000));
    const gap = async () => {
      const times = await timesOf(20, governor, time);
      return Math.round((times[19] ?? 0) - (times[18] ?? 0));
    };
    governor.answered('cloudformation', true);
    expect(await gap()).toBe(400);
    for (let times = 0; times < 9; times += 1) governor.answered('cloudformation', true);
    expect(await gap()).toBe(1000);
    for (let times = 0; times < 20; times += 1) governor.answered('cloudformation', false);
    expect(await gap()).toBe(200);
  });

  test('an AWS without limits is asked as fast as wanted', async () => {
    const { governor, time } = governed();
    governor.unlimited();
    expect(await timesOf(100, governor, time)).toEqual(Array(100).fill(0));
  });
});

describe('C4: backoff', () => {
  test.each([
    [0, [0, 0, 0, 0]],
    [0.5, [500, 1000, 2000, 4000]],
    [0.999, [999, 1998, 3996, 7992]],
  ])('full jitter: chance %d waits %j, and there is no sixth attempt', async (random, waits) => {
    const { governor, time } = governed(() => random);
    const waited: number[] = [];
    for (let retry = 1; retry <= 4; retry += 1) {
      const before = time.now();
      expect(await time.until(governor.backOff(retry))).toBe(true);
      waited.push(time.now() - before);
    }
    expect(waited).toEqual(waits);
    expect(await governor.backOff(5)).toBe(false);
  });

  test('never beyond the deadline of the invocation, less ten seconds to save', async () => {
    const { governor, time } = governed();
    governor.endsIn(11_600);
    expect(await time.until(governor.backOff(2))).toBe(true);
    expect(await time.until(governor.backOff(1))).toBe(true);
    expect(await governor.backOff(1)).toBe(false);
    expect(time.now()).toBe(1500);
    governor.endsIn(120_000);
    expect(await time.until(governor.backOff(1))).toBe(true);
  });

  test('C12: a queue of calls that is longer than the invocation is refused at once, and can be asked for later', async () => {
    const { governor, time } = governed();
    governor.endsIn(14_000);
    const asked = Array.from({ length: 100 }, () => governor.take('cloudformation'));
    const ended = await time.until(Promise.allSettled(asked));
    const made = ended.filter(({ status }) => status === 'fulfilled');
    expect(made).toHaveLength(25);
    expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'Throttled', retryable: true },
    });
    expect(time.now()).toBeLessThanOrEqual(4000);
  });
});

describe('clients of the SDK', () => {
  const clientOf = (governor: Governor, ...replies: readonly Reply[]) =>
    scriptedWith(awsRetry('cloudformation', governor), ...replies);

  test('C4: a throttled call is made again, up to five times in all, and then AWS says why', async () => {
    const { governor, time } = governed();
    const { client, sent } = clientOf(governor, THROTTLED, THROTTLED, STACK);
    const answer = await time.until(client.send(new DescribeStacksCommand({ StackName: 'a' })));
    expect(answer.Stacks?.[0]?.StackStatus).toBe('CREATE_COMPLETE');
    expect(sent).toHaveLength(3);

    const never = clientOf(governor, THROTTLED);
    const failed = time.until(never.client.send(new DescribeStacksCommand({ StackName: 'a' })));
    await expect(failed).rejects.toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
    expect(never.sent).toHaveLength(5);
  });

  test('what no repetition mends is asked once', async () => {
    const { governor, time } = governed();
    const { client, sent } = clientOf(governor, { code: 'ValidationError', message: 'Stack a does not exist' });
    await expect(time.until(client.send(new DescribeStacksCommand({ StackName: 'a' })))).rejects.toMatchObject({
      name: 'ValidationError',
    });
    expect(sent).toHaveLength(1);
  });

  test('two clients share one rate', async () => {
    const { governor, time } = governed();
    const [one, other] = [clientOf(governor, STACK), clientOf(governor, STACK)];
    const calls = Array.from({ length: 20 }, (_, index) =>
      (index % 2 === 0 ? one : other).client.send(new DescribeStacksCommand({ StackName: 'a' })),
    );
    await time.until(Promise.all(calls));
    expect(time.now()).toBe(3000);
  });

  test('C4: no retry storm: a hundred callers of an AWS that throttles everything make at most 70 calls in a minute', async () => {
    const { governor, time } = governed(() => 0.9);
    governor.endsIn(70_000);
    const { client, sent } = clientOf(governor, THROTTLED);
    const calls = Array.from({ length: 100 }, () => client.send(new DescribeStacksCommand({ StackName: 'a' })));
    const ended = await time.until(Promise.allSettled(calls));
    expect(ended.every(({ status }) => status === 'rejected')).toBe(true);
    expect(sent.length).toBeLessThanOrEqual(70);
    expect(time.now()).toBeLessThanOrEqual(60_000);
  });
});
