/** The one safe thing that gets a stuck stack out. `none`: nothing is safe, a person has to look in CloudFormation. */
export type RescueAction = 'continue-rollback' | 'roll-back' | 'delete' | 'none';

/** What a status in which nothing runs and nothing can be updated asks for. */
export interface Rescue {
  readonly action: RescueAction;
  /** What happened, and what the action does, in a sentence each. */
  readonly means: string;
  readonly does: string;
  /** Holdfast does the same by itself with the next commit that wants the stack. */
  readonly byItself?: true;
}

const DELETES = 'Deletes what is left of the stack; what holds data is kept.';

/**
 * By status. Actions: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html,
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackStack.html,
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
 */
const RESCUES: ReadonlyMap<string, Rescue> = new Map<string, Rescue>([
  [
    'REVIEW_IN_PROGRESS',
    {
      action: 'delete',
      means: 'A change set was made for a new stack and never executed.',
      does: 'Deletes the empty stack.',
      byItself: true,
    },
  ],
  ['CREATE_FAILED', { action: 'delete', means: 'The first creation stopped half-way.', does: DELETES, byItself: true }],
  [
    'ROLLBACK_COMPLETE',
    {
      action: 'delete',
      means: 'The first creation failed and was taken back.',
      does: 'Deletes the empty stack.',
      byItself: true,
    },
  ],
  [
    'ROLLBACK_FAILED',
    { action: 'delete', means: 'The first creation failed, and some of it could not be taken back.', does: DELETES },
  ],
  [
    'DELETE_FAILED',
    {
      action: 'delete',
      means: 'Some resources could not be deleted.',
      does: 'Deletes the stack again; resources named with --retain stay in AWS, and belong to nobody then.',
    },
  ],
  [
    'UPDATE_FAILED',
    {
      action: 'roll-back',
      means: 'Somebody made an update that stops half-way when it fails.',
      does: 'Rolls back to what was there before the update.',
    },
  ],
  [
    'UPDATE_ROLLBACK_FAILED',
    {
      action: 'continue-rollback',
      means: 'An update failed, and so did taking it back.',
      does: 'Continues the rollback; resources named with --skip are left as they are.',
    },
  ],
  [
    'IMPORT_ROLLBACK_FAILED',
    {
      action: 'none',
      means: 'An import failed, and so did taking it back.',
      does: 'Nothing: look at it in CloudFormation.',
    },
  ],
]);

/** What gets a stack in this status out, `undefined` for one that is not stuck. */
export function rescueOf(status: string | undefined): Rescue | undefined {
  return status === undefined ? undefined : RESCUES.get(status);
}

/** The command to type for a stack that only a person gets out; `undefined` for any other. */
export function rescueCommand(stack: string, status: string | undefined): string | undefined {
  const rescue = rescueOf(status);
  return rescue === undefined || rescue.byItself ? undefined : `holdfast rescue ${stack}`;
}
