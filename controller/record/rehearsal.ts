import type { StackAnswer } from '../rehearse/answer.ts';
import type { RehearsalTarget } from '../rehearse/choose.ts';
import type { PlanReport } from '../report/report.ts';

/** A change set by where it is. */
export interface ChangeSetPlace {
  readonly stack: string;
  readonly changeSet: string;
}

/**
 * That CloudFormation is being asked about the plan of a commit. It is kept from before the first change set is made until after the last one is
 * deleted, so that none is left behind whatever happens in between (C2).
 */
export interface Rehearsal {
  readonly sha: string;
  /** The pull request; absent for a commit of the merge queue. */
  readonly number?: number;
  /** When it was begun, in epoch milliseconds. The same commit, planned again, begins another one. */
  readonly at: number;
  /** What the check shows already, to be shown again together with the answers. */
  readonly report: PlanReport;
  readonly deployment: 'standard' | 'express';
  readonly targets: readonly RehearsalTarget[];
  /** Changed stacks that are not asked about. */
  readonly leftOut: readonly StackAnswer[];
  /** True once the check is what it will be. Only the change sets in `leftOver` are still to be deleted then. */
  readonly over: boolean;
  readonly leftOver: readonly ChangeSetPlace[];
  /** How often CloudFormation was looked at. */
  readonly looks: number;
  /** When a delayed message looks again; an audit does once this is long past. */
  readonly lookAt: number;
}
