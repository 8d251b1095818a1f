import { rescueCommand } from '../status/rescue.ts';
import { changeSetRequest } from './change-set-request.ts';
import type { Decision } from './decision.ts';
import type { ApplyEffects, RunContext } from './effects.ts';
import { removeOldRouteSettings } from './old-route-settings.ts';
import { endedOperation, failureReason } from './operation-events.ts';
import { noteSkipped, rescueStack } from './perform-rescue.ts';
import type { RunTarget, StackStep } from './progress.ts';
import { readBack } from './read-back.ts';

/** The step after the deed, if it is another one, and how long nothing more can be done, if so. */
export interface Performed {
  readonly step?: StackStep;
  readonly waitSeconds?: number;
}

/** The status still is the one before a moment ago, and a failed one must not be taken for the answer. */
const UNTIL_STARTED_SECONDS = 3;

/**
 * Does one decided thing. Throws HoldfastError when AWS does; the step in the record then still names what was attempted,
 * so the next run repeats it (C2).
 */
export async function perform(
  decision: Decision,
  target: RunTarget,
  step: StackStep,
  context: RunContext,
  effects: ApplyEffects,
): Promise<Performed> {
  const { stacks, record } = effects;
  switch (decision.do) {
    case 'wait':
      return { waitSeconds: decision.seconds };
    case 'enter':
      return { step: decision.step };
    case 'create-change-set':
      return { step: await prepareChangeSet(decision, target, step, context, effects) };
    case 'execute':
      await noteChangeSet(target.name, decision.changeSet, effects);
      await record.markAttempted(
        target.name,
        { sha: context.sha, templateDigest: target.templateDigest ?? '' },
        decision.stackId,
      );
      await stacks.executeChangeSet(target.name, decision.changeSet, decision.token);
      return { step };
    case 'delete-change-set':
      await stacks.deleteChangeSet(target.name, decision.changeSet);
      return { step: decision.step };
    case 'delete-stack':
      await record.markAttempted(target.name, { sha: context.sha, templateDigest: '' });
      // Protected against mistakes (K4): this deletion is in the plan, and what it takes to agree to it was given.
      if (target.action === 'delete') await stacks.setTerminationProtection(decision.stackId, false);
      await stacks.deleteStack(decision.stackId, decision.token, context.executionRoleArn);
      return {
        step: step.step === 'deleting' ? { ...step, asked: true, asks: (step.asks ?? 0) + 1 } : step,
        waitSeconds: UNTIL_STARTED_SECONDS,
      };
    case 'continue-rollback':
      await stacks.continueUpdateRollback(target.name, decision.token);
      return {
        step: step.step === 'recovering' ? { ...step, asked: true } : step,
        waitSeconds: UNTIL_STARTED_SECONDS,
      };
    case 'rescue':
      return { step: await rescueStack(target, step, context, effects), waitSeconds: UNTIL_STARTED_SECONDS };
    case 'rescued':
      await endedOperation(target, step, effects);
      await noteSkipped(target, effects);
      return { step: { step: 'applied' } };
    case 'forget':
      await endedOperation(target, step, effects);
      await record.forgetStack(target.name);
      return { step: { step: 'applied' } };
    case 'read-back':
      if (!decision.unchanged) await endedOperation(target, step, effects);
      return { step: await readBack(target, step, context, effects, decision.unchanged) };
    case 'fail':
      return { step: { step: 'failed', reason: await reasonOf(decision, target, step, effects) } };
  }
}

async function noteChangeSet(stack: string, changeSet: string, { stacks, record }: ApplyEffects): Promise<void> {
  await record.noteChangeSet(stack, changeSet, await stacks.readChangeSet(stack, changeSet));
}

async function reasonOf(
  decision: Extract<Decision, { do: 'fail' }>,
  target: RunTarget,
  step: StackStep,
  effects: ApplyEffects,
): Promise<string> {
  const events = await endedOperation(target, step, effects);
  const reason = decision.reason ?? failureReason(events);
  const command = rescueCommand(target.name, decision.status);
  return command === undefined ? reason : `${reason}. The stack is ${decision.status}; the way out: ${command}`;
}

async function prepareChangeSet(
  decision: Extract<Decision, { do: 'create-change-set' }>,
  target: RunTarget,
  step: StackStep,
  context: RunContext,
  { stacks, stages, record }: ApplyEffects,
): Promise<StackStep> {
  const request = await changeSetRequest(decision, target, context, record);
  if (request.type === 'UPDATE') await removeOldRouteSettings(request.templateBody, request.parameters, stages);
  await stacks.createChangeSet(request);
  return step;
}
