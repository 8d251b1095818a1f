import fc from 'fast-check';
import { type Counts, histories, play } from './history.ts';

/** Which histories to play. */
export interface Series {
  readonly seed: number;
  readonly count: number;
  /** Of a failed history: where fast-check found it, and what it had left out of it. */
  readonly path?: string;
  readonly replayPath?: string;
  /** Whether a failed history is made shorter, which takes as long as playing a hundred. */
  readonly shrink: boolean;
}

/** A history that broke a promise. */
export interface Failure {
  readonly seed: number;
  readonly path: string;
  readonly replayPath: string;
  readonly words: string;
  /** Its steps, and what workers did at once, in order. */
  readonly history: readonly string[];
}

/** What came of a series. */
export interface Played {
  readonly played: number;
  readonly failure?: Failure;
}

/** Plays histories until one breaks a promise. The same seed plays the same ones. */
export async function runHistories({ seed, count, path, replayPath, shrink }: Series, counts: Counts): Promise<Played> {
  let played = 0;
  const property = fc.asyncProperty(...histories(replayPath), async (isApplied, steps, scheduler) => {
    played += 1;
    await play(isApplied, steps, scheduler, counts);
  });
  const result = await fc.check(property, {
    seed,
    numRuns: count,
    ...(path !== undefined && { path }),
    endOnFailure: !shrink,
  });
  if (!result.failed) return { played };
  const [isApplied, steps, scheduler] = result.counterexample ?? [];
  const { errorInstance } = result;
  const words = errorInstance instanceof Error ? describe(errorInstance) : String(errorInstance);
  const failure: Failure = {
    seed,
    path: result.counterexamplePath ?? '',
    replayPath: /replayPath="([^"]*)"/.exec(String(steps))?.[1] ?? '',
    words,
    history: [
      isApplied ? 'a registry is applied' : 'a registry was pushed',
      ...[...(steps ?? [])].filter(hasRun).map(String),
      ...ordered(String(scheduler)),
    ],
  };
  return { played, failure };
}

function describe(error: Error): string {
  return error.name === 'BrokenPromise' ? error.message : (error.stack ?? error.message);
}

function hasRun(step: object): boolean {
  return Reflect.get(step, 'hasRan') !== false;
}

/** The calls of workers that were at work at once, in the order in which they were made. */
function ordered(schedule: string): readonly string[] {
  return [...schedule.matchAll(/\[task\$\{\d+\}\] promise::(.*?) resolved/g)].map(([, call]) => `  ${call}`);
}
