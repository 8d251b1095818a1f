import { DEFAULT_PARALLEL_STACKS } from '../registry/kinds/platform/sync.ts';
import { advance } from './apply/advance.ts';
import type { RunNames } from './apply/decision.ts';
import type { RunTarget, StackStep } from './apply/progress.ts';
import { askForRollback } from './auto-rollback.ts';
import type { DesiredState } from './compile/desired.ts';
import type { Finding } from './diagnostics/finding.ts';
import { lacksOnlyConsent } from './guard/with-consents.ts';
import { watchOf } from './health/watch.ts';
import { digestOf } from './lib/digest.ts';
import { sendLook, withLook } from './pending-look.ts';
import type { PlannedCommit } from './plan-commit.ts';
import { publishOutputs } from './publish-outputs.ts';
import type { EnvironmentRecord, Lease, RunRecord } from './record/port.ts';
import { consentTitle } from './report/consent.ts';
import { renderCheck } from './report/render-check.ts';
import { restoreDeclaredCode } from './restore-code.ts';
import { keepEnd, keepStart } from './run-evidence.ts';
import { type Inventory, openInventory } from './run-inventory.ts';
import { applyReportOf, firstFailureOf } from './run-report.ts';
import { targetsOf } from './run-targets.ts';
import type { Approval } from './source/port.ts';
import type { Trigger } from './trigger/trigger.ts';
import type { RunWorld } from './world.ts';

/** Name of the check that tells how applying a commit goes. */
export const APPLY_CHECK = 'holdfast/apply';
/** Lambda takes some seconds to carry out an update, and a function in the middle of one cannot be compared. */
const SETTLE_SECONDS = 5;
/** Names of the checks that tell how a run goes. */
const CHECKS = {
  apply: APPLY_CHECK,
  rollback: APPLY_CHECK,
  revert: 'holdfast/revert',
  rescue: 'holdfast/rescue',
} as const satisfies Readonly<Record<RunRecord['purpose'], string>>;
/** How many resources an event names. */
const MAX_NAMED = 50;
/** Time kept back at the end of an invocation for saving and reporting (C12). */
const HAND_OVER_MS = 30_000;

/** Writes down a new run for a planned commit, before anything is done. `told` is how the commit came to the branch, if that is known. */
export async function startRun(
  planned: PlannedCommit,
  world: RunWorld,
  lease: Lease,
  given: Partial<RunRecord> = {},
  told?: Approval,
): Promise<RunRecord> {
  const { plan, desired, platform, component, outputs, verify } = planned;
  if (plan === undefined || desired === undefined) throw new TypeError('a commit without a plan cannot be applied');
  const records = await world.ledger.readStacks();
  const prune = platform?.spec.sync.prune === true && component === undefined;
  const targets = targetsOf(plan, desired, records, prune);
  await saveTemplates(targets, desired, world);
  const run = newRun(planned.sha, world, {
    plan,
    targets,
    findings: planned.findings,
    deployment: platform?.spec.sync.deployment ?? 'standard',
    ...(platform !== undefined && { parallelStacks: platform.spec.sync.parallelStacks }),
    ...(component === undefined && outputs !== undefined && { outputs }),
    ...(verify === 'all' && { verifyOutputs: true }),
    ...(component !== undefined && { component, id: `${planned.sha}/${component}/${world.clock.now()}` }),
    watch: watchOf(plan, desired),
    ...(component === undefined && rollsBackOn(platform?.spec.sync.rollback)),
    ...given,
  });
  return begin(run, world, lease, component === undefined ? settingsOf(platform) : {}, told);
}

/** What the record keeps of a registry's settings, for what works without reading it. */
function settingsOf(platform: PlannedCommit['platform']): Settings {
  const { selfHeal = false, confirm = [], parallelStacks = DEFAULT_PARALLEL_STACKS } = platform?.spec.sync ?? {};
  return { selfHeal, parallelStacks, confirmsUnseen: confirm.includes('unseen') };
}

type Settings = Pick<EnvironmentRecord, 'selfHeal' | 'confirmsUnseen' | 'parallelStacks'>;

/** What `sync.rollback` asks for. */
function rollsBackOn(rollback: 'none' | 'auto' | 'unhealthy' = 'none'): Partial<RunRecord> {
  if (rollback === 'none') return {};
  return rollback === 'unhealthy' ? { rollsBack: true, rollsBackUnhealthy: true } : { rollsBack: true };
}

/** Writes down that a commit is not applied, why, and what would change that by itself. */
export async function stopRun(
  sha: string,
  problem: string,
  findings: readonly Finding[],
  world: RunWorld,
  lease: Lease,
  waits: Pick<RunRecord, 'waitsFor' | 'waitsUntil' | 'plan' | 'shown'> = {},
): Promise<RunRecord> {
  const run = newRun(sha, world, { ...waits, findings, problem, state: 'stopped' });
  await reportRun(run, world);
  return begin(run, world, lease, {});
}

/** Writes down that a request is refused, beside whatever is going on: the environment's current run stays the current one. */
export async function refuseRun(run: RunRecord, world: RunWorld, lease: Lease): Promise<RunRecord> {
  const { saved } = await writeNew(run, world, lease);
  await publishEnd(saved, world);
  return saved;
}

/** Why a commit is not applied whose registry has errors, or lacks somebody's consent. */
export function problemOf(findings: readonly Finding[]): string {
  if (lacksOnlyConsent(findings)) return `${consentTitle(findings)}.`;
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  return `${errors} ${errors === 1 ? 'error' : 'errors'} in the registry; nothing is applied until a new commit fixes them.`;
}

/** A run record with nothing done yet. */
export function newRun(sha: string, world: RunWorld, given: Partial<RunRecord>): RunRecord {
  const now = world.clock.now();
  return {
    id: sha,
    sha,
    version: 0,
    state: 'in-progress',
    purpose: 'apply',
    startedAt: now,
    updatedAt: now,
    findings: [],
    steps: {},
    targets: [],
    restoreCode: [],
    deployment: 'standard',
    ...given,
  };
}

/** Saves a new run over an earlier one of the same id, and makes it the environment's current one. */
export async function begin(
  run: RunRecord,
  world: RunWorld,
  lease: Lease,
  settings: Settings,
  told?: Approval,
): Promise<RunRecord> {
  const { saved, environment } = await writeNew(run, world, lease, told);
  await world.ledger.writeEnvironment({ ...heldBy(saved, environment), ...settings, currentRun: run.id }, lease);
  const { id, sha, purpose, targets, shown, requestedBy, heals } = saved;
  const stacks = targets.map((target) => target.name);
  const promise = shown && { shown: shown.kind, unseen: shown.kind === 'moved' ? shown.counts.unseen : 0 };
  const why = {
    ...(requestedBy !== undefined && { requestedBy }),
    ...(heals !== undefined && { heals: heals.slice(0, MAX_NAMED) }),
  };
  const started = { type: 'Run Started', detail: { run: id, sha, purpose, stacks, ...promise, ...why } } as const;
  if (saved.state === 'in-progress') await world.events.publish([started]);
  return saved;
}

/** Evidence first: a commit that is tried again is the current run already, and is carried on from wherever this ends (C2). */
async function writeNew(run: RunRecord, world: RunWorld, lease: Lease, told?: Approval) {
  const past = await world.ledger.readRun(run.id);
  const saved = { ...run, version: (past?.version ?? 0) + 1 };
  const environment = await world.ledger.readEnvironment();
  await keepStart(saved, { base: environment.appliedSha, told }, world, lease);
  await world.ledger.writeRun(saved, lease);
  return { saved, environment };
}

/** Whether a run is about all of a commit, and not about what is there already. */
function appliesCommit({ purpose, component }: RunRecord): boolean {
  return (purpose === 'apply' || purpose === 'rollback') && component === undefined;
}

/** A rollback holds the environment at its commit; the next run that applies all of a commit ends that. */
function heldBy(run: RunRecord, environment: EnvironmentRecord): EnvironmentRecord {
  const { rolledBack, ...rest } = environment;
  const { sha: to, over, requestedBy: by = 'unknown', startedAt: at } = run;
  if (run.state !== 'in-progress' || !appliesCommit(run)) return environment;
  if (run.purpose === 'apply' || over === undefined) return rest;
  return { ...rest, rolledBack: { to, over, by, at, from: rolledBack?.from ?? environment.appliedSha ?? to } };
}

/** Marks a run that a newer commit overtakes. What CloudFormation is doing for it goes on; the newer run waits for it. */
export async function supersede(run: RunRecord, by: string, world: RunWorld, lease: Lease): Promise<void> {
  const superseded: RunRecord = { ...run, state: 'superseded', problem: `Superseded by ${by}.` };
  await reportRun(superseded, world);
  await keepEnd(superseded, world, lease);
  await saveRun(superseded, world, lease);
}

/**
 * Advances a run as far as it goes now, then either finishes it or arranges that it is looked at again. `woken` is the stack
 * that an event told about: the others under way are not looked at, because each has an event of its own coming.
 */
export async function carryOn(run: RunRecord, world: RunWorld, lease: Lease, woken?: string): Promise<RunRecord> {
  const inventory = openInventory(run, world, lease);
  let latest = run;
  const saveStep = async (stack: string, step: StackStep) => {
    const isNews = latest.steps[stack]?.step !== step.step;
    latest = await saveRun({ ...latest, steps: { ...latest.steps, [stack]: step } }, world, lease);
    if (isNews) await publishStep(latest, stack, step, world);
  };
  const advanced = await advance(
    {
      targets: run.targets,
      steps: run.steps,
      names: namesOf(run),
      context: inventory.context,
      parallelStacks: run.parallelStacks ?? DEFAULT_PARALLEL_STACKS,
      outOfTime: () => world.remainingMs() < HAND_OVER_MS,
      ...(woken !== undefined && { woken }),
    },
    {
      stacks: world.writer,
      functions: world.codeDigests,
      stages: world.stageCleaner,
      record: { ...inventory.record, saveStep },
    },
  );
  if (advanced.state === 'finished') return finish(latest, inventory, world, lease);
  return lookAgain(latest, advanced.seconds, world, lease);
}

/**
 * Every target is done: what remains of a revert is done, then the outcome is written (C7). The run is marked last, so that
 * a crash anywhere before leaves it in progress and all of this is done again (C2).
 */
async function finish(run: RunRecord, inventory: Inventory, world: RunWorld, lease: Lease): Promise<RunRecord> {
  const failed = Object.values(run.steps).some((step) => step.step === 'failed' || step.step === 'skipped');
  if (!failed && run.restoreCode.length > 0) await restoreDeclaredCode(run, world);
  const concludes = !failed && run.purpose !== 'rescue';
  const { unpublished, isLooked } = concludes ? await conclude(run, inventory, world, lease) : NOT_CONCLUDED;
  const { lookAgainAt: _, ...rest } = run;
  const problem = unpublished === undefined ? {} : { unpublished };
  const finished: RunRecord = { ...rest, ...problem, state: failed ? 'failed' : 'succeeded' };
  await reportRun(finished, world);
  await keepEnd(finished, world, lease);
  if (failed) await askForRollback(finished, world);
  const saved = await saveRun(finished, world, lease);
  // Only now: nobody looks while a run is in progress. If this is lost, the schedule comes.
  if (isLooked) await sendLook(run, world);
  const look: Trigger = { type: 'manual', action: 'drift', requestedBy: run.id };
  if (run.purpose === 'revert') await world.queue.sendLater(look, 'applier', SETTLE_SECONDS);
  return saved;
}

/** What came of success: why outputs are not published, and whether the health of what was applied is to be looked at. */
interface Concluded {
  readonly unpublished?: string;
  readonly isLooked: boolean;
}

const NOT_CONCLUDED: Concluded = { isLooked: false };

/** What success means for the environment: its outputs are published, and the commit is the applied one if all of it was. */
async function conclude(run: RunRecord, inventory: Inventory, world: RunWorld, lease: Lease): Promise<Concluded> {
  const { published, unpublished, core, ...read } = await world.ledger.readEnvironment();
  const before = {
    ...(published !== undefined && { published }),
    ...(unpublished !== undefined && { unpublished }),
    ...(core !== undefined && { core }),
  };
  const request = { declared: run.outputs, stacks: (await inventory.context()).outputs, verify: run.verifyOutputs };
  const environment = withLook(run, read, await inventory.stacks(), world.clock.now());
  const head = await publishOutputs(request, before, world, lease);
  const applied = appliesCommit(run) ? { appliedSha: run.sha } : {};
  await world.ledger.writeEnvironment({ ...environment, ...applied, ...head }, lease);
  return {
    isLooked: environment.look?.run === run.id,
    ...(head.unpublished !== undefined && { unpublished: head.unpublished }),
  };
}

async function publishStep(run: RunRecord, stack: string, step: StackStep, world: RunWorld): Promise<void> {
  const reason = 'reason' in step ? { reason: step.reason } : {};
  const detail = { run: run.id, sha: run.sha, stack, step: step.step, ...reason };
  await world.events.publish([{ type: 'Apply Step', detail }]);
}

async function publishEnd(run: RunRecord, world: RunWorld): Promise<void> {
  const { id, sha, purpose, state, problem, startedAt } = run;
  if (state === 'in-progress') return;
  const seconds = (world.clock.now() - startedAt) / 1000;
  const why = problem ?? firstFailureOf(run);
  const detail = { run: id, sha, purpose, state, seconds, ...(why !== undefined && { problem: why }) };
  await world.events.publish([{ type: 'Run Finished', detail }]);
}

/** One timer is enough: a new one is sent only when none is under way that fires earlier. */
async function lookAgain(run: RunRecord, seconds: number, world: RunWorld, lease: Lease): Promise<RunRecord> {
  const now = world.clock.now();
  const at = now + seconds * 1000;
  if (run.lookAgainAt !== undefined && run.lookAgainAt > now && run.lookAgainAt <= at) return run;
  await world.queue.sendLater({ type: 'continue', sha: run.sha, attempt: 1 }, 'applier', seconds);
  return saveRun({ ...run, lookAgainAt: at }, world, lease);
}

/** Writes the next version of a run. */
export async function saveRun(run: RunRecord, world: RunWorld, lease: Lease): Promise<RunRecord> {
  const next = { ...run, version: run.version + 1, updatedAt: world.clock.now() };
  await world.ledger.writeRun(next, lease);
  return next;
}

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

async function saveTemplates(targets: readonly RunTarget[], desired: DesiredState, world: RunWorld): Promise<void> {
  const needed = new Set(targets.map((target) => target.name));
  for (const stack of desired.stacks) {
    if (needed.has(stack.name)) await world.ledger.writeTemplate(stack.digest, stack.body);
  }
}

/** Names that come out the same however often a step is repeated (C3). CloudFormation allows 128 characters. */
function namesOf(run: RunRecord): RunNames {
  const start = run.startedAt.toString(36);
  const prefix = `holdfast-${run.purpose}-${run.sha.slice(0, 12)}-${start}`;
  return {
    changeSet: (tries) => `${prefix}-${tries}`,
    token: (stack, purpose) => digestOf(`${stack} ${purpose} ${prefix}`).replace(':', '-'),
  };
}
