import { type Overlap, overlapsWith, touchedBy } from './plan/overlaps.ts';
import type { Plan } from './plan/plan.ts';
import type { ReviewRecord } from './record/port.ts';
import type { PullRequestState } from './source/port.ts';
import type { PlannerWorld } from './world.ts';

/** Writes down that a pull request's head is about to be planned, so that a planner that dies in the middle is noticed (G4). */
export async function beginReview({ number, headSha }: PullRequestState, world: PlannerWorld): Promise<ReviewRecord> {
  const before = (await world.ledger.readReviews()).find((review) => review.number === number);
  const same = before?.headSha === headSha ? before : undefined;
  const review: ReviewRecord = {
    number,
    headSha,
    at: world.clock.now(),
    tries: (same?.tries ?? 0) + 1,
    posted: false,
    touches: same?.touches ?? [],
    overlaps: before?.overlaps ?? [],
  };
  await world.ledger.writeReview(review);
  return review;
}

/**
 * Which open pull requests touch the same resources as this plan. What this one touches is written down before the others are read, so that of two
 * that are planned at once at least one sees the other; that one sees to it that the other is planned again, and so told, too.
 */
export async function findOverlaps(
  before: ReviewRecord,
  plan: Plan | undefined,
  world: PlannerWorld,
): Promise<{ readonly overlaps: readonly Overlap[]; readonly review: ReviewRecord }> {
  const touches = plan === undefined ? [] : touchedBy(plan);
  await world.ledger.writeReview({ ...before, touches });
  const others = (await openReviews(world)).filter(({ number }) => number !== before.number);
  const overlaps = overlapsWith(touches, others);
  const numbers = overlaps.map(({ number }) => number);
  await tellOthers(before.number, numbers, others, world);
  return { overlaps, review: { ...before, touches, overlaps: numbers } };
}

/** The check is posted. */
export async function endReview(review: ReviewRecord, world: PlannerWorld): Promise<void> {
  await world.ledger.writeReview({ ...review, posted: true, tries: 0 });
}

/** A pull request is closed: it is in nobody's way any more. */
export async function forgetReview(number: number, world: PlannerWorld): Promise<void> {
  const reviews = await world.ledger.readReviews();
  if (!reviews.some((review) => review.number === number)) return;
  await world.ledger.removeReview(number);
  await tellOthers(number, [], await openReviews(world), world);
}

/** What was planned of the pull requests that are open now, at the heads that they have now. */
async function openReviews(world: PlannerWorld): Promise<readonly ReviewRecord[]> {
  const [reviews, open] = await Promise.all([
    world.ledger.readReviews(),
    world.pulls.openPullsFor(world.config.branch),
  ]);
  const heads = new Map(open.map(({ number, headSha }) => [number, headSha]));
  return reviews.filter(({ number, headSha }) => heads.get(number) === headSha);
}

/** Has every pull request planned again whose check names this one and should not, or the other way round. */
async function tellOthers(
  number: number,
  overlaps: readonly number[],
  others: readonly ReviewRecord[],
  world: PlannerWorld,
): Promise<void> {
  for (const other of others) {
    const shares = overlaps.includes(other.number);
    if (other.overlaps.includes(number) === shares) continue;
    const delivery = `${shares ? 'shares' : 'shares-not'}-${number}-${other.number}-${world.clock.now()}`;
    const { headSha } = other;
    await world.queue.send({ type: 'pull-request', delivery, number: other.number, headSha, fork: false }, 'planner');
  }
}
