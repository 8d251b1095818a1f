import type { Json } from '../lib/json.ts';
import { isJsonArray, isJsonObject } from '../lib/json.ts';
import { maskValue } from '../lib/mask.ts';
import { segmentsOf } from '../lib/pointer.ts';
import { sameValue } from '../plan/leaves.ts';
import type { Action, Change, Plan, PlanNode } from '../plan/plan.ts';
import type { Difference, DriftResult, ResourceDrift } from './drift.ts';

/**
 * What applying does with a property that somebody changed by hand: the plan sets it, sets a part of it, or sets what AWS has already; it
 * stays as it is; or it goes with the resource.
 */
export type DriftEffect = 'overwritten' | 'partly' | 'same' | 'stays' | 'gone';

/** One drifted property, three ways. Values are masked (S3); a side on which it does not exist is left out. */
export interface ThreeWay {
  readonly path: string;
  /** What Git says in the planned commit; left out, too, where only a part of it changes. */
  readonly planned?: Json;
  /** What was applied last. */
  readonly applied?: Json;
  /** What AWS has. */
  readonly actual?: Json;
  readonly effect: DriftEffect;
}

/** A drifted resource that a plan does something to. `deleted`: it is gone from AWS. */
export interface DriftedNode {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly document?: string;
  readonly action: Action;
  readonly status: 'modified' | 'deleted';
  readonly properties: readonly ThreeWay[];
}

/** What a sweep found, seen from a plan. */
export interface PlanDrift {
  /** When the sweep was, in epoch milliseconds, and with which applied commit it compared. */
  readonly at: number;
  readonly sha: string;
  readonly nodes: readonly DriftedNode[];
  /** What drifted and is not touched; names are `<stack>/<logical id>`, or the name in AWS of what was added by hand. */
  readonly untouched: {
    readonly modified: number;
    readonly deleted: number;
    readonly added: number;
    readonly names: readonly string[];
  };
}

type Drifted = Extract<ResourceDrift, { readonly status: 'modified' | 'deleted' | 'added' }>;

/** Lays the last sweep beside a plan; `undefined` where nothing had drifted. Pure. */
export function driftAgainst(
  plan: Plan,
  { result, at }: { readonly result: DriftResult; readonly at: number },
): PlanDrift | undefined {
  const drifted = result.resources.filter(isDrifted);
  if (drifted.length === 0) return undefined;
  const planned = new Map<string, PlanNode>(
    plan.stacks.flatMap(({ name, nodes }) =>
      nodes.filter(({ action }) => action !== 'noop').map((node) => [`${name}/${node.logicalId}`, node] as const),
    ),
  );
  const nodes = drifted.flatMap((resource) => nodeOf(resource, planned.get(nameOf(resource))) ?? []);
  const touched = new Set<string>(nodes.map(({ stack, logicalId }) => `${stack}/${logicalId}`));
  const others = drifted.filter((resource) => !touched.has(nameOf(resource)));
  const count = (status: Drifted['status']) => others.filter((one) => one.status === status).length;
  const counts = { modified: count('modified'), deleted: count('deleted'), added: count('added') };
  return { at, sha: result.sha, nodes, untouched: { ...counts, names: others.map(nameOf) } };
}

function isDrifted(resource: ResourceDrift): resource is Drifted {
  return resource.status === 'modified' || resource.status === 'deleted' || resource.status === 'added';
}

function nameOf({ stack, logicalId, physicalId }: ResourceDrift): string {
  return logicalId === '' ? physicalId : `${stack}/${logicalId}`;
}

function nodeOf(resource: Drifted, node: PlanNode | undefined): DriftedNode | undefined {
  if (node === undefined || resource.status === 'added' || node.type !== resource.type) return undefined;
  const { stack, logicalId, type, status, source } = resource;
  const document = node.source?.document ?? source?.document;
  const properties = resource.status === 'modified' ? resource.differences.map((one) => threeWay(one, node)) : [];
  return {
    stack,
    logicalId,
    type,
    ...(document !== undefined && { document }),
    action: node.action,
    status,
    properties,
  };
}

function threeWay({ path, expected, actual }: Difference, node: PlanNode): ThreeWay {
  const sides = { path, ...(expected !== undefined && { applied: expected }), ...(actual !== undefined && { actual }) };
  if (node.action === 'delete') return { ...sides, effect: 'gone' };
  const change = node.changes.find((one) => path === one.path || path.startsWith(`${one.path}/`));
  const inside = node.changes.some((one) => one.path.startsWith(`${path}/`));
  if (change === undefined && inside) return { ...sides, effect: node.action === 'replace' ? 'gone' : 'partly' };
  const planned = change === undefined ? expected : plannedAt(path, change);
  const shown = planned === undefined ? {} : { planned };
  if (node.action === 'replace') return { ...sides, ...shown, effect: 'gone' };
  if (change === undefined) return { ...sides, ...shown, effect: 'stays' };
  return { ...sides, ...shown, effect: sameValue(planned, actual) ? 'same' : 'overwritten' };
}

/** The value that a change gives to a place at or below its own, masked as the sweep's values are. */
function plannedAt(path: string, change: Change): Json | undefined {
  let value = change.value;
  for (const segment of segmentsOf(path.slice(change.path.length))) {
    value = isJsonObject(value) ? value[segment] : isJsonArray(value) ? value[Number(segment)] : undefined;
  }
  return value === undefined ? undefined : maskValue(path, value);
}
