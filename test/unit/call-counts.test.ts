import { expect, test } from 'vitest';
import { type CallCount, countCalls } from '../bench/call-count.ts';

/** The most that is let pass. Lower a number here when the product does with less; docs/performance.md has the targets. */
const UNCHANGED = { aws: 3, github: 1, invocations: 1 };
const ONE_STACK = { aws: 150, github: 14, invocations: 9 };

test('e1: a trigger that finds nothing changed costs 3 calls to AWS and 1 to GitHub, however many stacks there are', async () => {
  const [small, large] = [await countCalls(1), await countCalls(4)];
  expect(above(small.unchanged, UNCHANGED)).toEqual([]);
  expect(large.unchanged).toEqual(small.unchanged);
});

test('e2: a changed stack costs the same number of calls however many other stacks there are', async () => {
  const [small, large] = [await countCalls(1), await countCalls(4)];
  expect(above(small.oneStack, ONE_STACK)).toEqual([]);
  expect(large.oneStack).toEqual(small.oneStack);
});

test('e2: an unchanged stack is never asked about at CloudFormation, also not by a process that has just begun', async () => {
  const [small, large] = [await countCalls(1), await countCalls(4)];
  const asked = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).filter(([operation]) => operation.startsWith('cloudformation.'));
  expect(asked(large.oneStackCold.byOperation)).toEqual(asked(small.oneStackCold.byOperation));
  expect(asked(small.unchanged.byOperation)).toEqual([]);
});

/** Names of what is more than the most. */
function above(counted: CallCount, most: typeof UNCHANGED): readonly string[] {
  return (['aws', 'github', 'invocations'] as const).filter((what) => counted[what] > most[what]);
}
