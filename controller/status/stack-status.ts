/** `stable`: nothing runs. `busy`: an operation runs and will end. `stuck`: nothing runs, and no update is possible. */
export type StackKind = 'stable' | 'busy' | 'stuck';

/**
 * What a stack that should exist needs next. `report` means that a person has to decide; everything else Holdfast does itself.
 */
export type DesiredNeed = 'create' | 'update' | 'wait' | 'delete-then-create' | 'continue-rollback' | 'report';

/** What a stack that should not exist needs next. */
export type AbsentNeed = 'nothing' | 'delete' | 'wait' | 'report';

/** How the operation that led to a status ended, from the point of view of who started a create or an update. */
export type OperationResult = 'applied' | 'failed' | 'unfinished';

/** What one status of a stack means to a controller. */
export interface StackStatusRule {
  readonly kind: StackKind;
  readonly desired: DesiredNeed;
  readonly absent: AbsentNeed;
  readonly result: OperationResult;
}

/**
 * The statuses of a stack as CloudFormation has them (C9), and `NO_STACK` for a name that no stack has.
 * Statuses: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html
 * and https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html (what each one allows).
 */
export const STACK_STATUS_RULES = {
  NO_STACK: { kind: 'stable', desired: 'create', absent: 'nothing', result: 'unfinished' },
  // Left by a change set of type CREATE that was never executed: an UPDATE would be answered "does not exist"
  // (https://github.com/aws/aws-cdk/pull/7731), so the same name is created again.
  REVIEW_IN_PROGRESS: { kind: 'stable', desired: 'create', absent: 'delete', result: 'unfinished' },

  CREATE_IN_PROGRESS: { kind: 'busy', desired: 'wait', absent: 'wait', result: 'unfinished' },
  CREATE_COMPLETE: { kind: 'stable', desired: 'update', absent: 'delete', result: 'applied' },
  // Only with rollback disabled, which we never ask for. Nothing in it was ever good.
  CREATE_FAILED: { kind: 'stuck', desired: 'delete-then-create', absent: 'delete', result: 'failed' },
  ROLLBACK_IN_PROGRESS: { kind: 'busy', desired: 'wait', absent: 'wait', result: 'unfinished' },
  // A first creation that failed: the stack can only be deleted.
  ROLLBACK_COMPLETE: { kind: 'stuck', desired: 'delete-then-create', absent: 'delete', result: 'failed' },
  // Some resource could not be removed; deleting what a person may want to look at takes that person's consent.
  ROLLBACK_FAILED: { kind: 'stuck', desired: 'report', absent: 'delete', result: 'failed' },

  UPDATE_IN_PROGRESS: { kind: 'busy', desired: 'wait', absent: 'wait', result: 'unfinished' },
  // The new state is live already, but the next operation has to wait until the old resources are gone.
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: { kind: 'busy', desired: 'wait', absent: 'wait', result: 'applied' },
  UPDATE_COMPLETE: { kind: 'stable', desired: 'update', absent: 'delete', result: 'applied' },
  // Only with rollback disabled: a person chose to stop half-way and decides how to go on.
  UPDATE_FAILED: { kind: 'stuck', desired: 'report', absent: 'report', result: 'failed' },
  UPDATE_ROLLBACK_IN_PROGRESS: { kind: 'busy', desired: 'wait', absent: 'wait', result: 'unfinished' },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: { kind: 'busy', desired: 'wait', absent: 'wait', result: 'unfinished' },
  // The last good state. The same revision is not retried by itself (C13); a new one may update.
  UPDATE_ROLLBACK_COMPLETE: { kind: 'stable', desired: 'update', absent: 'delete', result: 'failed' },
  // The rollback is continued once without skipping anything; skips are a person's decision.
  UPDATE_ROLLBACK_FAILED: { kind: 'stuck', desired: 'continue-rollback', absent: 'report', result: 'failed' },

  DELETE_IN_PROGRESS: { kind: 'busy', desired: 'wait', absent: 'wait', result: 'unfinished' },
  // Neither usable nor gone. An unwanted one is deleted again, since what blocked it may have been emptied.
  DELETE_FAILED: { kind: 'stuck', desired: 'report', absent: 'delete', result: 'failed' },
  // Seen only when asked for by stack id: the name is free.
  DELETE_COMPLETE: { kind: 'stable', desired: 'create', absent: 'nothing', result: 'unfinished' },

  IMPORT_IN_PROGRESS: { kind: 'busy', desired: 'wait', absent: 'wait', result: 'unfinished' },
  IMPORT_COMPLETE: { kind: 'stable', desired: 'update', absent: 'delete', result: 'applied' },
  IMPORT_ROLLBACK_IN_PROGRESS: { kind: 'busy', desired: 'wait', absent: 'wait', result: 'unfinished' },
  IMPORT_ROLLBACK_COMPLETE: { kind: 'stable', desired: 'update', absent: 'delete', result: 'failed' },
  IMPORT_ROLLBACK_FAILED: { kind: 'stuck', desired: 'report', absent: 'report', result: 'failed' },
} as const satisfies Record<string, StackStatusRule>;

/** One of the statuses that {@link STACK_STATUS_RULES} knows, `NO_STACK` included. */
export type KnownStackStatus = keyof typeof STACK_STATUS_RULES;

/** A status that CloudFormation invents after this was written: touch nothing, and say so when it lasts. */
const UNKNOWN_STATUS: StackStatusRule = { kind: 'busy', desired: 'wait', absent: 'wait', result: 'unfinished' };

/** True for a status of the table. An unknown one is worth a line in the report, because Holdfast waits on it. */
export function isKnownStackStatus(status: string): status is KnownStackStatus {
  return Object.hasOwn(STACK_STATUS_RULES, status);
}

/**
 * The rule for a stack's status; `undefined` means that there is no such stack.
 * A status that is not in the table fails closed: wait (C9).
 */
export function stackStatusRule(status: string | undefined): StackStatusRule {
  if (status === undefined) return STACK_STATUS_RULES.NO_STACK;
  return isKnownStackStatus(status) ? STACK_STATUS_RULES[status] : UNKNOWN_STATUS;
}
