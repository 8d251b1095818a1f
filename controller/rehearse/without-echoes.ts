import type { ChangeCause, ChangeSetChange } from '../apply/port.ts';
import type { PlanNode, StackPlan } from '../plan/plan.ts';

/**
 * Attributes that our templates take of resources and that name them, so that they stay what they are while the resource does. What can be another one
 * after an update, as a `Version` or a `StreamArn`, is not among them.
 */
const NAMING = new Set(['Arn', 'AllocationId', 'GroupId', 'QueueName', 'RootResourceId', 'TopicName']);

/**
 * Leaves out what a change set names only because it refers to a resource that is updated where it stands. CloudFormation lists all that refers to
 * something that changes, to the last, as `Conditional` where another value would replace it; but a resource that is not replaced keeps its
 * name and ARN. Told anyway, it would be in nearly every check, and read in none. Pure.
 */
export function withoutEchoes(stack: StackPlan, changes: readonly ChangeSetChange[]): readonly ChangeSetChange[] {
  const planned = Map.groupBy(stack.nodes, ({ logicalId }) => logicalId);
  const byId = new Map(changes.map((change) => [change.logicalId, change]));
  const known = new Map<string, boolean>();

  const isEcho = ({ reference }: ChangeCause): boolean => {
    if (reference === undefined) return false;
    const [id = '', attribute] = reference.split('.');
    return (attribute === undefined || NAMING.has(attribute)) && staysItself(id);
  };
  const staysItself = (id: string): boolean => {
    const before = known.get(id);
    if (before !== undefined) return before;
    known.set(id, false);
    const stays = !(planned.get(id) ?? []).some(mayBecomeAnother) && isUpdatedInPlace(byId.get(id), isEcho);
    known.set(id, stays);
    return stays;
  };
  return changes.flatMap((change) => withoutEcho(change, isEcho));
}

function mayBecomeAnother({ action, impact }: PlanNode): boolean {
  return action === 'create' || action === 'replace' || action === 'delete' || impact === 'may-replace';
}

function isUpdatedInPlace(change: ChangeSetChange | undefined, isEcho: (cause: ChangeCause) => boolean): boolean {
  if (change === undefined) return true;
  const [rest] = withoutEcho(change, isEcho);
  return rest === undefined || (rest.action === 'modify' && rest.replacement === 'False');
}

function withoutEcho(change: ChangeSetChange, isEcho: (cause: ChangeCause) => boolean): readonly ChangeSetChange[] {
  const { action, causes, replacement } = change;
  if (action !== 'modify' || causes === undefined) return [change];
  const left = causes.filter((cause) => !isEcho(cause));
  if (left.length === 0) return [];
  const isCertain = replacement !== 'Conditional' || left.some(({ recreation = 'Never' }) => recreation !== 'Never');
  const scope = [...new Set(left.map(({ part }) => part))];
  return [{ ...change, causes: left, scope, ...(!isCertain && { replacement: 'False' }) }];
}
