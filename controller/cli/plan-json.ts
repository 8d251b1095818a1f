import type { CostChange, ResourceChange } from '../cost/change.ts';
import { usdOf } from '../cost/money.ts';
import { PRICES_AS_OF } from '../cost/prices.ts';
import type { Plan, PlanNode, PlanSummary, StackPlan } from '../plan/plan.ts';
import type { PlannedCommit } from '../plan-commit.ts';
import { maskPlan } from '../report/plan-details.ts';

const NOTHING: PlanSummary = { create: 0, update: 0, replace: 0, delete: 0, noop: 0 };

/** A planned commit as `plan --format json` prints it. `digest` and `cost` are `null` and the rest empty when errors stopped the plan. */
export function plannedJson({ plan, findings, cost }: PlannedCommit) {
  const planned = plan === undefined ? { digest: null, summary: NOTHING, stacks: [] } : planJson(plan);
  return { ...planned, findings, cost: cost === undefined ? null : costJson(cost) };
}

/** What the plan does to the monthly bill. Resources stand by the size of their change. */
function costJson({ region, before, after, teams, resources }: CostChange) {
  return {
    currency: 'USD',
    region,
    pricesAsOf: PRICES_AS_OF,
    ...amounts({ before, after }),
    teams: teams.map(({ team = null, ...difference }) => ({ team, ...amounts(difference) })),
    resources: resources.map(resourceJson),
  };
}

function resourceJson({ stack, logicalId, type, document, before, after }: ResourceChange) {
  return { stack, logicalId, type, ...(document !== undefined && { document }), ...amounts({ before, after }) };
}

function amounts({ before, after }: Pick<CostChange, 'before' | 'after'>) {
  return { beforeUsd: usdOf(before), afterUsd: usdOf(after), deltaUsd: usdOf(after - before) };
}

/**
 * A plan in the form that other programs read: its members are a promise (docs/reference/cli.md), so each is named here instead of
 * printing whatever our own data has. A pipeline's log keeps what is printed, so values that may be secret are masked (S1, S3).
 */
export function planJson(plan: Plan) {
  const { digest, summary, stacks } = maskPlan(plan);
  return { digest, summary, stacks: stacks.map(stackJson) };
}

/** `notes` say what changes besides resources (parameters, tags, outputs), so that an update without any is still explained. */
function stackJson({ name, wave, action, notes, nodes }: StackPlan) {
  return { name, wave, action, notes, nodes: nodes.map(nodeJson) };
}

function nodeJson({ action, logicalId, type, physicalId, impact, changes }: PlanNode) {
  return { action, logicalId, type, ...(physicalId !== undefined && { physicalId }), impact, changes };
}
