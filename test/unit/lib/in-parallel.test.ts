import { expect, test } from 'vitest';
import { inParallel } from '../../../controller/lib/in-parallel.ts';

test('results stand in the order of the items, whatever finishes first', async () => {
  const turns = [3, 1, 2];
  const work = async (turn: number) => {
    for (let i = 0; i < turn; i += 1) await Promise.resolve();
    return turn * 10;
  };
  expect(await inParallel(turns, 3, work)).toEqual([30, 10, 20]);
  expect(await inParallel([], 3, work)).toEqual([]);
});

test('nothing new is begun after a failure', async () => {
  const begun: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    if (item === 2) throw new Error('no');
  };
  await expect(inParallel([1, 2, 3, 4, 5, 6], 2, work)).rejects.toThrow('no');
  expect(begun).not.toContain(6);
});
