import { setTimeout as timer } from 'node:timers/promises';
import type { Octokit } from '@octokit/rest';
import { HoldfastError } from '../diagnostics/error.ts';
import type { Clock } from '../lib/clock.ts';
import { rateLimitWait } from './github-errors.ts';

/** How long to wait before a further try. */
export interface RetryOptions {
  /** Pause before the first retry, which grows with the square of the tries. */
  readonly retryDelayMs: number;
  /** Longest wait for a rate limit inside a call. */
  readonly maxWaitMs: number;
  readonly clock: Clock;
  /** Default: the platform's timer. */
  readonly pause?: ((ms: number) => Promise<void>) | undefined;
}

/** Tries after the first of a call that failed for no fault of ours. */
const RETRIES = 2;
/** Answers that no retry inside a call changes. Rate limits (403, 429) are retried when their wait is short. */
const FINAL_STATUSES: readonly number[] = [400, 401, 403, 404, 409, 410, 422, 429, 451];

/**
 * An Octokit plugin that sends a request again when GitHub or the network failed, and after a short rate limit. A request
 * may ask for fewer retries of failures with Octokit's `request: { retries }`. What we refused ourselves is thrown as it is.
 */
export function retryFailures(options: RetryOptions): (octokit: Pick<Octokit, 'hook'>) => object {
  const { pause = timer } = options;
  return (octokit) => {
    octokit.hook.wrap('request', async (request, parameters) => {
      const { retries = RETRIES } = parameters.request;
      for (let tried = 0; ; tried += 1) {
        try {
          return await request(parameters);
        } catch (error) {
          if (error instanceof Error && error.cause instanceof HoldfastError) throw error.cause;
          const wait = waitAfter(error, tried, retries, options);
          if (wait === undefined) throw error;
          await pause(wait);
        }
      }
    });
    return {};
  };
}

/**
 * Milliseconds to wait after the failure that `tried` retries came before; `undefined` when it shall be thrown. A rate limit
 * did nothing on GitHub's side, so that it does not count how many retries a request allows.
 */
export function waitAfter(error: unknown, tried: number, retries: number, options: RetryOptions): number | undefined {
  const limit = rateLimitWait(error, options.clock.now());
  if (limit !== undefined) return tried < RETRIES && limit * 1_000 <= options.maxWaitMs ? limit * 1_000 : undefined;
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (typeof status !== 'number' || status < 400 || FINAL_STATUSES.includes(status)) return undefined;
  return tried < retries ? (tried + 1) ** 2 * options.retryDelayMs : undefined;
}
