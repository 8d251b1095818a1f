import { resumeRehearsals } from './look-at-rehearsal.ts';
import { tellMissedPull } from './missed.ts';
import { giveUp, reviewPull } from './review.ts';
import { endReview, forgetReview } from './review-record.ts';
import type { PlannerWorld } from './world.ts';

/** After so many tries without an end, a commit is not tried again by itself (C13). */
const MAX_TRIES = 6;

/** What an audit did, for the log. */
export interface Audited {
  readonly planned: number;
  readonly givenUp: number;
  readonly forgotten: number;
  /** Rehearsals whose message was lost. */
  readonly resumed: number;
}

/**
 * Finds what lost webhooks and dead workers left: open pull requests whose head has no posted plan are planned (C14), those on which the planner
 * died again and again get a check that says so (G4), closed ones are forgotten, and rehearsals of plans go on.
 * Costs one list of pull requests and two of the record when there is nothing to do.
 */
export async function auditReviews(world: PlannerWorld, isLastAttempt: boolean): Promise<Audited> {
  const open = await world.pulls.openPullsFor(world.config.branch);
  const reviews = new Map((await world.ledger.readReviews()).map((review) => [review.number, review]));
  const done = { planned: 0, givenUp: 0, forgotten: 0, resumed: 0 };
  for (const pull of open) {
    const { number, headSha } = pull;
    const review = reviews.get(number);
    const own = review?.headSha === headSha ? review : undefined;
    if (own?.posted) continue;
    if (own !== undefined && own.tries >= MAX_TRIES) {
      await giveUp(headSha, world);
      await endReview(own, world);
      done.givenUp += 1;
    } else {
      if (own === undefined) await tellMissedPull(pull, world);
      await reviewPull(number, world, isLastAttempt);
      done.planned += 1;
    }
  }
  const numbers = new Set(open.map(({ number }) => number));
  for (const number of reviews.keys()) {
    if (numbers.has(number)) continue;
    await forgetReview(number, world);
    done.forgotten += 1;
  }
  done.resumed = await resumeRehearsals(world);
  return done;
}
