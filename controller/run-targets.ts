import type { RunTarget, StackRecord } from './apply/progress.ts';
import type { DesiredState } from './compile/desired.ts';
import type { Plan, PlanNode, StackPlan } from './plan/plan.ts';

/**
 * What a run has to do for a plan, one target for each stack that changes, with all that is needed to carry on without the
 * registry (V4). With `prune`, stacks of the inventory that nobody wants and that are gone already are there to be forgotten.
 */
export function targetsOf(
  plan: Plan,
  desired: DesiredState,
  records: readonly StackRecord[],
  prune: boolean,
): readonly RunTarget[] {
  const wanted = new Map(desired.stacks.map((stack) => [stack.name, stack]));
  const ids = new Map(records.map((record) => [record.name, record.stackId]));
  const changing = plan.stacks.flatMap((stack): readonly RunTarget[] => {
    if (stack.action === 'noop') return [];
    if (stack.action === 'delete') return [deletion(stack.name, stack.wave, ids.get(stack.name))];
    const { parameters, tags, digest } = wanted.get(stack.name) ?? {};
    if (parameters === undefined || tags === undefined || digest === undefined) return [];
    const { name, wave, action } = stack;
    return [{ name, wave, action, templateDigest: digest, parameters, tags, newCode: newCodeOf(stack) }];
  });
  return prune ? [...changing, ...gone(plan, desired, records)] : changing;
}

function gone(plan: Plan, desired: DesiredState, records: readonly StackRecord[]): readonly RunTarget[] {
  const known = new Set([...plan.stacks, ...desired.stacks].map((stack) => stack.name));
  const lastWave = Math.max(0, ...plan.stacks.map((stack) => stack.wave));
  return records
    .filter((record) => !known.has(record.name))
    .map((record) => deletion(record.name, lastWave, record.stackId));
}

function deletion(name: string, wave: number, stackId: string | undefined): RunTarget {
  const target = { name, wave, action: 'delete', parameters: {}, tags: {} } as const;
  return stackId === undefined ? target : { ...target, stackId };
}

/** Functions whose package this apply puts in place; of the others, what runs is what was applied before, or it is drift (F2). */
function newCodeOf(stack: StackPlan): readonly string[] {
  const isNew = ({ action, changes }: PlanNode) =>
    action === 'create' || action === 'replace' || changes.some(({ path }) => path.startsWith('/Properties/Code'));
  return stack.nodes
    .filter((node) => node.type === 'AWS::Lambda::Function' && isNew(node))
    .map((node) => node.logicalId);
}
