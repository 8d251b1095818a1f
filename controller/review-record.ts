import { needsOf } from './guard/with-consents.ts';
import { type Overlap, overlapsWith, touchedBy } from './plan/overlaps.ts';
import type { Plan } from './plan/plan.ts';
import type { PlannedCommit } from './plan-commit.ts';
import type { ReviewRecord } from './record/port.ts';
import type { PullRequestState } from './source/port.ts';
import type { CommandTrigger } from './trigger/trigger.ts';
import type { PlannerWorld } from './world.ts';

/**
 * Writes down that a pull request's head is about to be planned, so that a planner that dies in the middle is noticed (G4). It always is later than
 * what it has read: a record of a fast clock would outlive all others until their clocks get there.
 */
export async function beginReview({ number, headSha }: PullRequestState, world: PlannerWorld): Promise<ReviewRecord> {
  const before = (await world.ledger.readReviews()).find((review) => review.number === number);
  const same = before?.headSha === headSha ? before : undefined;
  const review: ReviewRecord = {
    number,
    headSha,
    at: Math.max(world.clock.now(), (before?.at ?? 0) + 1),
    tries: (same?.tries ?? 0) + 1,
    posted: false,
    touches: same?.touches ?? [],
    overlaps: before?.overlaps ?? [],
    ...(same?.asks !== undefined && { asks: same.asks }),
    ...(before?.allowedSha !== undefined && { allowedSha: before.allowedSha }),
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

/**
 * Lets exactly this head of a fork be planned (P3), or says why not: a comment speaks of what its author has seen, so the head was there before it
 * or is named in it. Otherwise whoever pushes between the look and the comment would be let in.
 */
export async function allowFork(
  pull: PullRequestState,
  { words: [named], at }: Pick<CommandTrigger, 'words' | 'at'>,
  { ledger }: Pick<PlannerWorld, 'ledger'>,
): Promise<string | undefined> {
  const { number, headSha } = pull;
  const review = (await ledger.readReviews()).find((one) => one.number === number);
  const isSeen = review?.headSha === headSha && review.posted && review.at < at;
  const isNamed = named !== undefined && named.length >= SHORT_SHA && headSha.startsWith(named);
  if (named === undefined ? !isSeen : !isNamed) {
    return `This head is newer than your comment, or another than you named. Look at it, and comment /holdfast plan ${headSha}`;
  }
  if (review === undefined) return 'This pull request is not known yet. Comment again in a moment.';
  await ledger.writeReview({ ...review, allowedSha: headSha });
  return undefined;
}

/** As many digits of a commit id as git itself shows. */
const SHORT_SHA = 7;

/** What the posted plan asks people to agree to. The same plan is shown since it was shown first. */
export function withAsks(review: ReviewRecord, planned: PlannedCommit | undefined, now: number): ReviewRecord {
  const { plan, findings = [] } = planned ?? {};
  if (plan === undefined) return withoutAsks(review);
  const since = review.asks?.digest === plan.digest ? review.asks.since : now;
  return { ...review, asks: { digest: plan.digest, since, needs: needsOf(findings) } };
}

/** A check without a plan asks nothing. */
export function withoutAsks({ asks: _, ...review }: ReviewRecord): ReviewRecord {
  return review;
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
