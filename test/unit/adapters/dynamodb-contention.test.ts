import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { untilUncontended } from '../../../controller/adapters/dynamodb-contention.ts';

function cancelled(...codes: readonly string[]): TransactionCanceledException {
  return new TransactionCanceledException({
    message: 'Transaction cancelled, please refer cancellation reasons for specific reasons',
    CancellationReasons: codes.map((Code) => ({ Code })),
    $metadata: { httpStatusCode: 400 },
  });
}

/** A call that throws the given errors in turn and then gives `done`. */
function failing(errors: readonly Error[]) {
  let calls = 0;
  return {
    call: async () => {
      const error = errors[calls];
      calls += 1;
      if (error) throw error;
      return 'done';
    },
    calls: () => calls,
  };
}

function pauses() {
  const waited: number[] = [];
  return { waited, pause: async (ms: number) => waited.push(ms) };
}

describe('untilUncontended', () => {
  test('C4: a transaction that met another one is repeated after growing random pauses', async () => {
    const { call, calls } = failing([cancelled('None', 'TransactionConflict'), cancelled('ThrottlingError', 'None')]);
    const { waited, pause } = pauses();
    expect(await untilUncontended(call, pause)).toBe('done');
    expect(calls()).toBe(3);
    expect(waited).toHaveLength(2);
    expect(waited[0]).toBeLessThanOrEqual(40);
    expect(waited[1]).toBeLessThanOrEqual(80);
  });

  test('C8: an update that met a transaction is repeated too', async () => {
    const error = Object.assign(new Error('ongoing'), { name: 'TransactionConflictException' });
    expect(await untilUncontended(failing([error]).call, pauses().pause)).toBe('done');
  });

  test('C4: contention that lasts ends after 8 calls and may be tried again later', async () => {
    const { call, calls } = failing(Array.from({ length: 20 }, () => cancelled('TransactionConflict')));
    await expect(untilUncontended(call, pauses().pause)).rejects.toMatchObject({ code: 'Throttled', retryable: true });
    expect(calls()).toBe(8);
  });

  test('C1: a failed condition is never repeated, whatever else stood in the way', async () => {
    const { call, calls } = failing([cancelled('ConditionalCheckFailed', 'TransactionConflict')]);
    await expect(untilUncontended(call, pauses().pause)).rejects.toBeInstanceOf(TransactionCanceledException);
    expect(calls()).toBe(1);
  });

  test('any other error passes at once', async () => {
    const { call, calls } = failing([new Error('no table')]);
    await expect(untilUncontended(call, pauses().pause)).rejects.toThrow('no table');
    expect(calls()).toBe(1);
  });
});
