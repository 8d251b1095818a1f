import type { Clock } from '../../controller/lib/clock.ts';

/** Time that passes only while everybody waits: then at once, to the first of them. */
export interface FakeTime extends Clock {
  pause(ms: number): Promise<void>;
  /** Lets time pass until the work is done, or until nothing waits any more. */
  until<T>(work: Promise<T>): Promise<T>;
}

/** Begins at 0. */
export function createFakeTime(): FakeTime {
  let time = 0;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => time,
    pause: (ms) =>
      new Promise((wake) => {
        sleepers.push({ at: time + ms, wake });
      }),
    until: async (work) => {
      let done = false;
      const ending = work.finally(() => {
        done = true;
      });
      ending.catch(() => undefined);
      while (!done) {
        await new Promise((turn) => setImmediate(turn));
        const next = sleepers.toSorted((a, b) => a.at - b.at)[0];
        if (done || next === undefined) continue;
        sleepers.splice(sleepers.indexOf(next), 1);
        time = Math.max(time, next.at);
        next.wake();
      }
      return ending;
    },
  };
}
