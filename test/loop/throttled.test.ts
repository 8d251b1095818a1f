import { expect, test } from 'vitest';
import { createGovernor, type Governor } from '../../controller/adapters/aws-governor.ts';
import { awsRetry } from '../../controller/adapters/aws-retry.ts';
import type { StackWriter } from '../../controller/apply/port.ts';
import { HoldfastError } from '../../controller/diagnostics/error.ts';
import { createLoop } from './loop.ts';
import { functionFile, REGISTRY } from './registry.ts';

const HOUR = 3_600_000;

/** The port as it is behind a client of the SDK: each call waits for its turn and is made again as the client does it. */
function throughClient(stacks: StackWriter, governor: Governor): StackWriter {
  const { retryStrategy } = awsRetry('cloudformation', governor);
  const call = async (work: () => Promise<unknown>): Promise<unknown> => {
    for (let token = await retryStrategy.acquireInitialRetryToken(''); ; ) {
      try {
        const answer = await work();
        retryStrategy.recordSuccess(token);
        return answer;
      } catch (error) {
        const throttled = error instanceof HoldfastError && error.code === 'Throttled';
        const errorType = throttled ? 'THROTTLING' : 'CLIENT_ERROR';
        token = await retryStrategy.refreshRetryTokenForRetry(token, { errorType }).catch(() => {
          throw error;
        });
      }
    }
  };
  return new Proxy(stacks, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]) => call(() => Reflect.apply(member, target, args));
    },
  });
}

/** The same numbers in [0, 1) each time. https://en.wikipedia.org/wiki/Linear_congruential_generator */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

test.each([1, 2, 3])(
  'C8: half of all calls are throttled for an hour: everything is applied, and no revision fails (%d)',
  async (seed) => {
    const loop = createLoop();
    const random = dice(seed);
    /** CloudFormation goes on while we wait. */
    const pause = async (ms: number) => {
      loop.clock.advance(Math.ceil(ms));
      loop.cloudformation.tick();
    };
    const governor = createGovernor({ now: loop.clock.now, pause, random });
    loop.onInvocation(governor.endsIn);
    const writer = throughClient(loop.cloudformation, governor);
    Object.assign(loop.world, { writer, stacks: writer });
    const end = loop.clock.now() + HOUR;
    let throttled = 0;
    loop.cloudformation.throttleIf(() => {
      const hit = loop.clock.now() < end && random() < 0.5;
      if (hit) throttled += 1;
      return hit;
    });
    let push = loop.commit(REGISTRY);
    await loop.arrive(push);
    await loop.settle();
    for (let memory = 257; loop.clock.now() < end; memory += 1) {
      push = loop.commit({ 'teams/orders/status.yaml': functionFile('orders', 'status', memory) }, push.after);
      await loop.arrive(push);
      await loop.settle();
      loop.clock.advance(300_000);
      await loop.arrive({ type: 'schedule', task: 'resync' });
      await loop.settle();
    }
    await loop.arrive({ type: 'schedule', task: 'resync' });
    await loop.settle();
    expect((await loop.ledger.readEnvironment()).appliedSha).toBe(push.after);
    const runs = await loop.ledger.listRuns(1000);
    expect(runs.filter(({ state }) => state !== 'succeeded' && state !== 'superseded')).toEqual([]);
    // With the looks at its health, each takes some ten minutes.
    expect(runs.length).toBeGreaterThanOrEqual(5);
    expect(loop.dead).toEqual([]);
    expect(throttled).toBeGreaterThan(100);
  },
);
