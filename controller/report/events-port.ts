import type { PlanSummary } from '../plan/plan.ts';

/** Event types on the bus `holdfast`, as EventBridge's `detail-type`. Closed: subscribers write rules on these words. */
export interface EventDetails {
  readonly 'Run Started': {
    readonly run: string;
    readonly sha: string;
    readonly purpose: 'apply' | 'revert' | 'rollback';
    readonly stacks: readonly string[];
  };
  readonly 'Run Finished': {
    readonly run: string;
    readonly sha: string;
    readonly purpose: 'apply' | 'revert' | 'rollback';
    readonly state: 'succeeded' | 'failed' | 'superseded' | 'stopped';
    readonly problem?: string;
  };
  readonly 'Plan Posted': {
    readonly sha: string;
    readonly conclusion: 'success' | 'failure';
    readonly errors: number;
    /** Absent when findings stopped the commit before there was a plan. */
    readonly summary?: PlanSummary;
    readonly digest?: string;
  };
  readonly 'Apply Step': {
    readonly run: string;
    readonly sha: string;
    readonly stack: string;
    /** The step that the stack reached, e.g. `executing`, `applied`. */
    readonly step: string;
    readonly reason?: string;
  };
  readonly 'Drift Found': {
    readonly sha: string;
    /** Number of resources per status. */
    readonly modified: number;
    readonly deleted: number;
    readonly added: number;
    readonly unchecked: number;
    /** `<stack>/<logical id>` of what drifted, at most 50. Values are never sent (S3). */
    readonly resources: readonly string[];
  };
}

/** One of the event types. */
export type EventType = keyof EventDetails;

/** A fact about a run, for others to subscribe to. Discriminated by `type`. */
export type HoldfastEvent = { [T in EventType]: { readonly type: T; readonly detail: EventDetails[T] } }[EventType];

/** Where events go. Order is not promised, and an event may arrive twice. */
export interface EventPublisher {
  /** Throws a HoldfastError when any of the events was not taken; publishing all of them again is harmless. */
  publish(events: readonly HoldfastEvent[]): Promise<void>;
}
