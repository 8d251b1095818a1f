import type { RunTarget, StackRecord } from './apply/progress.ts';
import type { DesiredState } from './compile/desired.ts';
import type { Plan, PlanNode, StackPlan } from './plan/plan.ts';

/**
 * What a run has to do for a plan: a target for each stack that changes or that the record does not know, with all that is
 * needed to carry on without the registry (V4). With `prune`, stacks of the inventory that nobody wants and that are gone
 * already are there to be forgotten.
 */
export function targetsOf(
  plan: Plan,
  desired: DesiredState,
  records: readonly StackRecord[],
  prune: boolean,
): readonly RunTarget[] {
  const wanted = new Map(desired.stacks.map((stack) => [stack.name, stack]));
  const recorded = new Map(records.map((record) => [record.name, record]));
  const changing = plan.stacks.flatMap((stack): readonly RunTarget[] => {
    const { name, wave } = stack;
    if (stack.action === 'delete') return [deletion(name, wave, recorded.get(name)?.stackId)];
    const { parameters, tags, digest } = wanted.get(name) ?? {};
    if (parameters === undefined || tags === undefined || digest === undefined) return [];
    const target = { name, wave, templateDigest: digest, parameters, tags, newCode: newCodeOf(stack) };
    if (stack.action !== 'noop') return [{ ...target, action: stack.action }];
    return isKnown(recorded.get(name), digest) ? [] : [{ ...target, action: 'record' }];
  });
  return prune ? [...changing, ...gone(plan, desired, records)] : changing;
}

/** False for a stack that is as it should be without our record saying so: the record was lost, or has other words for it. */
function isKnown(record: StackRecord | undefined, digest: string): boolean {
  const { applied, attempted } = record ?? {};
  return applied?.templateDigest === digest && attempted?.templateDigest === digest && attempted.unfinished !== true;
}

function gone(plan: Plan, desired: DesiredState, records: readonly StackRecord[]): readonly RunTarget[] {
  const known = new Set([...plan.stacks, ...desired.stacks].map((stack) => stack.name));
  const wave = Math.max(0, ...plan.stacks.map((stack) => stack.wave)) + 1;
  return records
    .filter((record) => !known.has(record.name))
    .map((record) => deletion(record.name, wave, record.stackId));
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
