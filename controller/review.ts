import { HoldfastError } from './diagnostics/error.ts';
import { hasErrors } from './diagnostics/finding.ts';
import { type PlannedCommit, planCommit } from './plan-commit.ts';
import { renderCheck } from './report/render-check.ts';
import type { PlanReport } from './report/report.ts';
import type { PullRequestTrigger } from './trigger/trigger.ts';
import type { PlannerWorld } from './world.ts';

/** Name of the check that shows a commit's plan. */
export const PLAN_CHECK = 'holdfast/plan';

/** P3: a fork's commit is not planned, because a plan reads AWS and its text may tell about it. */
const FORK_PROBLEM =
  'This pull request comes from a fork. Holdfast plans only branches of the registry itself; push the branch there to see its plan.';

/** What came of looking at a commit. */
export interface Reviewed {
  readonly sha: string;
  readonly conclusion: 'success' | 'failure';
}

/**
 * Plans a pull request's head and posts the check on exactly that commit (G5). The payload is a hint (W13): number and
 * head are read again. `undefined` when the pull request is closed or aims at another branch.
 */
export async function reviewPull(
  trigger: PullRequestTrigger,
  world: PlannerWorld,
  isLastAttempt: boolean,
): Promise<Reviewed | undefined> {
  const pull = await world.pulls.readPull(trigger.number);
  if (pull === undefined || !pull.open || pull.baseRef !== world.config.branch) return undefined;
  if (pull.fork) return post({ kind: 'plan', sha: pull.headSha, findings: [], problem: FORK_PROBLEM }, world);
  return reviewCommit(pull.headSha, world, isLastAttempt);
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
  if (own === undefined) return undefined;
  return reviewPull(
    { type: 'pull-request', delivery: sha, number: own.number, headSha: sha, fork: own.fork },
    world,
    isLastAttempt,
  );
}

/**
 * Plans one commit and posts `holdfast/plan` on it. A transient error is thrown so that the queue tries again; on the last
 * attempt, and for any other error, the check says that there is no plan: it is never left open (G4) and never neutral (G2).
 */
async function reviewCommit(sha: string, world: PlannerWorld, isLastAttempt: boolean): Promise<Reviewed> {
  try {
    return await post(planReportOf(await planCommit(sha, world, 'changed')), world);
  } catch (error) {
    if (!(error instanceof HoldfastError) || (error.retryable && !isLastAttempt)) throw error;
    return post({ kind: 'plan', sha, findings: [], problem: error.message }, world);
  }
}

/** A planned commit as a report. Pure. */
export function planReportOf({ sha, findings, plan, cost }: PlannedCommit): PlanReport {
  return { kind: 'plan', sha, findings, ...(plan !== undefined && { plan }), ...(cost !== undefined && { cost }) };
}

async function post(report: PlanReport, world: PlannerWorld): Promise<Reviewed> {
  const failed = report.problem !== undefined || hasErrors(report.findings);
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
