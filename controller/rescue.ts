import { blockersOf } from './apply/operation-events.ts';
import type { RescueOrder, RunTarget } from './apply/progress.ts';
import { begin, newRun, refuseRun } from './begin-run.ts';
import type { StackDescription } from './observe/port.ts';
import { holdsData } from './plan/holds-data.ts';
import type { EnvironmentRecord, Lease, Ledger, RunRecord } from './record/port.ts';
import { writeRunCheck } from './run-check.ts';
import { rescueOf } from './status/rescue.ts';
import { sayWho } from './suspension.ts';
import type { ManualTrigger } from './trigger/trigger.ts';
import type { ApplierWorld } from './world.ts';

/** CloudFormation's events of one operation, and some. */
const EVENTS_TO_READ = 200;

/** The run of a rescue: of the commit that was worked on last, so that this commit counts as tried as before (C13). */
export function rescueId(sha: string, reference: string): string {
  return `${sha}/rescue/${reference}`;
}

/** The commit that was worked on last, `undefined` where nothing ever was. */
export async function lastSha(environment: EnvironmentRecord, ledger: Ledger): Promise<string | undefined> {
  const { currentRun, appliedSha } = environment;
  const last = currentRun === undefined ? undefined : await ledger.readRun(currentRun);
  return last?.sha ?? appliedSha;
}

/**
 * Names of the stacks that are ours: those in the record, and those of the last run, because a stack in review has no record yet. Sorted.
 */
export async function ownStacks(environment: EnvironmentRecord, ledger: Ledger): Promise<readonly string[]> {
  const last = environment.currentRun === undefined ? undefined : await ledger.readRun(environment.currentRun);
  const recorded = (await ledger.readStacks()).map(({ name }) => name);
  return [...new Set([...recorded, ...(last?.targets ?? []).map(({ name }) => name)])].sort();
}

/**
 * Begins getting one stuck stack out, or says why not. A message that comes twice is one rescue (C3). What is done follows from the
 * stack's status alone; a person can only add what is to be skipped or kept.
 */
export async function startRescue(
  trigger: ManualTrigger,
  environment: EnvironmentRecord,
  current: RunRecord | undefined,
  world: ApplierWorld,
  lease: Lease,
): Promise<RunRecord | { readonly because: string }> {
  const { stack, requestedBy, reference = String(world.clock.now()) } = trigger;
  if (stack === undefined) return { because: 'the request names no stack' };
  const sha = await lastSha(environment, world.ledger);
  if (sha === undefined) return { because: 'nothing was ever applied here' };
  const id = rescueId(sha, reference);
  if (current?.id === id) return current;
  const past = await world.ledger.readRun(id);
  if (past !== undefined && past.state !== 'in-progress') return { because: `the request ${id} was answered already` };

  const given = { id, purpose: 'rescue', requestedBy } as const;
  const target = await targetOf(stack, trigger, environment, current, world);
  if (typeof target === 'string') {
    const refused = newRun(sha, world, { ...given, problem: target, state: 'stopped' });
    await writeRunCheck(refused, world);
    return refuseRun(refused, world, lease);
  }
  return begin(newRun(sha, world, { ...given, targets: [target] }), world, lease, {});
}

/** What the run works on, or why there is nothing to work on. */
async function targetOf(
  name: string,
  trigger: ManualTrigger,
  environment: EnvironmentRecord,
  current: RunRecord | undefined,
  world: ApplierWorld,
): Promise<RunTarget | string> {
  if (environment.suspended !== undefined) return `${sayWho(environment.suspended)}.`;
  if (current !== undefined) return `${current.purpose} of ${current.sha} is in progress: wait until it has ended.`;
  if (!(await ownStacks(environment, world.ledger)).includes(name)) return `${name} is no stack of this environment.`;
  const found = await world.stacks.describeStack(name);
  if (found === undefined) return `There is no stack ${name}.`;
  if (!(await isOurs(found, world))) return `The stack ${name} is not managed by Holdfast for this project.`;
  const order = await orderOf(found, trigger, world);
  if (typeof order === 'string') return order;
  return { name, wave: 0, action: 'rescue', parameters: {}, tags: {}, stackId: found.stackId, rescue: order };
}

/** Ours by the recorded id, and by its tags; of one in review CloudFormation tells no tags, and it holds nothing (K6). */
async function isOurs({ name, stackId, status, tags }: StackDescription, world: ApplierWorld): Promise<boolean> {
  const record = (await world.ledger.readStacks()).find((one) => one.name === name);
  if (record?.stackId !== undefined && record.stackId !== stackId) return false;
  if (status === 'REVIEW_IN_PROGRESS') return true;
  return tags['managed-by'] === 'holdfast' && tags.project === world.config.project;
}

async function orderOf(
  { name, stackId, status }: StackDescription,
  { status: seen, skip = [], retain = [] }: ManualTrigger,
  { writer }: ApplierWorld,
): Promise<RescueOrder | string> {
  const rescue = rescueOf(status);
  if (rescue === undefined) return `The stack ${name} is ${status}, which needs no rescue.`;
  if (rescue.action === 'none') return `The stack ${name} is ${status}: look at it in CloudFormation.`;
  if (seen !== undefined && seen !== status) return `The stack ${name} was ${seen} and is ${status} now: look again.`;
  if (skip.length > 0 && rescue.action !== 'continue-rollback') return `Nothing can be skipped in ${status}.`;
  if (retain.length > 0 && status !== 'DELETE_FAILED') {
    return `CloudFormation lets go of resources only once a deletion failed, and the stack is ${status}: first without --retain.`;
  }
  const blockers = blockersOf(await writer.recentEvents(stackId, EVENTS_TO_READ), name);
  const unknown = [...skip, ...retain].find((id) => !blockers.some(({ logicalId }) => logicalId === id));
  if (unknown !== undefined) {
    return `${unknown} is not what blocks ${name}: ${blockers.map(({ logicalId }) => logicalId).join(', ') || 'nothing is'}.`;
  }
  const kept = status === 'DELETE_FAILED' ? blockers.filter(({ type }) => holdsData(type)) : [];
  return {
    action: rescue.action,
    from: status,
    skip: [...new Set(skip)],
    retain: [...new Set([...retain, ...kept.map(({ logicalId }) => logicalId)])],
  };
}
