import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Bug } from './bugs.ts';
import type { Counts } from './history.ts';
import type { Played, Series } from './run-histories.ts';
import type { ThreadData } from './worker.ts';

/** What a series gave, with what was seen in it. */
export type Seen = Played & { readonly counts: Counts };

/** A thread that plays one series after the other. */
export interface Thread {
  play(series: Series): Promise<Seen>;
  end(): Promise<void>;
}

/** Starts a thread, with the bug in it if one is given. */
export function startThread(bug?: Bug): Thread {
  const workerData: ThreadData = bug === undefined ? {} : { bug };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData });
  return {
    play: async (series) => {
      worker.postMessage(series);
      const [seen] = (await once(worker, 'message')) as [Seen];
      return seen;
    },
    end: async () => void (await worker.terminate()),
  };
}

/** Where a bug was found. */
export interface Found {
  readonly seed: number;
  /** The how many-th history of that seed, from 1. */
  readonly history: number;
  /** What was broken, in words. */
  readonly words: string;
}

/** Looks for a bug in so many histories of a seed. With `place` it looks there first, which takes a moment if nothing has changed. */
export async function hunt(
  bug: Bug,
  { seed, count, place }: { readonly seed: number; readonly count: number; readonly place?: Omit<Found, 'words'> },
): Promise<Found | undefined> {
  const thread = startThread(bug);
  try {
    if (place !== undefined) {
      const path = String(place.history - 1);
      const { failure } = await thread.play({ seed: place.seed, count: 1, path, shrink: false });
      if (failure !== undefined) return { ...place, words: failure.words };
    }
    const { played, failure } = await thread.play({ seed, count, shrink: false });
    return failure && { seed, history: played, words: failure.words };
  } finally {
    await thread.end();
  }
}

/** Does the work for each item, so many at once. */
export async function inTurn<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const one = async () => {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at];
      if (item !== undefined) results[at] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return results;
}
