import { setTimeout as timer } from 'node:timers/promises';
import { HoldfastError } from '../diagnostics/error.ts';
import { type ApiFamily, rateOf } from './aws-services.ts';

/** Keeps the calls of one process to AWS's control planes below what an account is allowed, and its waits inside the deadline. */
export interface Governor {
  /** Waits until a call of the family may be made. Throws `Throttled` (retryable) when that would be after the deadline. */
  take(family: ApiFamily): Promise<void>;
  /** Tells how a call was answered: a throttle halves the family's rate, each other answer brings a twentieth of it back. */
  answered(family: ApiFamily, throttled: boolean): void;
  /** Waits before the nth retry of a call, from 1. False, at once, when there is no more: {@link MAX_ATTEMPTS} or the deadline. */
  backOff(retry: number): Promise<boolean>;
  /** The invocation ends in so many milliseconds: nothing waits beyond that, less what saving needs (C12). */
  endsIn(ms: number): void;
  /** From now on calls are made as fast as they are asked for: for an AWS that has no limits. */
  unlimited(): void;
}

/** Where a governor has time and chance from. */
export interface GovernorSettings {
  /** Milliseconds that never go back. */
  readonly now?: () => number;
  readonly pause?: (ms: number) => Promise<unknown>;
  /** In [0, 1). */
  readonly random?: () => number;
}

/** How often a call is made before it goes back to the queue as a retryable error. */
export const MAX_ATTEMPTS = 5;
/** Full jitter: a wait is anything up to this, doubled each time and capped. https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/ */
const FIRST_WAIT_MS = 1000;
const MAX_WAIT_MS = 8000;
/** Kept back at the end of an invocation: a step is saved and the lease given back. */
const RESERVE_MS = 10_000;
/** Calls that may be made at once after a pause, in seconds of the family's rate. */
const BURST_SECONDS = 1;
/** A family is never slowed below this part of its rate, or nothing would ever find out that the throttling ended. */
const SLOWEST = 1 / 5;

interface Pace {
  perSecond: number;
  /** When the last call was due. */
  last: number;
  /** Callers that wait, and the last of them: each begins to wait when the one before it is served, with the rate of that moment. */
  waiting: number;
  turn: Promise<unknown>;
}

/** A governor in which nothing was asked yet. */
export function createGovernor({
  now = () => performance.now(),
  pause = timer,
  random = Math.random,
}: GovernorSettings = {}): Governor {
  const paces = new Map<ApiFamily, Pace>();
  let deadline = Number.POSITIVE_INFINITY;
  let governs = true;

  const paceOf = (family: ApiFamily): Pace => {
    const pace = paces.get(family) ?? {
      perSecond: rateOf(family),
      last: Number.NEGATIVE_INFINITY,
      waiting: 0,
      turn: Promise.resolve(),
    };
    paces.set(family, pace);
    return pace;
  };
  /** When the nth call from now is due; refused where that is after the deadline. */
  const dueAt = (family: ApiFamily, { last, perSecond }: Pace, nth: number): number => {
    const at = Math.max(last, now() - BURST_SECONDS * 1000) + (nth * 1000) / perSecond;
    if (at > now() && at > deadline) throw tooLate(family);
    return at;
  };
  const serve = async (family: ApiFamily, pace: Pace): Promise<void> => {
    pace.last = dueAt(family, pace, 1);
    if (pace.last > now()) await pause(pace.last - now());
  };
  return {
    take: async (family) => {
      if (!governs) return;
      const pace = paceOf(family);
      dueAt(family, pace, pace.waiting + 1);
      pace.waiting += 1;
      const turn = pace.turn.then(() => serve(family, pace));
      pace.turn = turn.catch(() => undefined);
      await turn.finally(() => {
        pace.waiting -= 1;
      });
    },
    answered: (family, throttled) => {
      const [pace, most] = [paceOf(family), rateOf(family)];
      pace.perSecond = throttled
        ? Math.max(pace.perSecond / 2, most * SLOWEST)
        : Math.min(pace.perSecond + most / 20, most);
      if (throttled) pace.last = Math.max(pace.last, now());
    },
    backOff: async (retry) => {
      const wait = random() * Math.min(FIRST_WAIT_MS * 2 ** (retry - 1), MAX_WAIT_MS);
      if (retry >= MAX_ATTEMPTS || now() + wait > deadline) return false;
      await pause(wait);
      return true;
    },
    endsIn: (ms) => {
      deadline = now() + ms - RESERVE_MS;
    },
    unlimited: () => {
      governs = false;
    },
  };
}

function tooLate(family: ApiFamily): HoldfastError {
  const message = `More calls to ${family} are waiting than this invocation has time for.`;
  return new HoldfastError(message, { code: 'Throttled', source: 'holdfast', retryable: true });
}

/** The governor of this process: all its clients and requests pass through it, whatever part of the controller makes them. */
export const PROCESS_GOVERNOR = createGovernor();
