import { describe, expect, test } from 'vitest';
import { disturbEachCall, FIRST_PUSH, REMOVAL, SECOND_PUSH } from './each-call.ts';

describe.each(['fail', 'lose-reply'] as const)('C3: %s at an outside call ends in the same state', (fault) => {
  test('each call of an update', async () => {
    expect(await disturbEachCall(SECOND_PUSH, fault)).toBeGreaterThan(80);
  }, 120_000);

  test('each call of a removal', async () => {
    expect(await disturbEachCall(REMOVAL, fault)).toBeGreaterThan(50);
  }, 120_000);

  test('every eleventh call of a first creation of five stacks', async () => {
    expect(await disturbEachCall(FIRST_PUSH, fault, 11)).toBeGreaterThan(300);
  }, 120_000);
});
