import { refuseRewrittenHistory } from './ancestry.ts';
import { problemOf, startRun, stopRun } from './begin-run.ts';
import { INVOCATION_SECONDS } from './config.ts';
import { confirmFromCommandLine } from './consent.ts';
import { HoldfastError } from './diagnostics/error.ts';
import { hasErrors, sortFindings } from './diagnostics/finding.ts';
import { ENVIRONMENT_LEASE } from './environment-lease.ts';
import { lacksOnlyConsent } from './guard/with-consents.ts';
import { isHeld } from './held.ts';
import { tellMissedHead } from './missed.ts';
import { planCommit } from './plan-commit.ts';
import { windowAt } from './policy/sync-window.ts';
import { publishAgain } from './publish-again.ts';
import type { EnvironmentRecord, Lease, RunRecord } from './record/port.ts';
import { resolveHead } from './resolve-head.ts';
import { startRevert } from './revert.ts';
import { startRollback } from './rollback.ts';
import { carryOn, supersede } from './run.ts';
import { reportRun } from './run-check.ts';
import { applyReportOf } from './run-report.ts';
import { currentRun, hasJustTold, isWakeUp, NO_RUN, TOLD_SECONDS, whySettled } from './settled.ts';
import { compareWithShown } from './shown-plan.ts';
import { changeSuspension, holdBack } from './suspension.ts';
import type { ManualTrigger, Trigger } from './trigger/trigger.ts';
import { whyLeft } from './why-left.ts';
import { overrideOf, sayWindow } from './window-words.ts';
import type { ApplierWorld } from './world.ts';

/** A minute longer than an invocation may last, so that only a dead holder loses it. */
const LEASE_MS = (INVOCATION_SECONDS + 60) * 1000;
/** How soon to try again when another invocation holds the lease. */
const BUSY_SECONDS = 15;

/** What came of one invocation: the run that was worked on, or why there was nothing to do. */
export type Outcome =
  | { readonly kind: 'worked'; readonly run: RunRecord }
  | { readonly kind: 'nothing'; readonly because: string };

/**
 * Makes AWS true to the head of the registry branch. Level-triggered: the trigger only says when to look, everything is
 * read again (W13), so lost, repeated and reordered triggers end in the same state.
 *
 * lease → record → which run? → (head → ancestry → plan → as shown? → findings) → advance the run → report → release
 */
export async function reconcile(trigger: Trigger, owner: string, world: ApplierWorld): Promise<Outcome> {
  const settled = await whySettled(trigger, world);
  if (settled !== undefined) {
    if (settled.environment.look === undefined) return { kind: 'nothing', because: settled.because };
    // Loaded with the first look: no commit waits for it.
    const { lookAtHealth } = await import('./look-at-health.ts');
    const looked = await lookAtHealth(trigger, settled, owner, world);
    return { kind: 'nothing', because: looked ?? settled.because };
  }
  const lease = await world.ledger.acquireLease(ENVIRONMENT_LEASE, owner, world.clock.now(), LEASE_MS);
  if (lease === undefined) {
    await world.queue.sendLater(trigger, 'applier', BUSY_SECONDS);
    return { kind: 'nothing', because: 'another run holds the environment; this trigger is delivered again' };
  }
  try {
    const chosen = await chooseRun(trigger, world, lease);
    if ('because' in chosen) return { kind: 'nothing', because: chosen.because };
    if (chosen.state !== 'in-progress') return { kind: 'worked', run: chosen };
    const woken = trigger.type === 'stack-event' ? trigger.stackName : undefined;
    const run = await carryOn(chosen, world, lease, woken);
    if (run.state === 'in-progress' && hasNews(chosen, run)) await reportRun(run, world);
    return { kind: 'worked', run };
  } finally {
    await world.ledger.releaseLease(lease);
  }
}

/** GitHub allows few writes an hour, so a check is rewritten only when a reader would see a difference (G1). */
function hasNews(before: RunRecord, after: RunRecord): boolean {
  const shown = (run: RunRecord) => JSON.stringify(applyReportOf(run).stacks);
  return Object.keys(before.steps).length === 0 || shown(before) !== shown(after);
}

/** Either the run to work on, or why there is none. */
type Choice = RunRecord | { readonly because: string };

async function chooseRun(trigger: Trigger, world: ApplierWorld, lease: Lease): Promise<Choice> {
  const read = await world.ledger.readEnvironment();
  const current = await currentRun(read, world);
  if (isWakeUp(trigger)) return current ?? { because: NO_RUN };
  if (isAboutDrift(trigger)) {
    const { acceptDrift } = await import('./accept-drift.ts');
    return acceptDrift(trigger, read, current, world, lease);
  }
  if (current !== undefined && hasJustTold(current, world.clock.now())) {
    await world.queue.sendLater(trigger, 'applier', TOLD_SECONDS);
    return { because: 'CloudFormation was told something a moment ago; this trigger is delivered again' };
  }
  const environment = isSuspension(trigger) ? await changeSuspension(trigger, read, world, lease) : read;
  const asked =
    trigger.type === 'manual' ? await answerRequest(trigger, environment, current, world, lease) : undefined;
  if (asked !== undefined) return asked;
  const { suspended } = environment;
  if (suspended !== undefined) return holdBack(trigger, suspended, environment, current, world, lease);

  const head = await resolveHead(trigger, world);
  if (head === undefined) return { because: 'the pushed commit is not visible on the branch yet; looking again later' };
  const isKeptBack = isHeld(head, environment) && !isRequest(trigger);
  if (current !== undefined && (current.sha === head || isKeptBack)) return current;
  if (current !== undefined) await supersede(current, head, world, lease);
  try {
    return await beginRevision(head, trigger, environment, world, lease);
  } catch (error) {
    // What no retry mends is said on the commit (G4), and does not block the queue for the commits that follow.
    if (!(error instanceof HoldfastError) || error.retryable) throw error;
    return stopRun(head, error.message, [], world, lease);
  }
}

async function beginRevision(
  head: string,
  trigger: Trigger,
  environment: EnvironmentRecord,
  world: ApplierWorld,
  lease: Lease,
): Promise<Choice> {
  const asked = isRequest(trigger);
  const because = asked ? undefined : await whyLeft(head, environment, world);
  if (because !== undefined) {
    await publishAgain(environment, world, lease);
    return { because };
  }
  await tellMissedHead(head, trigger, environment, world);
  const refused = await refuseRewrittenHistory(head, trigger, environment, world);
  if (refused !== undefined) return stopRun(head, refused, [], world, lease);

  const read = await planCommit(head, world, asked ? 'all' : 'changed');
  const { told, ...planned } = await compareWithShown(read, environment, world);
  const findings = asked ? await confirmFromCommandLine(trigger, planned, world) : planned.findings;
  const { plan, platform, shown } = planned;
  const compared = { ...(plan && { plan }), ...(shown && { shown }) };
  if (hasErrors(findings)) {
    const waits = lacksOnlyConsent(findings) ? ({ waitsFor: 'consent', ...compared } as const) : {};
    return stopRun(head, problemOf(findings), findings, world, lease, waits);
  }
  if (platform?.spec.sync.mode === 'manual' && !asked) {
    return stopRun(head, 'sync.mode is manual: start it with `holdfast reconcile`.', findings, world, lease);
  }
  const window = windowAt(platform?.spec.sync.windows ?? [], world.clock.now());
  const given = { ...(shown && { shown }), ...(asked && { requestedBy: trigger.requestedBy }) };
  if (window.open) return startRun({ ...planned, findings }, world, lease, given, told);
  if (!asked) {
    const { until: waitsUntil } = window;
    const waits = {
      waitsFor: 'window',
      ...(waitsUntil !== undefined && { waitsUntil }),
      ...compared,
    } as const;
    return stopRun(head, sayWindow(window), findings, world, lease, waits);
  }
  const overridden = [...findings, overrideOf(trigger, window, platform)];
  return startRun({ ...planned, findings: sortFindings(overridden) }, world, lease, given, told);
}

/** What a person wants besides the head of the branch; `undefined` where it is that. */
async function answerRequest(
  trigger: ManualTrigger,
  environment: EnvironmentRecord,
  current: RunRecord | undefined,
  world: ApplierWorld,
  lease: Lease,
): Promise<Choice | undefined> {
  switch (trigger.action) {
    case 'rollback':
      return startRollback(trigger, environment, current, world, lease);
    case 'rescue': {
      const { startRescue } = await import('./rescue.ts');
      return startRescue(trigger, environment, current, world, lease);
    }
    case 'revert':
      if (environment.suspended !== undefined) return undefined;
      return current ?? startRevert(trigger, environment, world, lease);
    default:
      return undefined;
  }
}

/** Somebody asks for the head of the branch, whatever is known of it. */
function isRequest(trigger: Trigger): trigger is ManualTrigger & { readonly action: 'reconcile' } {
  return trigger.type === 'manual' && trigger.action === 'reconcile';
}

/** Somebody's word about drift, which is heard also while a run is in progress and while nothing is begun. */
function isAboutDrift(trigger: Trigger): trigger is ManualTrigger & { readonly action: 'accept' | 'withdraw' } {
  return trigger.type === 'manual' && (trigger.action === 'accept' || trigger.action === 'withdraw');
}

/** A trigger that stops or resumes the beginning of anything new. */
function isSuspension(trigger: Trigger): trigger is ManualTrigger {
  return trigger.type === 'manual' && (trigger.action === 'suspend' || trigger.action === 'resume');
}
