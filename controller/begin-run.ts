import { DEFAULT_PARALLEL_STACKS } from '../registry/kinds/platform/sync.ts';
import type { RunTarget } from './apply/progress.ts';
import type { DesiredState } from './compile/desired.ts';
import type { Finding } from './diagnostics/finding.ts';
import { lacksOnlyConsent } from './guard/with-consents.ts';
import { watchOf } from './health/watch.ts';
import type { PlannedCommit } from './plan-commit.ts';
import type { EnvironmentRecord, Lease, RunRecord } from './record/port.ts';
import { consentTitle } from './report/consent.ts';
import { publishEnd, reportRun } from './run-check.ts';
import { keepStart } from './run-evidence.ts';
import { targetsOf } from './run-targets.ts';
import type { Approval } from './source/port.ts';
import type { RunWorld } from './world.ts';

/** How many resources an event names. */
const MAX_NAMED = 50;

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
export function appliesCommit({ purpose, component }: RunRecord): boolean {
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

async function saveTemplates(targets: readonly RunTarget[], desired: DesiredState, world: RunWorld): Promise<void> {
  const needed = new Set(targets.map((target) => target.name));
  for (const stack of desired.stacks) {
    if (needed.has(stack.name)) await world.ledger.writeTemplate(stack.digest, stack.body);
  }
}
