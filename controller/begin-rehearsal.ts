import type { DesiredState } from './compile/desired.ts';
import { hasErrors } from './diagnostics/finding.ts';
import { lacksOnlyConsent } from './guard/with-consents.ts';
import type { PlannedCommit } from './plan-commit.ts';
import type { ChangeSetPlace, Rehearsal } from './record/rehearsal.ts';
import { type Chosen, chooseTargets } from './rehearse/choose.ts';
import type { PlanReport } from './report/report.ts';
import type { PlannerWorld } from './world.ts';

const NOTHING: Chosen = { targets: [], leftOut: [] };

/**
 * Arranges that CloudFormation is asked about a plan whose check is posted: everything that this takes is written down first, the asking is another
 * message's work. A plan that changes no stack, or that nobody may apply, costs one read. `number` is the pull request.
 */
export async function beginRehearsal(
  planned: PlannedCommit | undefined,
  report: PlanReport,
  world: PlannerWorld,
  number?: number,
): Promise<void> {
  const { sha } = report;
  const before = await world.ledger.readRehearsal(sha);
  const deployment = planned?.platform?.spec.sync.deployment ?? 'standard';
  const chosen = planned === undefined ? NOTHING : await chooseFor(planned, deployment, world);
  if (chosen.targets.length === 0 && before === undefined) return;
  if (planned?.desired !== undefined) await keepTemplates(chosen, planned.desired, world);
  const now = world.clock.now();
  const rehearsal: Rehearsal = {
    sha,
    ...(number !== undefined && { number }),
    at: now,
    report,
    deployment,
    ...chosen,
    over: chosen.targets.length === 0,
    leftOver: before === undefined ? [] : changeSetsOf(before).filter((place) => !isWanted(place, chosen)),
    looks: 0,
    lookAt: now,
  };
  await world.ledger.writeRehearsal(rehearsal);
  await world.queue.send({ type: 'rehearsal', sha, ...(number !== undefined && { number }) }, 'planner');
}

/** All change sets of a rehearsal that may be there. */
export function changeSetsOf({ targets, leftOver }: Rehearsal): readonly ChangeSetPlace[] {
  return [...leftOver, ...targets.map(({ stack, changeSet }) => ({ stack, changeSet }))];
}

function isWanted(place: ChangeSetPlace, { targets }: Chosen): boolean {
  return targets.some(({ stack, changeSet }) => stack === place.stack && changeSet === place.changeSet);
}

async function chooseFor(planned: PlannedCommit, deployment: string, { ledger }: PlannerWorld): Promise<Chosen> {
  const { sha, plan, desired, findings } = planned;
  if (plan === undefined || desired === undefined) return NOTHING;
  if (hasErrors(findings) && !lacksOnlyConsent(findings)) return NOTHING;
  if (!plan.stacks.some(({ action }) => action === 'update')) return NOTHING;
  return chooseTargets(plan, desired, await ledger.readStacks(), sha, deployment);
}

async function keepTemplates({ targets }: Chosen, desired: DesiredState, { ledger }: PlannerWorld): Promise<void> {
  const names = new Set(targets.map(({ stack }) => stack));
  for (const { name, digest, body } of desired.stacks) {
    if (names.has(name)) await ledger.writeTemplate(digest, body);
  }
}
