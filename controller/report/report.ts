import type { CostChange } from '../cost/change.ts';
import type { Finding } from '../diagnostics/finding.ts';
import type { PlanDrift } from '../drift/against-plan.ts';
import type { DriftResult } from '../drift/drift.ts';
import type { NotHealed } from '../drift/self-heal.ts';
import type { Health, Unwell } from '../health/health.ts';
import type { Overlap } from '../plan/overlaps.ts';
import type { Plan } from '../plan/plan.ts';
import type { Shown } from '../plan/shown.ts';
import type { StackAnswer } from '../rehearse/answer.ts';

/** What is said about a planned commit. `plan` is absent when findings stopped it before there was one. */
export interface PlanReport {
  readonly kind: 'plan';
  readonly sha: string;
  readonly findings: readonly Finding[];
  readonly plan?: Plan;
  /** What the plan does to the monthly bill. */
  readonly cost?: CostChange;
  /** What had drifted at the last sweep, where anything had. */
  readonly drift?: PlanDrift;
  /** Head of the branch that the commit was merged into in thought, where it is behind. */
  readonly mergedInto?: string;
  /** Other open pull requests that touch the same resources. */
  readonly overlaps?: readonly Overlap[];
  /** What CloudFormation says of the stacks that change; absent while it was not asked, or has not answered. */
  readonly rehearsal?: readonly StackAnswer[];
  /** Why nothing was planned although the files are fine, e.g. a fork or an outage; conclusion is then `failure` (G2). */
  readonly problem?: string;
}

/** How far one stack got. */
export interface StackProgress {
  readonly name: string;
  readonly action: 'create' | 'update' | 'delete' | 'rescue' | 'noop';
  readonly state: 'waiting' | 'in-progress' | 'applied' | 'failed' | 'skipped';
  /** Plain words: CloudFormation's reason of the first failed resource, or why it was skipped. */
  readonly reason?: string;
}

/** What is said about an applied commit. Rewritten in place while the run goes on. */
export interface ApplyReport {
  readonly kind: 'apply';
  readonly sha: string;
  readonly state: 'in-progress' | 'succeeded' | 'failed' | 'superseded' | 'stopped';
  readonly findings: readonly Finding[];
  readonly plan?: Plan;
  /** How the plan compares with the one that was shown before the merge. */
  readonly shown?: Shown;
  readonly stacks: readonly StackProgress[];
  /** Of a rollback: the commit that `sha` takes the place of, and who asked. The report stands on that commit. */
  readonly rollback?: { readonly over: string; readonly by: string };
  /** Of a rescue: which stack, who asked, and what is done. */
  readonly rescue?: { readonly stack: string; readonly by: string; readonly says: string };
  /** Why the run stopped or was superseded. */
  readonly problem?: string;
  /** Why the outputs are not published as they should be, although everything is applied. */
  readonly unpublished?: string;
  /** How what was applied is; absent until there is a verdict, and where nothing was applied that could be ill. */
  readonly health?: HealthReport;
}

/** The verdict of the looks that follow an apply. */
export interface HealthReport {
  readonly health: Health;
  readonly looked: number;
  /** Things that were not looked at, because there were so many. */
  readonly left: number;
  readonly unwell: readonly Unwell[];
  /** The commit that is gone back to because of it. */
  readonly rollsBackTo?: string;
}

/** What is said about a sweep. */
export interface DriftReport {
  readonly kind: 'drift';
  readonly sha: string;
  readonly result: DriftResult;
  /** What a person asked for and did not get, in a sentence. */
  readonly note?: string;
  /** What self-healing would put back, and why it does not. */
  readonly notHealed?: readonly NotHealed[];
  /** What came of adopting it, when somebody has just asked for that, as Markdown: few sweeps have it, so its words are loaded with it. */
  readonly adoption?: string;
}

/** Data of a run; renderers make text of it. */
export type Report = PlanReport | ApplyReport | DriftReport;
