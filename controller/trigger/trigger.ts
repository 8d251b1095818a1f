import type { ConsentKind } from '../diagnostics/consent.ts';

/**
 * Why a run starts. A trigger is a hint (W13): whatever it claims, the run reads the branch, the commit and the world again.
 * It travels as JSON in the queues between the webhook and the reconciler.
 */
export type Trigger =
  | PullRequestTrigger
  | MergeGroupTrigger
  | PushTrigger
  | CheckRerunTrigger
  | CheckActionTrigger
  | CommandTrigger
  | LabelTrigger
  | StackEventTrigger
  | ApiCallTrigger
  | ContinueTrigger
  | RehearsalTrigger
  | HealthTrigger
  | ScheduleTrigger
  | ManualTrigger;

/** A pull request was opened, reopened, closed or got new commits: plan its head, or forget its plan. `fork` means the head lives in another repository (P3). */
export interface PullRequestTrigger {
  readonly type: 'pull-request';
  readonly delivery: string;
  readonly number: number;
  readonly headSha: string;
  readonly fork: boolean;
}

/** GitHub's merge queue made a commit of what it is about to merge: plan it. */
export interface MergeGroupTrigger {
  readonly type: 'merge-group';
  readonly delivery: string;
  readonly headSha: string;
}

/** The registry branch moved: apply its head. `before` and `after` are what the sender says. */
export interface PushTrigger {
  readonly type: 'push';
  readonly delivery: string;
  readonly branch: string;
  readonly before: string;
  readonly after: string;
}

/** Someone pressed "Re-run" on one of our checks, or "Re-run all" on a commit. */
export interface CheckRerunTrigger {
  readonly type: 'check-rerun';
  readonly delivery: string;
  /** Name of the check, or `*` for all of ours on this commit. */
  readonly check: string;
  readonly headSha: string;
  /** GitHub login of the person, where it was one. Their permission is read again before anything is applied. */
  readonly sender?: string;
}

/** Someone pressed a button of ours on a check. `action` is the identifier we gave the button. */
export interface CheckActionTrigger {
  readonly type: 'check-action';
  readonly delivery: string;
  readonly check: string;
  readonly action: string;
  readonly headSha: string;
  /** GitHub login of the person. Their permission is read again before anything happens. */
  readonly sender: string;
}

/** What can be said to Holdfast in a comment on a pull request. */
export const COMMAND_VERBS = [
  'plan',
  'apply',
  'confirm',
  'retry',
  'suspend',
  'resume',
  'revert',
  'adopt',
  'accept',
  'rescue',
  'help',
] as const;

/** A person wrote a comment on a pull request whose first line begins with `/holdfast`. */
export interface CommandTrigger {
  readonly type: 'command';
  readonly delivery: string;
  readonly number: number;
  /** Id of the comment. */
  readonly comment: number;
  /** GitHub login of the person. Their permission is read again before anything happens. */
  readonly sender: string;
  /** An unknown verb is `help`. */
  readonly verb: (typeof COMMAND_VERBS)[number];
  /** What stands after the verb. */
  readonly words: readonly string[];
  /** When it was written, in epoch milliseconds. */
  readonly at: number;
}

/** A person put one of our labels on a pull request, by which they agree to something. */
export interface LabelTrigger {
  readonly type: 'label';
  readonly delivery: string;
  readonly number: number;
  readonly what: ConsentKind;
  readonly sender: string;
  /** When, in epoch milliseconds. */
  readonly at: number;
}

/** CloudFormation reports a new stack status through EventBridge. */
export interface StackEventTrigger {
  readonly type: 'stack-event';
  readonly stackName: string;
  readonly stackId: string;
  readonly status: string;
}

/** CloudTrail reports through EventBridge that somebody other than CloudFormation changed something in the account. */
export interface ApiCallTrigger {
  readonly type: 'api-call';
  /** CloudTrail's id of the event. */
  readonly id: string;
  /** Service and call, e.g. `lambda:UpdateFunctionConfiguration`. */
  readonly call: string;
  /** ISO 8601. */
  readonly at: string;
  readonly principal: string;
  readonly from?: string;
  /** Names, ids and ARNs in the call's parameters and answer. */
  readonly names: readonly string[];
}

/** A delayed message to ourselves: look again at the run of this commit. `attempt` counts from 1 and bounds the looking. */
export interface ContinueTrigger {
  readonly type: 'continue';
  readonly sha: string;
  readonly attempt: number;
  /** The push that we could not see yet on the branch (V3), when that is what we wait for. */
  readonly push?: PushTrigger;
}

/** A message of the planner to its later self: look again at what CloudFormation says of the plan of this commit. */
export interface RehearsalTrigger {
  readonly type: 'rehearsal';
  readonly sha: string;
  /** The pull request; absent for a commit of the merge queue. */
  readonly number?: number;
}

/** A delayed message to ourselves: look at the health of what this run applied. `look` counts from 1. */
export interface HealthTrigger {
  readonly type: 'health';
  /** Id of the run. */
  readonly run: string;
  readonly look: number;
}

/**
 * A schedule fired: `resync` finds commits that no webhook told of (C14) and looks at health that nobody came to look at, `audit` pull requests without a plan and checks that nobody ends
 * (G4), `drift` sweeps all readers.
 */
export interface ScheduleTrigger {
  readonly type: 'schedule';
  readonly task: 'resync' | 'audit' | 'drift';
}

/** A person asked through `POST /reconcile`, the CLI, or a button whose sender was checked. */
export interface ManualTrigger {
  readonly type: 'manual';
  readonly action:
    | 'reconcile'
    | 'drift'
    | 'revert'
    | 'accept'
    | 'withdraw'
    | 'rollback'
    | 'suspend'
    | 'resume'
    | 'rescue';
  readonly requestedBy: string;
  /** What the asker was told to look for. A message sent twice with the same reference is one message. */
  readonly reference?: string;
  /** Consent to go on although this commit does not descend from the applied one (V1). */
  readonly acceptSha?: string;
  /** What the asker agrees to in the plan of the commit that is to be applied. */
  readonly confirm?: readonly ConsentKind[];
  /** The commit to roll back to. */
  readonly sha?: string;
  /** What was applied when the asker looked at the plan of the rollback; where another commit is, it is refused (V2). */
  readonly appliedSha?: string;
  /** The branch head that is to be rolled back; another one refuses it. Only Holdfast itself says so. */
  readonly over?: string;
  /** Why the environment is suspended, or drift accepted. */
  readonly reason?: string;
  /** The last day on which drift is accepted, `YYYY-MM-DD`. */
  readonly until?: string;
  /** Whose drift is accepted, or is no longer; left out: all of it. */
  readonly resources?: readonly string[];
  /** Digest of exactly what the asker saw, or its beginning; where it is something else by now, nothing is accepted. */
  readonly shown?: string;
  /** `sync.selfHeal` asks: only what it may heal is put back. Only Holdfast itself says so. */
  readonly heals?: boolean;
  /** The stack to rescue, and its status as the asker saw it; another one refuses the rescue (V2). */
  readonly stack?: string;
  readonly status?: string;
  /** Logical ids that a continued rollback leaves as they are, and that a deletion leaves in AWS. */
  readonly skip?: readonly string[];
  readonly retain?: readonly string[];
}

/** What reading an event gives: a trigger, or the reason why nothing is done. */
export type TriggerResult =
  | { readonly kind: 'trigger'; readonly trigger: Trigger }
  | { readonly kind: 'ignored'; readonly because: string };

/** The two reconciler functions. The planner can change nothing; the applier acts on commits of the branch only. */
export type ReconcilerRole = 'planner' | 'applier';
