import type { CostChange, ResourceChange } from '../cost/change.ts';
import { usdOf } from '../cost/money.ts';
import { PRICES_AS_OF } from '../cost/prices.ts';
import type { DriftedNode, PlanDrift } from '../drift/against-plan.ts';
import type { Plan, PlanNode, PlanSummary, StackPlan } from '../plan/plan.ts';
import type { PlannedCommit } from '../plan-commit.ts';
import { maskPlan } from '../report/plan-details.ts';

const NOTHING: PlanSummary = { create: 0, update: 0, replace: 0, delete: 0, noop: 0 };

/**
 * A planned commit as `plan --format json` prints it. `digest` and `cost` are `null` and the rest empty when errors stopped the plan; `drift` is
 * `null` where nothing had drifted at the last sweep.
 */
export function plannedJson({ plan, findings, cost }: PlannedCommit, drift?: PlanDrift) {
  const planned = plan === undefined ? { digest: null, summary: NOTHING, stacks: [] } : planJson(plan, drift);
  const beside = {
    cost: cost === undefined ? null : costJson(cost),
    drift: drift === undefined ? null : driftJson(drift),
  };
  return { ...planned, findings, ...beside };
}

/** What had drifted and is not touched; what is touched stands in its node. */
function driftJson({ at, sha, untouched: { modified, deleted, added, names } }: PlanDrift) {
  return { at: new Date(at).toISOString(), sha, untouched: { modified, deleted, added, names } };
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
export function planJson(plan: Plan, drift?: PlanDrift) {
  const { digest, summary, stacks } = maskPlan(plan);
  const drifted = new Map((drift?.nodes ?? []).map((node) => [`${node.stack}/${node.logicalId}`, node]));
  return { digest, summary, stacks: stacks.map((stack) => stackJson(stack, drifted)) };
}

type Drifted = ReadonlyMap<string, DriftedNode>;

/** `notes` say what changes besides resources (parameters, tags, outputs), so that an update without any is still explained. */
function stackJson({ name, wave, action, notes, nodes }: StackPlan, drifted: Drifted) {
  return {
    name,
    wave,
    action,
    notes,
    nodes: nodes.map((node) => nodeJson(node, drifted.get(`${name}/${node.logicalId}`))),
  };
}

/** `drift` is there where the resource had drifted, with each property as Git says, as applied last and as AWS has it. */
function nodeJson({ action, logicalId, type, physicalId, impact, changes }: PlanNode, drift: DriftedNode | undefined) {
  return {
    action,
    logicalId,
    type,
    ...(physicalId !== undefined && { physicalId }),
    impact,
    changes,
    ...(drift && { drift: { status: drift.status, properties: drift.properties } }),
  };
}
