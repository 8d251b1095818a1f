import { stackStatusRule } from '../status/stack-status.ts';
import type { Decision, RunNames, StackSight } from './decision.ts';
import type { RunTarget, StackStep } from './progress.ts';

type Rescuing = Extract<StackStep, { step: 'rescuing' }>;

/** Where a rescue may end that does not delete. */
const RESCUED = new Set(['UPDATE_ROLLBACK_COMPLETE', 'ROLLBACK_COMPLETE']);
const OPERATION_SECONDS = 60;

/** A rescue begins only with the stack as the person saw it (V2, C10). */
export function startRescue(target: RunTarget, sight: StackSight, names: RunNames): Decision {
  if (target.rescue === undefined || sight.stackId === undefined) return { do: 'fail', reason: 'the stack is gone' };
  if (sight.stackId !== target.stackId) return { do: 'fail', reason: 'another stack has its name now' };
  if (sight.status !== target.rescue.from) {
    return { do: 'fail', reason: `the stack was ${target.rescue.from} and is ${sight.status} now: look at it again` };
  }
  const token = names.token(target.name, 'rescue');
  return { do: 'enter', step: { step: 'rescuing', stackId: sight.stackId, token, asked: false } };
}

/** The action is asked for once; how it ended is what the stack shows then. */
export function followRescue(target: RunTarget, step: Rescuing, sight: StackSight): Decision {
  const isDeletion = target.rescue?.action === 'delete';
  if (sight.status === undefined || sight.status === 'DELETE_COMPLETE') {
    return isDeletion ? { do: 'forget' } : { do: 'fail', reason: 'the stack is gone' };
  }
  if (!isDeletion && RESCUED.has(sight.status)) return { do: 'rescued' };
  if (stackStatusRule(sight.status).kind === 'busy') return { do: 'wait', seconds: OPERATION_SECONDS };
  return step.asked ? { do: 'fail', status: sight.status } : { do: 'rescue' };
}
