import type { Clock } from '../../controller/lib/clock.ts';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  advance(ms: number): void;
}

/** Stands at `start`, by default 2026-01-05T10:00:00Z. */
export function createFakeClock(start = Date.UTC(2026, 0, 5, 10)): FakeClock {
  let time = start;
  return {
    now: () => time,
    advance: (ms) => {
      time += ms;
    },
  };
}
