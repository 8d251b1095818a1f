import { setTimeout as delay } from 'node:timers/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { HoldfastError } from '../diagnostics/error.ts';
import { awsError } from './aws-errors.ts';

/** Error names and cancellation reasons that say "another request is at this item right now", not "no". */
const PASSING = [
  'TransactionConflict',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
];
const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 20;

/**
 * Repeats a call that met another transaction on the same item, with full jitter, at most 8 times in about 5 s (C4): writes
 * under one lease all touch the lease's item, and the SDK repeats none of these answers itself. Throws the last error;
 * a contention that lasts becomes `Throttled`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
export async function untilUncontended<T>(
  call: () => Promise<T>,
  pause: (ms: number) => Promise<unknown> = delay,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isContention(error)) throw error;
      if (attempt === ATTEMPTS) throw contended(error);
      await pause(Math.random() * FIRST_PAUSE_MS * 2 ** attempt);
    }
  }
}

/** Why a transaction was cancelled, per item; empty for any other error. */
export function cancellationReasons(error: unknown): readonly string[] {
  if (!(error instanceof TransactionCanceledException)) return [];
  return (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
}

/** A failed condition is an answer, whatever else stood in the way. */
function isContention(error: unknown): boolean {
  const reasons = cancellationReasons(error);
  if (reasons.includes('ConditionalCheckFailed')) return false;
  return [...reasons, error instanceof Error ? error.name : ''].some((name) => PASSING.includes(name));
}

function contended(error: unknown): HoldfastError {
  const { message } = awsError(error, 'write to the ledger');
  return new HoldfastError(message, { code: 'Throttled', source: 'aws', retryable: true });
}
