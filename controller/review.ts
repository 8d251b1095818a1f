import { beginRehearsal } from './begin-rehearsal.ts';
import { HoldfastError } from './diagnostics/error.ts';
import { hasErrors } from './diagnostics/finding.ts';
import type { PlanDrift } from './drift/against-plan.ts';
import { previewMerge } from './merge-preview.ts';
import { type PlannedCommit, planCommit } from './plan-commit.ts';
import { planDrift } from './plan-drift.ts';
import type { ReviewRecord } from './record/port.ts';
import { rehearsalTitle } from './report/rehearsal.ts';
import { renderCheck } from './report/render-check.ts';
import type { PlanReport } from './report/report.ts';
import { beginReview, endReview, findOverlaps, forgetReview, withAsks, withoutAsks } from './review-record.ts';
import type { PullRequestState } from './source/port.ts';
import type { PlannerWorld } from './world.ts';

/** Name of the check that shows a commit's plan. */
export const PLAN_CHECK = 'holdfast/plan';

/** P3: a fork's commit is not planned, because a plan reads AWS and its text may tell about it. */
const FORK_PROBLEM =
  'This pull request comes from a fork. Its head is planned once somebody with write access has looked at it and comments `/holdfast plan`.';

/** What is said of a commit on which the planner fails with a defect of its own, or not even that (G4). */
const DEFECT = 'Holdfast failed while it planned this commit. Its log has the reason; re-run this check to try again.';

/** What came of looking at a commit. */
export interface Reviewed {
  readonly sha: string;
  readonly conclusion: 'success' | 'failure';
}

/**
 * Plans a pull request's head, as merging it would leave the branch, and posts the check on exactly that commit (G5). The payload is a
 * hint (W13): state and head are read again. `undefined` when the pull request is closed or aims at another branch.
 */
export async function reviewPull(
  number: number,
  world: PlannerWorld,
  isLastAttempt: boolean,
): Promise<Reviewed | undefined> {
  const pull = await world.pulls.readPull(number);
  if (pull?.open && pull.baseRef === world.config.branch) return reviewOpen(pull, world, isLastAttempt);
  await forgetReview(number, world);
  return undefined;
}

/**
 * Plans the commit that somebody asked to plan again, if it still is the head of an open pull request. Whether that is a fork's is
 * asked again, too (P3, W13).
 */
export async function reviewHead(
  sha: string,
  world: PlannerWorld,
  isLastAttempt: boolean,
): Promise<Reviewed | undefined> {
  const pulls = (await world.pulls.openPullsAt(sha)).filter((pull) => pull.baseRef === world.config.branch);
  const own = pulls.find((pull) => !pull.fork) ?? pulls[0];
  return own && reviewPull(own.number, world, isLastAttempt);
}

/** Plans a commit that GitHub's merge queue made: the queue waits for a check on it. */
export function reviewMergeGroup(sha: string, world: PlannerWorld, isLastAttempt: boolean): Promise<Reviewed> {
  return closing(sha, world, isLastAttempt, async () => {
    const { planned, report } = await planMerged(sha, world);
    const reviewed = await post(report, world);
    if (planned?.plan !== undefined) await world.ledger.writePlan(sha, planned.plan, world.clock.now());
    await beginRehearsal(planned, report, world);
    return reviewed;
  });
}

/** Says that a commit cannot be planned, because every try ended without even an answer. */
export function giveUp(sha: string, world: PlannerWorld): Promise<Reviewed> {
  return post({ kind: 'plan', sha, findings: [], problem: DEFECT }, world);
}

async function reviewOpen(pull: PullRequestState, world: PlannerWorld, isLastAttempt: boolean): Promise<Reviewed> {
  const review = await beginReview(pull, world);
  const { headSha: sha } = pull;
  return closing(sha, world, isLastAttempt, async () => {
    if (pull.fork && review.allowedSha !== sha) {
      const refused = await post({ kind: 'plan', sha, findings: [], problem: FORK_PROBLEM }, world);
      await endReview(withoutAsks({ ...review, touches: [], overlaps: [] }), world);
      return refused;
    }
    return reviewBranch(review, world);
  });
}

async function reviewBranch(review: ReviewRecord, world: PlannerWorld): Promise<Reviewed> {
  const { planned, report } = await planMerged(review.headSha, world);
  const found = await findOverlaps(review, planned?.plan, world);
  const overlaps = found.overlaps.length === 0 ? {} : { overlaps: found.overlaps };
  const shown = { ...report, ...overlaps };
  const reviewed = await post(shown, world);
  if (planned?.plan !== undefined) await world.ledger.writePlan(review.headSha, planned.plan, world.clock.now());
  await beginRehearsal(planned, shown, world, review.number);
  await endReview(withAsks(found.review, planned, world.clock.now()), world);
  return reviewed;
}

/** A commit as merging it would leave the branch, planned; `planned` is absent where that cannot be known. */
async function planMerged(
  sha: string,
  world: PlannerWorld,
): Promise<{ readonly planned?: PlannedCommit; readonly report: PlanReport }> {
  const preview = await previewMerge(sha, world);
  if ('problem' in preview) return { report: { kind: 'plan', sha, findings: [], problem: preview.problem } };
  const { source, mergedInto } = preview;
  const planned = await planCommit(sha, { ...world, source, applied: world.source }, 'changed');
  const drift = await planDrift(planned.plan, world.ledger);
  return { planned, report: { ...planReportOf(planned, drift), ...(mergedInto !== undefined && { mergedInto }) } };
}

/**
 * A transient error is thrown so that the queue tries again; on the last attempt, and for any other error, the check says that there
 * is no plan: it is never left open (G4) and never neutral (G2). A defect of ours is thrown after that, for the alarm to ring.
 */
async function closing(
  sha: string,
  world: PlannerWorld,
  isLastAttempt: boolean,
  work: () => Promise<Reviewed>,
): Promise<Reviewed> {
  try {
    return await work();
  } catch (error) {
    const known = error instanceof HoldfastError;
    if (!isLastAttempt && (!known || error.retryable)) throw error;
    const reviewed = known ? await post({ kind: 'plan', sha, findings: [], problem: error.message }, world) : undefined;
    if (reviewed !== undefined) return reviewed;
    await giveUp(sha, world);
    throw error;
  }
}

/** A planned commit as a report. Pure. */
export function planReportOf({ sha, findings, plan, cost }: PlannedCommit, drift?: PlanDrift): PlanReport {
  const found = { ...(plan && { plan }), ...(cost && { cost }), ...(drift && { drift }) };
  return { kind: 'plan', sha, findings, ...found };
}

/** Writes a plan's check, and tells subscribers. */
export async function post(report: PlanReport, world: PlannerWorld): Promise<Reviewed> {
  const isContradicted = rehearsalTitle(report.rehearsal) !== '';
  const failed = report.problem !== undefined || hasErrors(report.findings) || isContradicted;
  const conclusion = failed ? 'failure' : 'success';
  await world.checks.writeCheck(PLAN_CHECK, report.sha, report.sha, renderCheck(report));
  const detail = {
    sha: report.sha,
    conclusion,
    errors: report.findings.filter((finding) => finding.severity === 'error').length,
    ...(report.plan && { summary: report.plan.summary, digest: report.plan.digest }),
  } as const;
  await world.events.publish([{ type: 'Plan Posted', detail }]);
  return { sha: report.sha, conclusion };
}
