import { auditReviews } from './audit.ts';
import { auditDeliveries, type DeliveriesAudited } from './audit-deliveries.ts';
import { lookAfterCall } from './blame.ts';
import { heedLabel, obey } from './command.ts';
import { type Agreed, agree } from './consent.ts';
import { BUTTON_ACCEPT_DAYS, dayAfter } from './drift/acceptance.ts';
import { lookAtRehearsal } from './look-at-rehearsal.ts';
import { type Outcome, reconcile } from './reconcile.ts';
import { CONFIRM_ACTION } from './report/consent.ts';
import { ACCEPT_PREFIX } from './report/render-drift.ts';
import { PLAN_CHECK, reviewHead, reviewMergeGroup, reviewPull } from './review.ts';
import { APPLY_CHECK } from './run-check.ts';
import { ADOPT_BUTTON, DRIFT_CHECK, REVERT_BUTTON, sweepDrift } from './sweep.ts';
import type {
  CheckActionTrigger,
  CheckRerunTrigger,
  ManualTrigger,
  ScheduleTrigger,
  Trigger,
} from './trigger/trigger.ts';
import type { ApplierWorld, PlannerWorld } from './world.ts';

/** A whole suite was asked to run again. */
const ALL_CHECKS = '*';

/** How a message was delivered: who works on it, and whether the queue will give it up after this time. */
export interface Delivery {
  readonly owner: string;
  readonly isLastAttempt: boolean;
}

/** What was done about a trigger, in a few words for the log. */
export type Dispatched = { readonly did: string; readonly outcome?: Outcome };

/** The applier's work: commits of the branch and reverts, and the look that follows a revert. */
export async function dispatchToApplier(
  trigger: Trigger,
  delivery: Delivery,
  world: ApplierWorld,
): Promise<Dispatched> {
  if (trigger.type === 'manual' && trigger.action === 'drift') {
    await sweepDrift(world);
    return { did: 'sweep drift' };
  }
  if (trigger.type === 'rehearsal') {
    // The timer is the applier's; what the planner put there goes back to it.
    await world.queue.send(trigger, 'planner');
    return { did: 'hand the rehearsal back to the planner' };
  }
  const outcome = await reconcile(trigger, delivery.owner, world);
  return { did: 'reconcile', outcome };
}

/** The planner's work: everything that only looks (P1). What has to change something is handed to the applier's queue. */
export async function dispatchToPlanner(
  trigger: Trigger,
  delivery: Delivery,
  world: PlannerWorld,
): Promise<Dispatched> {
  switch (trigger.type) {
    case 'pull-request':
      await reviewPull(trigger.number, world, delivery.isLastAttempt);
      return { did: 'review pull request' };
    case 'merge-group':
      await reviewMergeGroup(trigger.headSha, world, delivery.isLastAttempt);
      return { did: 'review merge group' };
    case 'check-rerun':
      return rerun(trigger, delivery, world);
    case 'check-action':
      return pressButton(trigger, world);
    case 'api-call':
      return { did: await lookAfterCall(trigger, world) };
    case 'command':
      return { did: await obey(trigger, world, delivery.isLastAttempt) };
    case 'label':
      return { did: await heedLabel(trigger, world) };
    case 'schedule':
      return onSchedule(trigger, delivery, world);
    case 'manual':
      await sweepDrift(world);
      return { did: 'sweep drift' };
    case 'rehearsal':
      return { did: await lookAtRehearsal(trigger.sha, world) };
    case 'push':
    case 'continue':
    case 'health':
    case 'stack-event':
      return { did: `nothing: ${trigger.type} belongs to the applier` };
  }
}

async function onSchedule({ task }: ScheduleTrigger, delivery: Delivery, world: PlannerWorld): Promise<Dispatched> {
  if (task === 'audit') {
    // First what people said: a plan takes longer, and its failure would keep them waiting.
    const [deliveries] = await Promise.allSettled([auditDeliveries(world)]);
    const { planned, givenUp, forgotten, resumed } = await auditReviews(world, delivery.isLastAttempt);
    if (deliveries.status === 'rejected') throw deliveries.reason;
    const reviews = `${planned} planned, ${givenUp} given up, ${forgotten} forgotten, ${resumed} rehearsals resumed`;
    return {
      did: `audit: ${reviews}; ${sayDeliveries(deliveries.value)}`,
    };
  }
  await sweepDrift(world, true);
  return { did: 'sweep drift' };
}

function sayDeliveries(audited: DeliveriesAudited): string {
  if (audited.kind === 'skipped') return `deliveries not audited: ${audited.because}`;
  return `${audited.redelivered} deliveries asked for again, ${audited.missing} missing, ${audited.recovered} recovered`;
}

async function rerun(trigger: CheckRerunTrigger, delivery: Delivery, world: PlannerWorld): Promise<Dispatched> {
  switch (trigger.check) {
    case PLAN_CHECK:
    case ALL_CHECKS:
      await reviewHead(trigger.headSha, world, delivery.isLastAttempt);
      return { did: 'plan again' };
    case DRIFT_CHECK:
      await sweepDrift(world);
      return { did: 'sweep drift again' };
    case APPLY_CHECK:
      return applyAgain(trigger, world);
    default:
      return { did: `nothing: ${trigger.check} is not one of our checks` };
  }
}

/** GitHub shows "Re-run" only to people with write access; that is read again before anything is applied (W13), and the run names the person. */
async function applyAgain({ sender, delivery }: CheckRerunTrigger, world: PlannerWorld): Promise<Dispatched> {
  if (sender === undefined) return { did: 'nothing: no person asked for the re-run' };
  if (!(await world.pulls.canWrite(sender))) return { did: `nothing: ${sender} may not write` };
  await world.queue.send({ type: 'manual', action: 'reconcile', requestedBy: sender, reference: delivery }, 'applier');
  return { did: 'hand the re-run to the applier' };
}

/** A button is pressed by a person whose permission is read again before anything happens (W13). */
async function pressButton(trigger: CheckActionTrigger, world: PlannerWorld): Promise<Dispatched> {
  if (trigger.action === CONFIRM_ACTION.identifier && trigger.check === PLAN_CHECK) return confirm(trigger, world);
  if (trigger.action === CONFIRM_ACTION.identifier && trigger.check === APPLY_CHECK)
    return confirmMerge(trigger, world);
  const wish = wishOf(trigger, world);
  const adopts = trigger.action === ADOPT_BUTTON;
  if (wish === undefined && !adopts) return { did: `nothing: there is no button ${trigger.action}` };
  if (!(await world.pulls.canWrite(trigger.sender))) return { did: `nothing: ${trigger.sender} may not write` };
  if (wish === undefined) return adoptAll(trigger.sender, world);
  await world.queue.send(
    { type: 'manual', ...wish, requestedBy: trigger.sender, reference: trigger.delivery },
    'applier',
  );
  return { did: `hand the ${wish.action} to the applier` };
}

async function adoptAll(by: string, world: PlannerWorld): Promise<Dispatched> {
  const { adoptDrift } = await import('./adopt-drift.ts');
  const { pull } = await adoptDrift({ by, names: [] }, world, true);
  return { did: pull === undefined ? 'adopt drift: nothing proposed' : `adopt drift: #${pull.number} ${pull.kind}` };
}

/** What a button on a check asks the applier for; `undefined` for one that we do not have. */
function wishOf(
  { action }: CheckActionTrigger,
  { clock }: PlannerWorld,
): Pick<ManualTrigger, 'action' | 'until' | 'shown'> | undefined {
  if (action === REVERT_BUTTON) return { action: 'revert' };
  if (!ACCEPTS.test(action)) return undefined;
  return {
    action: 'accept',
    until: dayAfter(clock.now(), BUTTON_ACCEPT_DAYS),
    shown: action.slice(ACCEPT_PREFIX.length),
  };
}

/** The button says what was shown when it was pressed. */
const ACCEPTS = new RegExp(`^${ACCEPT_PREFIX}[0-9a-f]{12}$`);

/** The button stands under the plan of a head, and a head may be that of several pull requests. What comes of it is told by the check. */
async function confirm({ headSha, sender: by }: CheckActionTrigger, world: PlannerWorld): Promise<Dispatched> {
  const pulls = (await world.pulls.openPullsAt(headSha)).filter((pull) => pull.baseRef === world.config.branch);
  const answers: string[] = [];
  for (const { number } of pulls) {
    const agreed = await agree({ number, by, via: 'button', kinds: [], headSha }, world);
    answers.push(sayAgreed(agreed));
  }
  return { did: `confirm of ${by}: ${answers.join('; ') || 'no open pull request'}` };
}

/** Under a merge that waits it is about the pull request that was merged with that commit. */
async function confirmMerge({ headSha, sender: by }: CheckActionTrigger, world: PlannerWorld): Promise<Dispatched> {
  const pull = await world.pulls.mergedPullOf(headSha);
  if (pull === undefined) return { did: `confirm of ${by}: no pull request was merged with ${headSha}` };
  const agreed = await agree({ number: pull.number, by, via: 'button', kinds: [], headSha }, world);
  return { did: `confirm of ${by}: ${sayAgreed(agreed)}` };
}

function sayAgreed(agreed: Agreed): string {
  return agreed.kind === 'agreed' ? agreed.kinds.join(', ') : agreed.because;
}
