import { ancestryOf } from './ancestry.ts';
import { newRun, problemOf, refuseRun, startRun } from './begin-run.ts';
import { confirmFromCommandLine } from './consent.ts';
import { HoldfastError } from './diagnostics/error.ts';
import { hasErrors } from './diagnostics/finding.ts';
import { type PlannedCommit, planCommit } from './plan-commit.ts';
import type { EnvironmentRecord, Lease, RunRecord } from './record/port.ts';
import { supersede } from './run.ts';
import { sayWho } from './suspension.ts';
import type { ManualTrigger } from './trigger/trigger.ts';
import type { ApplierWorld } from './world.ts';

/**
 * Begins going back to an earlier commit of the branch, or says why not. The run's id is made from the request's reference, so that a
 * message that comes twice is one rollback, also long after (C3). A refused request leaves a run that is in progress alone.
 */
export async function startRollback(
  trigger: ManualTrigger,
  environment: EnvironmentRecord,
  current: RunRecord | undefined,
  world: ApplierWorld,
  lease: Lease,
): Promise<RunRecord | { readonly because: string }> {
  const { sha, requestedBy } = trigger;
  if (sha === undefined) return { because: 'the request names no commit to go back to' };
  const id = `${sha}/rollback/${trigger.reference ?? world.clock.now()}`;
  if (current?.id === id) return current;
  const past = await world.ledger.readRun(id);
  if (past !== undefined && past.state !== 'in-progress') return { because: `the request ${id} was answered already` };

  const over = await world.source.headOf(world.config.branch);
  const given = { id, purpose: 'rollback', over, requestedBy, rollsBack: false, rollsBackUnhealthy: false } as const;
  const refuse = (problem: string, more: Partial<RunRecord> = {}) =>
    refuseRun(newRun(sha, world, { ...given, ...more, problem, state: 'stopped' }), world, lease);

  const refused = await whyNot(trigger, sha, over, environment, world);
  if (refused !== undefined) return refuse(refused);
  const planned = await planOrRefusal(sha, world);
  if (typeof planned === 'string') return refuse(planned);
  const findings = await confirmFromCommandLine(trigger, planned, world);
  if (hasErrors(findings)) return refuse(problemOf(findings), { findings });
  if (current !== undefined) await supersede(current, sha, world, lease);
  return startRun({ ...planned, findings }, world, lease, given);
}

/** The plan of a commit, or in words why no retry will give one (C5). */
async function planOrRefusal(sha: string, world: ApplierWorld): Promise<PlannedCommit | string> {
  try {
    return await planCommit(sha, world, 'all');
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.retryable) throw error;
    return error.message;
  }
}

/**
 * A rollback goes back along what was applied (V1), on a branch that still leads there (V6), from where the person looked (V2). While an
 * environment is rolled back it may go anywhere up to where it came from.
 */
async function whyNot(
  { appliedSha: seen, over }: ManualTrigger,
  sha: string,
  head: string,
  { appliedSha, rolledBack, suspended }: EnvironmentRecord,
  { source }: ApplierWorld,
): Promise<string | undefined> {
  if (suspended !== undefined) return `${sayWho(suspended)}.`;
  const from = rolledBack?.from ?? appliedSha;
  if (from === undefined) return 'Nothing is applied that could be rolled back.';
  if (seen !== undefined && seen !== appliedSha) {
    return `The rollback was planned when ${seen} was applied, and now ${appliedSha} is: look at the plan again.`;
  }
  if (over !== undefined && over !== head)
    return `The branch went on from ${over}, which was to be rolled back, to ${head}.`;
  if (!isOnTheWay(await ancestryOf(sha, from, source))) {
    return `${sha} is not an ancestor of ${from}, which was applied: a rollback goes back on the branch only.`;
  }
  const base = rolledBack?.over ?? from;
  if (isOnTheWay(await ancestryOf(base, head, source))) return undefined;
  return `History was rewritten: the branch head ${head} does not descend from ${base}. Accept it first: holdfast reconcile --accept ${head}`;
}

function isOnTheWay(ancestry: Awaited<ReturnType<typeof ancestryOf>>): boolean {
  return ancestry === 'ahead' || ancestry === 'identical';
}
