import type { ChangeSetState } from './port.ts';
import type { StackStep } from './progress.ts';

/** What the world looks like for one stack at the moment of deciding. `status` is absent when there is no such stack. */
export interface StackSight {
  readonly status?: string;
  readonly stackId?: string;
  /** The stack of that name is somebody else's, made since the plan was (K6). */
  readonly foreign?: boolean;
  /** State of the change set that the step names; `absent` when it names none. */
  readonly changeSet: ChangeSetState;
}

/** The one thing to do next for a stack. Everything that the record must know first is in `enter`. */
export type Decision =
  | { readonly do: 'enter'; readonly step: StackStep }
  | {
      readonly do: 'create-change-set';
      readonly changeSet: string;
      readonly type: 'CREATE' | 'UPDATE';
      readonly importsExisting?: true;
    }
  | { readonly do: 'execute'; readonly changeSet: string; readonly token: string; readonly stackId?: string }
  | { readonly do: 'delete-change-set'; readonly changeSet: string; readonly step: StackStep }
  | { readonly do: 'delete-stack'; readonly stackId: string; readonly token: string }
  | { readonly do: 'continue-rollback'; readonly token: string }
  | { readonly do: 'rescue' }
  | { readonly do: 'rescued' }
  | { readonly do: 'read-back'; readonly unchanged: boolean }
  | { readonly do: 'forget' }
  | { readonly do: 'wait'; readonly seconds: number }
  /** Without a reason the stack's events have it. `status` is where that leaves the stack. */
  | { readonly do: 'fail'; readonly reason?: string; readonly status?: string };

/** Names that must repeat exactly when a step is repeated after a crash (C2, C3). */
export interface RunNames {
  changeSet(tries: number): string;
  token(stack: string, purpose: string): string;
}
