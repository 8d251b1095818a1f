import type { RunRecord } from './record/port.ts';
import { renderCheck } from './report/render-check.ts';
import { applyReportOf, firstFailureOf } from './run-report.ts';
import type { RunWorld } from './world.ts';

/** Name of the check that tells how applying a commit goes. */
export const APPLY_CHECK = 'holdfast/apply';
/** Names of the checks that tell how a run goes. */
const CHECKS = {
  apply: APPLY_CHECK,
  rollback: APPLY_CHECK,
  revert: 'holdfast/revert',
  rescue: 'holdfast/rescue',
} as const satisfies Readonly<Record<RunRecord['purpose'], string>>;

/**
 * Posts where a run stands on its own commit, wherever the branch is by now (G5), and publishes its end. A rollback is told on the commit
 * that it goes back from. A check speaks of all of a commit, so there is none for one component.
 */
export async function reportRun(run: RunRecord, world: RunWorld): Promise<void> {
  await publishEnd(run, world);
  await writeRunCheck(run, world);
}

/** The same without telling subscribers that the run ended. */
export async function writeRunCheck(run: RunRecord, world: RunWorld): Promise<void> {
  if (run.component !== undefined) return;
  const content = renderCheck(applyReportOf(run));
  await world.checks.writeCheck(CHECKS[run.purpose], run.over ?? run.sha, run.id, content);
}

/** Tells subscribers that a run ended; nothing while it has not. */
export async function publishEnd(run: RunRecord, world: RunWorld): Promise<void> {
  const { id, sha, purpose, state, problem, startedAt } = run;
  if (state === 'in-progress') return;
  const seconds = (world.clock.now() - startedAt) / 1000;
  const why = problem ?? firstFailureOf(run);
  const detail = { run: id, sha, purpose, state, seconds, ...(why !== undefined && { problem: why }) };
  await world.events.publish([{ type: 'Run Finished', detail }]);
}
