import type { StackReader } from '../observe/port.ts';
import type { AppliedRevision, StackRecord, StackStep } from './progress.ts';

/** What a change set is made from. */
export interface ChangeSetRequest {
  readonly stackName: string;
  /** Deterministic, so that a repeated request finds the first one's result (C3). */
  readonly changeSetName: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly templateBody: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly capabilities: readonly ('CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM')[];
  /** The role CloudFormation works with; absent where the caller's own is meant. */
  readonly roleArn?: string;
  /** `revert-drift` asks CloudFormation to compare with reality, not with the last template (F6). */
  readonly mode: 'standard' | 'revert-drift';
  /** Take over what exists under a name of the template and is in no stack, instead of failing on it. CloudFormation does so with what a deletion leaves. */
  readonly importsExisting?: true;
  /** `express` lets CloudFormation report success before every resource is stable; standard when absent. */
  readonly deployment?: 'standard' | 'express';
}

/** State of a change set. `empty` means CloudFormation found nothing to change; `obsolete` that the stack moved since (C10). */
export type ChangeSetState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'creating' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'executing' }
  | { readonly kind: 'executed' }
  | { readonly kind: 'obsolete'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** One change that a change set would make, without any value. */
export interface ChangeSetChange {
  readonly action: 'add' | 'modify' | 'remove' | 'import' | 'other';
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  /** CloudFormation's own word, for a change: `True`, `False`, `Conditional`. */
  readonly replacement?: string;
  /** Which parts would change: `Properties`, `Tags`, … */
  readonly scope?: readonly string[];
  /** What makes it change, as far as CloudFormation says. */
  readonly causes?: readonly ChangeCause[];
}

/** One reason why a resource would change. */
export interface ChangeCause {
  readonly part: string;
  /** The resource, or its attribute, whose new value would be taken: `Jobs`, `Jobs.Arn`. Absent where the template or a parameter changes. */
  readonly reference?: string;
  /** CloudFormation's own word: whether the resource would be made anew for this, `Never`, `Conditionally`, `Always`. */
  readonly recreation?: string;
}

/** A change set that is ready, in full. */
export interface ChangeSetContent {
  readonly arn: string;
  readonly changes: readonly ChangeSetChange[];
}

/** One line of a stack's event log. */
export interface StackEvent {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * CloudFormation as the applier needs it. Every call is idempotent (C3) and returns at once; nothing waits.
 * Errors are HoldfastErrors: `Throttled` and `Unavailable` are retryable, `StackBusy` means another operation runs,
 * `AccessDenied` and `InvalidTemplate` are terminal.
 */
export interface StackWriter extends StackReader {
  /** Starts making the change set; an existing one of that name counts as made. */
  createChangeSet(request: ChangeSetRequest): Promise<void>;
  describeChangeSet(stackName: string, changeSetName: string): Promise<ChangeSetState>;
  /** What a change set would do, all pages of it. Throws `ChangeSetNotFound`. */
  readChangeSet(stackName: string, changeSetName: string): Promise<ChangeSetContent>;
  /** `token` is CloudFormation's ClientRequestToken: a repeated call with the same one does nothing. */
  executeChangeSet(stackName: string, changeSetName: string, token: string): Promise<void>;
  /** A change set that does not exist counts as deleted. */
  deleteChangeSet(stackName: string, changeSetName: string): Promise<void>;
  /**
   * Deletes by stack id, never by name, so that a namesake made later is safe (K6). Unknown stacks count as deleted. Of a stack in
   * DELETE_FAILED, the resources with the logical ids of `retain` are let go instead of deleted.
   */
  deleteStack(stackId: string, token: string, roleArn?: string, retain?: readonly string[]): Promise<void>;
  /** By name or id. A stack that is gone, or on its way, has nothing that could be taken away. */
  setTerminationProtection(stack: string, enabled: boolean): Promise<void>;
  /** Of a stack in UPDATE_ROLLBACK_FAILED. Resources with the logical ids of `skip` count as rolled back and stay as they are. */
  continueUpdateRollback(stackName: string, token: string, skip?: readonly string[]): Promise<void>;
  /** Rolls a stack back that stopped half-way, in CREATE_FAILED or UPDATE_FAILED. */
  rollbackStack(stackName: string, token: string): Promise<void>;
  /** Newest first, at most `limit`. */
  recentEvents(stackName: string, limit: number): Promise<readonly StackEvent[]>;
}

/** The record as the applier needs it; all writes are fenced by the lease that the caller holds. */
export interface ApplyRecord {
  readTemplate(digest: string): Promise<string | undefined>;
  /** Saves where a stack of the run stands. */
  saveStep(stack: string, step: StackStep): Promise<void>;
  readStack(name: string): Promise<StackRecord | undefined>;
  saveStack(record: StackRecord): Promise<void>;
  /**
   * Notes what is about to be sent, so that the stack is looked at again whatever happens next (C2), and of which stack: one that is made again is
   * another, and only what is recorded is ever deleted (K6).
   */
  markAttempted(stack: string, attempted: AppliedRevision, stackId?: string): Promise<void>;
  /** Keeps for evidence what CloudFormation says that it would do, before it is told to. */
  noteChangeSet(stack: string, changeSet: string, content: ChangeSetContent): Promise<void>;
  /** Keeps for evidence how an operation ended. `operation` names it: the same one twice is kept once. */
  noteEvents(stack: string, operation: string, events: readonly StackEvent[]): Promise<void>;
  /** Drops a stack from the inventory, once its deletion is confirmed. */
  forgetStack(name: string): Promise<void>;
}

/** Reads what a function really runs, so that the record can tell later that it changed (F2). */
export interface CodeDigestReader {
  /** Base64 SHA-256 of the deployed package, `undefined` when there is no such function. */
  codeSha256(functionName: string): Promise<string | undefined>;
}

/** Clears what CloudFormation leaves on a stage of an HTTP API. */
export interface StageCleaner {
  /** Removes the settings of every route but the kept ones. A stage that does not exist has none. */
  removeRouteSettings(apiId: string, stage: string, kept: ReadonlySet<string>): Promise<void>;
}
