import { stackStatusRule } from '../status/stack-status.ts';
import { followRescue, startRescue } from './decide-rescue.ts';
import type { Decision, RunNames, StackSight } from './decision.ts';
import { type RunTarget, type StackStep, triesOf } from './progress.ts';

/** How often one run starts over on a stack that moved under it, before it gives up (C13). */
const MAX_TRIES = 3;
/** How often a deletion is asked for while the stack does not show it. Asking takes three seconds each, and nothing else ends such a wait (C13). */
const MAX_ASKS = 10;
/** Making a change set takes CloudFormation a few seconds and announces nothing, so look again soon. */
const CHANGE_SET_SECONDS = 3;
/** Stack operations announce their end on EventBridge; this is only the safety net behind it. */
const OPERATION_SECONDS = 60;

/**
 * CloudFormation's name for what it finds before it begins, in the reason of a change set that failed for it:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html
 */
const NAMES_TAKEN = /AWS::EarlyValidation::ResourceExistenceCheck/;

const WAIT_FOR_OPERATION: Decision = { do: 'wait', seconds: OPERATION_SECONDS };

/**
 * Decides the next thing to do for one stack. Pure: the whole state machine of an apply, crash-safe because it looks at
 * what is there instead of remembering what was sent. Every CloudFormation status has an answer; unknown ones wait (C9).
 */
export function decide(target: RunTarget, step: StackStep, sight: StackSight, names: RunNames): Decision {
  if (sight.foreign) return leaveAlone(target);
  switch (step.step) {
    case 'pending':
      if (target.action === 'rescue') return startRescue(target, sight, names);
      if (target.action === 'delete') return startDelete(target, sight, names);
      return isComplete(target, step.tries, sight)
        ? { do: 'read-back', unchanged: false }
        : start(target, step.tries, sight, names);
    case 'change-set':
      return prepare(target, step, sight, names);
    case 'executing':
      return follow(step, sight);
    case 'deleting':
      return followDelete(step, sight);
    case 'recovering':
      return followRecovery(step, sight);
    case 'rescuing':
      return followRescue(target, step, sight);
    case 'applied':
    case 'failed':
    case 'skipped':
      return { do: 'wait', seconds: OPERATION_SECONDS };
  }
}

/** Ours is gone when its name is somebody else's (K6). */
function leaveAlone({ name, action }: RunTarget): Decision {
  if (action === 'delete') return { do: 'forget' };
  return { do: 'fail', reason: `a stack named ${name} was made meanwhile that is not managed by Holdfast` };
}

/**
 * A stack that only the record does not know may be read back as it stands, but not in the middle of an operation, which may
 * still roll back, nor after one that did (C7), nor when what was read is another template, which somebody may have put there since the
 * plan (C10): then it goes the way of an update, which finds out what is missing.
 */
function isComplete(target: RunTarget, tries: number, sight: StackSight): boolean {
  const { kind, result } = stackStatusRule(sight.status);
  return target.action === 'record' && tries === 0 && kind === 'stable' && result === 'applied';
}

function start(target: RunTarget, tries: number, sight: StackSight, names: RunNames): Decision {
  if (tries >= MAX_TRIES)
    return { do: 'fail', reason: `gave up after ${MAX_TRIES} attempts, because the stack kept moving` };
  switch (stackStatusRule(sight.status).desired) {
    case 'create':
    case 'update':
      return { do: 'enter', step: { step: 'change-set', changeSet: names.changeSet(tries) } };
    case 'wait':
      return WAIT_FOR_OPERATION;
    case 'delete-then-create':
      return enterDelete(target, tries, sight, 'create', names);
    case 'continue-rollback':
      return {
        do: 'enter',
        step: { step: 'recovering', token: names.token(target.name, 'recover'), asked: false, tries },
      };
    case 'report':
      return needsPerson(sight);
  }
}

function startDelete(target: RunTarget, sight: StackSight, names: RunNames): Decision {
  switch (stackStatusRule(sight.status).absent) {
    case 'nothing':
      return { do: 'forget' };
    case 'delete':
      return enterDelete(target, 0, sight, 'done', names);
    case 'wait':
      return WAIT_FOR_OPERATION;
    case 'report':
      return needsPerson(sight);
  }
}

function enterDelete(
  target: RunTarget,
  tries: number,
  sight: StackSight,
  next: 'create' | 'done',
  names: RunNames,
): Decision {
  if (sight.stackId === undefined) return WAIT_FOR_OPERATION;
  const token = names.token(target.name, 'delete');
  return { do: 'enter', step: { step: 'deleting', stackId: sight.stackId, token, next, asked: false, tries } };
}

function prepare(
  target: RunTarget,
  step: Extract<StackStep, { step: 'change-set' }>,
  sight: StackSight,
  names: RunNames,
): Decision {
  const { changeSet } = step;
  const type = stackStatusRule(sight.status).desired === 'create' ? 'CREATE' : 'UPDATE';
  switch (sight.changeSet.kind) {
    case 'absent':
      if (isBusy(sight)) return WAIT_FOR_OPERATION;
      return { do: 'create-change-set', changeSet, type, ...(step.importsExisting && { importsExisting: true }) };
    case 'creating':
      return { do: 'wait', seconds: CHANGE_SET_SECONDS };
    case 'ready':
    case 'executing':
    case 'executed':
      return { do: 'enter', step: { step: 'executing', changeSet, token: names.token(target.name, changeSet) } };
    case 'empty':
      return { do: 'read-back', unchanged: true };
    case 'obsolete':
      return { do: 'delete-change-set', changeSet, step: { step: 'pending', tries: triesOf(step) + 1 } };
    case 'failed':
      return step.importsExisting !== true && NAMES_TAKEN.test(sight.changeSet.reason)
        ? { do: 'enter', step: takingOver(step, names) }
        : { do: 'fail', reason: sight.changeSet.reason };
  }
}

/**
 * What keeps data outlives its document, and stands in the way of a commit or a rollback that brings that back. A second change set takes it over,
 * once; CloudFormation refuses that for what is in another stack, and for what its template would not keep (K4, K6). The first goes when the second is
 * executed.
 */
function takingOver(step: Extract<StackStep, { step: 'change-set' }>, names: RunNames): StackStep {
  return { step: 'change-set', changeSet: names.changeSet(triesOf(step) + 1), importsExisting: true };
}

function follow(step: Extract<StackStep, { step: 'executing' }>, sight: StackSight): Decision {
  if (sight.changeSet.kind === 'ready') {
    const { stackId } = sight;
    const { changeSet, token } = step;
    return isBusy(sight) ? WAIT_FOR_OPERATION : { do: 'execute', changeSet, token, ...(stackId && { stackId }) };
  }
  if (sight.changeSet.kind === 'obsolete') {
    const next: StackStep = { step: 'pending', tries: triesOf(step) + 1 };
    return { do: 'delete-change-set', changeSet: step.changeSet, step: next };
  }
  if (sight.changeSet.kind === 'failed') return { do: 'fail' };
  if (sight.changeSet.kind === 'executing' || sight.changeSet.kind === 'creating') return WAIT_FOR_OPERATION;
  // In review without the change set: somebody deleted that before it was executed, and nothing else would ever happen to the stack.
  const isLeftOver = sight.status === 'REVIEW_IN_PROGRESS' && sight.changeSet.kind === 'absent';
  if (sight.status === undefined || isLeftOver) {
    return { do: 'enter', step: { step: 'pending', tries: triesOf(step) + 1 } };
  }
  switch (stackStatusRule(sight.status).result) {
    case 'applied':
      return { do: 'read-back', unchanged: false };
    case 'failed':
      return { do: 'fail', status: sight.status };
    case 'unfinished':
      return WAIT_FOR_OPERATION;
  }
}

function followDelete(step: Extract<StackStep, { step: 'deleting' }>, sight: StackSight): Decision {
  const gone = sight.status === undefined || sight.status === 'DELETE_COMPLETE';
  if (gone)
    return step.next === 'done'
      ? { do: 'forget' }
      : { do: 'enter', step: { step: 'pending', tries: triesOf(step) + 1 } };
  if (sight.status === 'DELETE_FAILED' && step.asked) return { do: 'fail', status: sight.status };
  if (isBusy(sight)) return WAIT_FOR_OPERATION;
  const { desired, absent } = stackStatusRule(sight.status);
  if (absent === 'report') return needsPerson(sight);
  const isWorthless = desired === 'delete-then-create' || sight.status === 'DELETE_FAILED';
  if (step.next === 'create' && !isWorthless)
    return { do: 'enter', step: { step: 'pending', tries: triesOf(step) + 1 } };
  if ((step.asks ?? 0) >= MAX_ASKS)
    return { do: 'fail', reason: 'CloudFormation took the deletion and never began it' };
  return { do: 'delete-stack', stackId: step.stackId, token: step.token };
}

/** `ContinueUpdateRollback` is tried once and without skipping anything; skips are an operator's decision (C9). */
function followRecovery(step: Extract<StackStep, { step: 'recovering' }>, sight: StackSight): Decision {
  if (sight.status === 'UPDATE_ROLLBACK_FAILED') {
    return step.asked ? { do: 'fail', status: sight.status } : { do: 'continue-rollback', token: step.token };
  }
  if (isBusy(sight)) return WAIT_FOR_OPERATION;
  return { do: 'enter', step: { step: 'pending', tries: triesOf(step) + 1 } };
}

/** Also for a status that nobody knows: such a stack is not touched (C9). */
function isBusy({ status }: StackSight): boolean {
  return stackStatusRule(status).kind === 'busy';
}

function needsPerson({ status }: StackSight): Decision {
  const reason = `stack is ${status}: a person has to decide what happens to it`;
  return status === undefined ? { do: 'fail', reason } : { do: 'fail', reason, status };
}
