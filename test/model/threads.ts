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

/** How a bug was found: by which promise, and in the how many-th history. */
export interface Caught {
  readonly bug: Bug;
  readonly played: number;
  /** What was broken; absent when nothing was. */
  readonly words?: string;
}

/** Looks for a bug for so many histories. */
export async function hunt(bug: Bug, count: number, seed: number): Promise<Caught> {
  const thread = startThread(bug);
  try {
    const { played, failure } = await thread.play({ seed, count, shrink: false });
    return { bug, played, ...(failure !== undefined && { words: failure.words }) };
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
