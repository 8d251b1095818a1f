import type { ChangeSetChange } from '../apply/port.ts';
import { holdsData } from '../plan/holds-data.ts';
import type { PlanNode, StackPlan } from '../plan/plan.ts';
import { type Answer, SURPRISE_EFFECTS, type Surprise, type SurpriseEffect } from './answer.ts';
import type { FailedCheck } from './port.ts';
import { withoutEchoes } from './without-echoes.ts';

/**
 * What a change set says, held against what the plan says of the same stack. Pure. A change set that does less is no surprise: an order of
 * creation, for one, is a change for the plan and none for CloudFormation. Nor is a resource that only refers to one that stays itself. `retags`: the stack's own tags change, which every resource takes over.
 */
export function compareChangeSet(
  stack: StackPlan,
  changes: readonly ChangeSetChange[],
  checks: readonly FailedCheck[],
  retags: boolean,
): Answer {
  const planned = Map.groupBy(stack.nodes, ({ logicalId }) => logicalId);
  const real = withoutEchoes(stack, changes);
  const surprises = real.flatMap((change) => surpriseOf(change, planned.get(change.logicalId) ?? [], retags));
  if (surprises.length === 0 && checks.length === 0) return { kind: 'confirmed' };
  return { kind: 'more', surprises: surprises.sort(worstFirst), checks };
}

/** CloudFormation's name of what it finds out before it begins: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html */
const NAME_TAKEN = 'NAME_CONFLICT_VALIDATION';

/**
 * Types that CloudFormation takes over by their name alone, and that templates keep when their document goes: their primary identifier is the name
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html). So is a bucket's, but its policy is kept,
 * too, and has no name of its own.
 */
const TAKEN_OVER: ReadonlySet<string> = new Set(['AWS::DynamoDB::Table', 'AWS::Logs::LogGroup']);

/**
 * What a refusal comes to. Where nothing stands against a change set but names of things that an apply takes over, it is none: the apply asks again,
 * in a way that does so.
 */
export function readRefusal(reason: string, stack: StackPlan | undefined, checks: readonly FailedCheck[]): Answer {
  const failed = checks.filter(({ mode }) => mode === 'fail');
  const taken = failed.flatMap(({ name, logicalId }) => {
    const node = stack?.nodes.find((one) => one.logicalId === logicalId && one.action === 'create');
    return name === NAME_TAKEN && node !== undefined && TAKEN_OVER.has(node.type) ? [node] : [];
  });
  if (taken.length === 0 || taken.length < failed.length) return { kind: 'refused', reason, checks };
  const surprises = taken.map(({ logicalId, type }): Surprise => {
    return { logicalId, type, effect: 'taken-over', losesData: false };
  });
  return { kind: 'more', surprises, checks: checks.filter(({ mode }) => mode === 'warn') };
}

function surpriseOf(change: ChangeSetChange, nodes: readonly PlanNode[], retags: boolean): readonly Surprise[] {
  const effect = unplannedEffect(change, nodes, retags);
  if (effect === undefined) return [];
  const { logicalId, type } = change;
  const isNamed = nodes.some(({ impact }) => impact === 'may-replace');
  const losesData = !isNamed && (effect === 'removed' || effect === 'replaced') && holdsData(type);
  return [{ logicalId, type, effect, losesData }];
}

function unplannedEffect(
  change: ChangeSetChange,
  nodes: readonly PlanNode[],
  retags: boolean,
): SurpriseEffect | undefined {
  const plans = (action: PlanNode['action']) => nodes.some((node) => node.action === action);
  switch (change.action) {
    case 'add':
      return plans('create') ? undefined : 'added';
    case 'remove':
      return plans('delete') ? undefined : 'removed';
    case 'modify':
      return plans('replace') || plans('create') ? undefined : unplannedChange(change, nodes, retags);
    case 'import':
      return 'taken-over';
    case 'other':
      return 'unknown';
  }
}

/** `Conditional` means that CloudFormation knows only while it applies: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html */
function unplannedChange(
  { replacement, scope = [] }: ChangeSetChange,
  nodes: readonly PlanNode[],
  retags: boolean,
): SurpriseEffect | undefined {
  if (replacement === 'True') return 'replaced';
  if (replacement === 'Conditional' && !nodes.some(({ impact }) => impact === 'may-replace')) return 'may-be-replaced';
  if (nodes.some(({ action }) => action === 'update')) return undefined;
  return retags && scope.length > 0 && scope.every((part) => part === 'Tags') ? undefined : 'changed';
}

function worstFirst(a: Surprise, b: Surprise): number {
  const rank = ({ effect, losesData }: Surprise) =>
    SURPRISE_EFFECTS.indexOf(effect) - (losesData ? SURPRISE_EFFECTS.length : 0);
  return rank(a) - rank(b) || (a.logicalId < b.logicalId ? -1 : 1);
}
