import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HoldfastError } from '../../../controller/diagnostics/error.ts';
import type { Ledger } from '../../../controller/record/port.ts';
import type { LedgerHarness, LedgerSuiteOptions } from './harness.ts';

/** What one worker does in its life: how long its lease lasts and how long it is paused between reading and writing. */
interface Worker {
  readonly ttlMs: number;
  readonly pauseMs: number;
  readonly rounds: number;
}

const worker: fc.Arbitrary<Worker> = fc.record({
  ttlMs: fc.integer({ min: 1, max: 100 }),
  pauseMs: fc.integer({ min: 0, max: 150 }),
  rounds: fc.integer({ min: 1, max: 3 }),
});

/** Workers that add one to a counter under the lease, in every order that the scheduler finds. */
export function interleavingTests(harness: () => Promise<LedgerHarness>, options: LedgerSuiteOptions): void {
  test('C1: whatever the order, the pauses and the expiries, no write is lost and tokens never go back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(worker, { minLength: 2, maxLength: 4 }), async (scheduler, workers) => {
        const fresh = await harness();
        const tokens: number[] = [];
        const work = workers.map((one, index) => live(`worker-${index}`, one, fresh, scheduler, tokens));
        await scheduler.waitFor(Promise.all(work));

        const counter = Number((await fresh.open().readEnvironment()).appliedSha ?? 0);
        expect(counter).toBe(tokens.length);
        expect(tokens).toEqual([...tokens].sort((a, b) => a - b));
      }),
      { numRuns: options.runs },
    );
  });
}

async function live(
  owner: string,
  { ttlMs, pauseMs, rounds }: Worker,
  { open, clock }: LedgerHarness,
  scheduler: fc.Scheduler,
  tokens: number[],
): Promise<void> {
  const ledger: Ledger = open();
  const step = (label: string) => scheduler.schedule(Promise.resolve(), `${owner} ${label}`);
  for (let round = 0; round < rounds; round += 1) {
    await step('acquires');
    const lease = await ledger.acquireLease('apply', owner, clock.now(), ttlMs);
    if (lease === undefined) continue;
    await step('reads');
    const { appliedSha } = await ledger.readEnvironment();
    await step('pauses');
    clock.advance(pauseMs);
    await step('writes');
    try {
      await ledger.writeEnvironment({ appliedSha: String(Number(appliedSha ?? 0) + 1) }, lease);
      tokens.push(lease.token);
    } catch (error) {
      if (!(error instanceof HoldfastError && error.code === 'Conflict')) throw error;
    }
    await step('releases');
    await ledger.releaseLease(lease);
  }
}
