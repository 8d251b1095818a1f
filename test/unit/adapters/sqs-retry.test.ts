import { expect, test } from 'vitest';
import { retryDelaySeconds } from '../../../controller/adapters/sqs-retry.ts';

test.each([
  [1, 0, 1],
  [1, 0.999, 5],
  [2, 0.999, 10],
  [3, 0.5, 11],
  [5, 0.999, 80],
  [9, 0.999, 180],
])('C4: attempt %d with random %d is tried again after %d s', (attempt, random, seconds) => {
  expect(retryDelaySeconds(attempt, random)).toBe(seconds);
});
