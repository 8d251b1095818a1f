import type { ChangeSetRequest, StackWriter } from '../apply/port.ts';

/** Every change set of a rehearsal begins with this; the planner's role can make and delete no other. */
export const REHEARSAL_PREFIX = 'holdfast-plan-';

/** A change set for a stack that exists. Never of type CREATE, which would leave a stack in review behind, and with the role that the stack has (A4). */
export type RehearsalRequest = Omit<ChangeSetRequest, 'type' | 'roleArn'> & { readonly type: 'UPDATE' };

/** Something that CloudFormation tried on a change set and that did not pass: an early validation, or a hook. */
export interface FailedCheck {
  /** CloudFormation's name of it: `NAME_CONFLICT_VALIDATION`, or the hook's type. */
  readonly name: string;
  readonly logicalId?: string;
  /** Where in the template. */
  readonly path?: string;
  readonly reason: string;
  /** `fail` stops the change set; `warn` does not. */
  readonly mode: 'fail' | 'warn';
}

/**
 * CloudFormation as the planner needs it: it may ask what would happen, and has no way to make it happen (P1). Every call is idempotent (C3) and
 * returns at once. Errors are those of the StackWriter.
 */
export interface ChangeSetRehearser
  extends Pick<StackWriter, 'describeChangeSet' | 'readChangeSet' | 'deleteChangeSet'> {
  createChangeSet(request: RehearsalRequest): Promise<void>;
  /** What did not pass, all pages. `changeSetArn` is that of {@link StackWriter.readChangeSet}: CloudFormation takes no name here. */
  failedChecks(changeSetArn: string): Promise<readonly FailedCheck[]>;
}
