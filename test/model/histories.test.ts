import { describe, expect, test } from 'vitest';
import { PROMISES } from './promises.ts';
import { runHistories } from './run-histories.ts';

/** The same ones each time, so that a change is judged by what it changes; `npm run simulate` plays others. */
const SEED = Number(process.env.HISTORIES_SEED ?? 2026);
const HISTORIES = 100;
const AT_ONCE = 50;

describe(`C1 to C14, V1 to V6, K1 to K7: histories of seed ${SEED}`, () => {
  test.each(Array.from({ length: HISTORIES / AT_ONCE }, (_, part) => SEED + part))(
    `${AT_ONCE} histories of seed %i keep every promise`,
    async (seed) => {
      const counts = new Map<string, number>();
      const { failure } = await runHistories({ seed, count: AT_ONCE, shrink: true }, counts);
      expect(failure).toBeUndefined();
      // Nobody believes in histories in which nothing happens.
      for (const what of ['crash', 'executeChangeSet', 'apply succeeded', 'step: workers at once']) {
        expect(counts.get(what) ?? 0, what).toBeGreaterThan(0);
      }
    },
    120_000,
  );
});

test('the same seed plays the same history, call by call', async () => {
  const seen = async () => {
    const counts = new Map<string, number>();
    await runHistories({ seed: 7, count: 10, shrink: false }, counts);
    return counts;
  };
  expect(await seen()).toEqual(await seen());
});

test('every promise has a number and a rule', () => {
  for (const { number, rule } of PROMISES) {
    expect(number).toMatch(/^[A-Z]\d+$/);
    expect(rule).toMatch(/^[A-Z].*\.$/);
  }
});
