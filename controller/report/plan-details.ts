import type { Json } from '../lib/json.ts';
import { maskValue } from '../lib/mask.ts';
import type { Change, Plan, PlanNode, StackPlan } from '../plan/plan.ts';
import { placeOf } from './findings.ts';
import { blocks, code, fence } from './markdown.ts';
import { leftOver, limitNodes, resourceCell } from './plan-sections.ts';
import { detailJson } from './values.ts';

/** A plan whose values may be shown anywhere: what may be secret is replaced by the start of its digest (S1, S3). */
export function maskPlan(plan: Plan): Plan {
  const maskNode = (node: PlanNode): PlanNode => ({ ...node, changes: node.changes.map(maskChange) });
  return { ...plan, stacks: plan.stacks.map((stack) => ({ ...stack, nodes: stack.nodes.map(maskNode) })) };
}

/** The first `limit` changed resources, each with its RFC 6902 patch, stack by stack. */
export function planDetails(plan: Plan, limit: number): string {
  const { stacks, left } = limitNodes(plan, limit);
  return blocks([...stacks.map(stackDetails), leftOver(left)]);
}

function stackDetails(stack: StackPlan): string {
  const nodes = stack.nodes.filter((node) => node.changes.length > 0);
  return nodes.length === 0 ? '' : blocks([`#### ${code(stack.name)}`, ...nodes.map(nodeDetails)]);
}

function nodeDetails(node: PlanNode): string {
  const at = node.source === undefined ? '' : ` at ${code(placeOf(node.source))}`;
  const id = node.physicalId === undefined ? '' : ` (${code(node.physicalId)})`;
  const patch = detailJson(node.changes.map(maskChange).map(operationOf));
  return blocks([`**${node.action}** ${resourceCell(node)} ${code(node.type)}${id}${at}`, fence('json', patch)]);
}

function maskChange(change: Change): Change {
  const { op, path, value, old } = change;
  return {
    op,
    path,
    ...(old !== undefined && { old: maskValue(path, old) }),
    ...(value !== undefined && { value: maskValue(path, value) }),
  };
}

function operationOf({ op, path, old, value }: Change): Json {
  return { op, path, ...(old !== undefined && { old }), ...(value !== undefined && { value }) };
}
