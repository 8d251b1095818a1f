import { isHeld, whyHeld } from './held.ts';
import { isOld } from './publish-core.ts';
import type { EnvironmentRecord, RunRecord } from './record/port.ts';
import type { Trigger } from './trigger/trigger.ts';
import type { ApplierWorld } from './world.ts';

/** Why there is nothing to carry on. */
export const NO_RUN = 'no run is in progress';

/** Why nothing is to be applied, and what was read to know that. */
export interface Settled {
  readonly because: string;
  readonly environment: EnvironmentRecord;
  /** The run that was begun last. It is over. */
  readonly run: RunRecord | undefined;
}

/** Most triggers find everything done already: two reads of the record and one of the branch, and no lease, tell so. */
export async function whySettled(trigger: Trigger, world: ApplierWorld): Promise<Settled | undefined> {
  if (trigger.type === 'manual') return undefined;
  const environment = await world.ledger.readEnvironment();
  const run = await lastRun(environment, world);
  if (run?.state === 'in-progress') return undefined;
  const because = isWakeUp(trigger) ? NO_RUN : await whyNothing(trigger, environment, world);
  return because === undefined ? undefined : { because, environment, run };
}

async function whyNothing(
  trigger: Trigger,
  environment: EnvironmentRecord,
  world: ApplierWorld,
): Promise<string | undefined> {
  const head = await world.source.headOf(world.config.branch);
  const announced = trigger.type === 'push' ? trigger.after : trigger.type === 'continue' ? trigger.push?.after : head;
  if (environment.unpublished !== undefined || isOld(environment.core, world.core) || announced !== head)
    return undefined;
  return whyDone(head, environment);
}

/** Why a head needs nothing: it is applied, or the environment is held at an earlier commit for as long as it is the head. */
export function whyDone(head: string, environment: EnvironmentRecord): string | undefined {
  if (isHeld(head, environment)) return whyHeld(environment);
  return isApplied(head, environment) ? `${head} is applied already` : undefined;
}

/** A commit that was applied is so no more once a run for another one began: that may have changed some stacks already. */
export function isApplied(head: string, { appliedSha, currentRun: run }: EnvironmentRecord): boolean {
  return appliedSha === head && isLatest(head, run);
}

/** Whether the last run was for this commit: an apply has its id, a revert's id begins with it. */
function isLatest(head: string, run: string | undefined): boolean {
  return run === head || run?.startsWith(`${head}/`) === true;
}

/** A trigger that only says "go on with what you were doing". */
export function isWakeUp(trigger: Trigger): boolean {
  if (trigger.type === 'continue') return trigger.push === undefined;
  return trigger.type === 'stack-event' || trigger.type === 'health';
}

/** The run that was begun last, if it is not over yet. */
export async function currentRun(environment: EnvironmentRecord, world: ApplierWorld): Promise<RunRecord | undefined> {
  const run = await lastRun(environment, world);
  return run?.state === 'in-progress' ? run : undefined;
}

async function lastRun({ currentRun: id }: EnvironmentRecord, world: ApplierWorld): Promise<RunRecord | undefined> {
  return id === undefined ? undefined : world.ledger.readRun(id);
}

/**
 * Whether a commit was tried and is not to be tried again by itself (C13): its run is over, and none for another commit began
 * since. A superseded run is no verdict on its commit, and one in progress that is not the current one was never fully begun.
 */
export function isTried(run: RunRecord, environment: EnvironmentRecord): boolean {
  const isOver = run.state === 'succeeded' || run.state === 'failed' || run.state === 'stopped';
  return isOver && isLatest(run.sha, environment.currentRun);
}

/** CloudFormation shows a moment later what it was told, and until then the stack still seems to be as it was. */
export const TOLD_SECONDS = 3;

/** Whether the run told CloudFormation something a moment ago. Whoever plans now would take what is about to change for what stays. */
export function hasJustTold({ steps, updatedAt }: RunRecord, now: number): boolean {
  const isUnderWay = Object.values(steps).some(
    ({ step }) => step === 'executing' || step === 'deleting' || step === 'recovering',
  );
  return isUnderWay && now < updatedAt + TOLD_SECONDS * 1000;
}
