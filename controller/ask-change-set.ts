import { changeSetRequest, modeOf } from './apply/change-set-request.ts';
import { HoldfastError } from './diagnostics/error.ts';
import type { Rehearsal } from './record/rehearsal.ts';
import type { Answer } from './rehearse/answer.ts';
import type { RehearsalTarget } from './rehearse/choose.ts';
import { compareChangeSet, readRefusal } from './rehearse/compare.ts';
import type { FailedCheck } from './rehearse/port.ts';
import { stackStatusRule } from './status/stack-status.ts';
import type { PlannerWorld } from './world.ts';

/** What CloudFormation says at once of a request that it could never carry out. */
const REFUSALS = new Set(['InvalidTemplate', 'InsufficientCapabilities', 'TemplateTooLarge']);

/** The target one step on, and why it cannot go on right now, if so. */
export interface Asked {
  readonly target: RehearsalTarget;
  readonly waitsFor?: string;
}

/**
 * Asks CloudFormation about one stack, as far as it goes now: makes the change set if it is not made, and reads it if it is ready. Level-triggered
 * like an apply: repeating it finds what was done before (C2). A transient error is a reason to wait, a terminal one is the answer.
 */
export async function askChangeSet(target: RehearsalTarget, rehearsal: Rehearsal, world: PlannerWorld): Promise<Asked> {
  if (target.answer !== undefined) return { target };
  try {
    return target.made ? await look(target, rehearsal, world) : await make(target, rehearsal, world);
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error;
    if (error.retryable) return { target, waitsFor: error.message };
    const refused = REFUSALS.has(error.code);
    return answered(target, refused ? { kind: 'refused', reason: error.message, checks: [] } : none(error.message));
  }
}

/** Only of the stack that the record knows, by its id, and only while it can be updated (K6, C9). */
async function make(target: RehearsalTarget, rehearsal: Rehearsal, world: PlannerWorld): Promise<Asked> {
  const found = await world.stacks.describeStack(target.stackId);
  if (found === undefined) return answered(target, none('the stack that was applied is not there'));
  const { desired } = stackStatusRule(found.status);
  if (desired === 'wait') return { target, waitsFor: `the stack is ${found.status}` };
  if (desired !== 'update') return answered(target, none(`the stack is ${found.status}`));
  const { type: _, roleArn: __, ...request } = await requestFor(target, rehearsal, world);
  await world.changeSets.createChangeSet({ ...request, type: 'UPDATE' });
  return look({ ...target, made: true }, rehearsal, world);
}

/** As the applier would ask, without a role: CloudFormation takes the one that the stack has (A4). */
function requestFor({ changeSet, ...target }: RehearsalTarget, { deployment }: Rehearsal, { ledger }: PlannerWorld) {
  const parameters = Object.fromEntries(Object.entries(target.parameters).map(([name, value]) => [name, { value }]));
  return changeSetRequest(
    { changeSet, type: 'UPDATE' },
    { name: target.stack, templateDigest: target.templateDigest, parameters, tags: target.tags },
    { mode: modeOf('apply'), deployment, outputs: {} },
    ledger,
  );
}

async function look(target: RehearsalTarget, rehearsal: Rehearsal, world: PlannerWorld): Promise<Asked> {
  const state = await world.changeSets.describeChangeSet(target.stack, target.changeSet);
  switch (state.kind) {
    case 'creating':
      return { target, waitsFor: 'CloudFormation has not made the change set' };
    case 'ready':
      return answered(target, await compared(target, rehearsal, world));
    case 'empty':
      return answered(target, { kind: 'confirmed' });
    case 'failed': {
      const { checks } = await readAll(target, world);
      return answered(target, readRefusal(state.reason, plannedIn(rehearsal, target), checks));
    }
    // Whoever changes a stack makes the change sets of others obsolete, or removes them.
    case 'absent':
    case 'obsolete':
    case 'executing':
    case 'executed':
      return answered(target, none('the stack was changed meanwhile'));
  }
}

async function compared(target: RehearsalTarget, rehearsal: Rehearsal, world: PlannerWorld): Promise<Answer> {
  const planned = plannedIn(rehearsal, target);
  if (planned === undefined) return none('the plan does not name it any more');
  const { changes, checks } = await readAll(target, world);
  return compareChangeSet(planned, changes, checks, target.retags);
}

function plannedIn({ report }: Rehearsal, { stack }: RehearsalTarget) {
  return report.plan?.stacks.find(({ name }) => name === stack);
}

async function readAll({ stack, changeSet }: RehearsalTarget, { changeSets }: PlannerWorld) {
  const { arn, changes } = await changeSets.readChangeSet(stack, changeSet);
  const checks = await changeSets.failedChecks(arn).catch(unlessForbidden);
  return { changes, checks };
}

/** The details of a refusal are worth less than the refusal: an installation whose role may not read them goes without. */
function unlessForbidden(error: unknown): readonly FailedCheck[] {
  if (error instanceof HoldfastError && error.code === 'AccessDenied') return [];
  throw error;
}

function answered(target: RehearsalTarget, answer: Answer): Asked {
  return { target: { ...target, answer } };
}

function none(because: string): Answer {
  return { kind: 'none', because };
}
