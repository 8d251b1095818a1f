import { askChangeSet } from './ask-change-set.ts';
import { changeSetsOf } from './begin-rehearsal.ts';
import { HoldfastError } from './diagnostics/error.ts';
import { hasErrors } from './diagnostics/finding.ts';
import type { ChangeSetPlace, Rehearsal } from './record/rehearsal.ts';
import { isContradiction, type StackAnswer } from './rehearse/answer.ts';
import type { RehearsalTarget } from './rehearse/choose.ts';
import { renderCheck } from './report/render-check.ts';
import { PLAN_CHECK, post } from './review.ts';
import type { PlannerWorld } from './world.ts';

/** Seconds until the next look, for each look: a change set takes seconds, a busy stack minutes. There is no look after the last. */
const DELAYS = [5, 5, 10, 20, 30, 60, 60, 60, 60];
/** How long a look may be overdue before an audit takes its message for lost. */
const OVERDUE_MS = 120_000;

/**
 * Looks at what CloudFormation says of a commit's plan, and puts it into the plan's check once every stack is answered or the looks are used up.
 * The change sets are deleted in the end, also those of a head that is not one any more. Gives what was done in a few words.
 *
 * ask → save → post → save → delete → forget. A crash anywhere is continued by the queue or an audit (C2).
 */
export async function lookAtRehearsal(sha: string, world: PlannerWorld): Promise<string> {
  const found = await world.ledger.readRehearsal(sha);
  if (found === undefined) return 'nothing: this plan is not being rehearsed';
  const rehearsal = found.over ? found : await goOn(found, world);
  if (!rehearsal.over) {
    await lookAgain(rehearsal, world);
    return 'wait for change sets';
  }
  const leftOver = await deleteChangeSets(rehearsal.leftOver, world);
  if (leftOver.length === 0) {
    await world.ledger.removeRehearsal(sha, rehearsal.at);
    return 'end the rehearsal of a plan';
  }
  await lookAgain({ ...rehearsal, leftOver }, world);
  return `wait to delete ${leftOver.length} change sets`;
}

/** Has every rehearsal looked at whose message was lost (C14): what is left of it is finished, and deleted. Gives how many. */
export async function resumeRehearsals(world: PlannerWorld): Promise<number> {
  const lost = (await world.ledger.readRehearsals()).filter(({ lookAt }) => lookAt + OVERDUE_MS < world.clock.now());
  for (const rehearsal of lost) await world.queue.send(triggerOf(rehearsal), 'planner');
  return lost.length;
}

async function goOn(found: Rehearsal, world: PlannerWorld): Promise<Rehearsal> {
  if (await isSuperseded(found, world)) return end(found, world);
  const asked = [];
  for (const target of found.targets) asked.push(await askChangeSet(target, found, world));
  const rehearsal = { ...found, targets: asked.map(({ target }) => target) };
  const isLast = found.looks >= DELAYS.length;
  if (!isLast && asked.some(({ target }) => target.answer === undefined)) return rehearsal;
  const answers = asked.map(({ target, waitsFor }) => answerOf(target, waitsFor));
  // What is known is written down before it is told: after a crash the change sets may be gone.
  const told: Rehearsal = { ...rehearsal, targets: answers.map(({ target }) => target) };
  await world.ledger.writeRehearsal(told);
  // Planned again meanwhile: that has shown a newer report, and is rehearsed by itself.
  if ((await world.ledger.readRehearsal(told.sha))?.at === told.at) await tell(told, world);
  return end(told, world);
}

/** A newer head has a plan of its own, and a closed pull request needs none. */
async function isSuperseded({ number, sha }: Rehearsal, { ledger }: PlannerWorld): Promise<boolean> {
  if (number === undefined) return false;
  return (await ledger.readReviews()).find((review) => review.number === number)?.headSha !== sha;
}

function answerOf(target: RehearsalTarget, waitsFor = 'CloudFormation did not answer in time') {
  const answer = target.answer ?? ({ kind: 'none', because: waitsFor } as const);
  return { target: { ...target, answer } };
}

/** One write to GitHub (G1). Subscribers heard of the plan already; they are told again only where that was not the last word. */
async function tell({ sha, report, targets, leftOut }: Rehearsal, world: PlannerWorld): Promise<void> {
  const given = targets.flatMap(({ stack, answer }): StackAnswer[] =>
    answer === undefined ? [] : [{ stack, answer }],
  );
  const rehearsed = { ...report, rehearsal: [...given, ...leftOut] };
  if (given.some(({ answer }) => isContradiction(answer)) && !hasErrors(report.findings)) await post(rehearsed, world);
  else await world.checks.writeCheck(PLAN_CHECK, sha, sha, renderCheck(rehearsed));
}

async function end(rehearsal: Rehearsal, world: PlannerWorld): Promise<Rehearsal> {
  const ended = { ...rehearsal, over: true, targets: [], leftOver: changeSetsOf(rehearsal) };
  await world.ledger.writeRehearsal(ended);
  return ended;
}

/** Those that cannot be deleted yet: one that is being made is busy. */
async function deleteChangeSets(
  places: readonly ChangeSetPlace[],
  { changeSets }: PlannerWorld,
): Promise<readonly ChangeSetPlace[]> {
  const left: ChangeSetPlace[] = [];
  for (const place of places) {
    try {
      await changeSets.deleteChangeSet(place.stack, place.changeSet);
    } catch (error) {
      if (!(error instanceof HoldfastError)) throw error;
      left.push(place);
    }
  }
  return left;
}

/** When the looks are used up, an audit looks again from time to time. */
async function lookAgain(rehearsal: Rehearsal, world: PlannerWorld): Promise<void> {
  const seconds = DELAYS[rehearsal.looks];
  const lookAt = world.clock.now() + (seconds ?? 0) * 1000;
  await world.ledger.writeRehearsal({ ...rehearsal, looks: rehearsal.looks + 1, lookAt });
  if (seconds !== undefined) await world.queue.sendLater(triggerOf(rehearsal), 'planner', seconds);
}

function triggerOf({ sha, number }: Rehearsal) {
  return { type: 'rehearsal', sha, ...(number !== undefined && { number }) } as const;
}
