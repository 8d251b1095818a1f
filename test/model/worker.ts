import { parentPort, workerData } from 'node:worker_threads';
import type { Bug } from './bugs.ts';
import type { Series } from './run-histories.ts';

/** What a thread is given: with a bug it puts that in before anything else. */
export interface ThreadData {
  readonly bug?: Bug;
}

const { bug } = workerData as ThreadData;
if (bug !== undefined) {
  const { putBugIn } = await import('./with-bug.ts');
  putBugIn(bug);
}
const { runHistories } = await import('./run-histories.ts');

parentPort?.on('message', async (series: Series) => {
  const counts = new Map<string, number>();
  parentPort?.postMessage({ ...(await runHistories(series, counts)), counts });
});
