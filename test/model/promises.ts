import type { FakeCloudFormation } from '../fakes/cloudformation.ts';
import type { Effect, Past, Worker } from './past.ts';
import { DELETIONS } from './promises/deletions.ts';
import { OUTCOMES } from './promises/outcomes.ts';
import { PEOPLE } from './promises/people.ts';
import { REVISIONS } from './promises/revisions.ts';
import { WRITERS } from './promises/writers.ts';

/** One thing that a worker did, with everything that it is judged by. */
export interface Deed {
  readonly effect: Effect;
  readonly worker: Worker;
  /** Everything before it. */
  readonly past: Past;
  /** Somebody else had taken the worker's lease. */
  readonly late: boolean;
  readonly cloudformation: FakeCloudFormation;
}

/** A promise that holds for every single thing that the controller does. */
export interface EachDeed {
  /** Number in the requirements. */
  readonly number: string;
  readonly rule: string;
  /** What about it breaks the promise, if anything does. */
  broken(deed: Deed): string | undefined | Promise<string | undefined>;
}

/** All of them, by number. */
export const PROMISES: readonly EachDeed[] = [...WRITERS, ...OUTCOMES, ...REVISIONS, ...DELETIONS, ...PEOPLE];

/** The first promise that a deed breaks, in words. */
export async function brokenBy(deed: Deed): Promise<string | undefined> {
  for (const { number, rule, broken } of PROMISES) {
    const how = await broken(deed);
    if (how !== undefined) return `${number}: ${rule} But: ${how}`;
  }
  return undefined;
}
