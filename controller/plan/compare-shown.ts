import { maskValue } from '../lib/mask.ts';
import { type Leaf, leavesOf, sameValue } from './leaves.ts';
import { IMPACTS, type Impact, type Plan, type PlanNode, type StackPlan } from './plan.ts';
import type { Cause, Deviation, Deviations, Doing } from './shown.ts';

/** Differences that are kept by name, and properties of each: more than anybody reads in a check. */
const MAX_DEVIATIONS = 200;
const MAX_CHANGES = 10;

/** What a plan is compared with. */
export interface ShownPlans {
  /** The plan of the pull request that the commit was merged with. */
  readonly own: Plan;
  /** Plans of other pull requests that are applied with it. */
  readonly others: readonly Plan[];
  /** Stacks that somebody changed outside of Holdfast. */
  readonly outside: ReadonlySet<string>;
}

/**
 * What a plan does that nobody was shown, what it does from another starting value, and what was shown on its own pull request and is not to
 * be done. Shown is what any of the plans had: the same resource, no worse an impact, the same values in the end. Pure.
 */
export function compareShown(plan: Plan, shown: ShownPlans): Deviations {
  const plans = [shown.own, ...shown.others];
  const all = [
    ...plan.stacks.flatMap((stack) => deviationsOf(stack, plans, (name) => causeOf(name, plan, shown))),
    ...goneFrom(shown.own, plan, (name) => causeOf(name, plan, shown)),
  ];
  const count = (kind: Deviation['kind']) => all.filter((one) => one.kind === kind).length;
  const list = (['unseen', 'start', 'gone'] as const).flatMap((kind) => all.filter((one) => one.kind === kind));
  const counts = { unseen: count('unseen'), start: count('start'), gone: count('gone') };
  const unseen = Map.groupBy(
    all.filter(({ kind }) => kind === 'unseen'),
    ({ stack }) => stack,
  );
  return {
    counts,
    list: list.slice(0, MAX_DEVIATIONS),
    unseen: Object.fromEntries([...unseen].map(([stack, found]) => [stack, found.length])),
  };
}

type CauseOf = (stack: string) => Cause;

/** The registry said the same when the plan was shown: what is there moved. Else the registry did. */
function causeOf(name: string, plan: Plan, { own, outside }: ShownPlans): Cause {
  if (outside.has(name)) return 'outside';
  const [now, before] = [plan, own].map(({ stacks }) => stacks.find((stack) => stack.name === name));
  return before !== undefined && before.templateDigest === now?.templateDigest ? 'applied' : 'registry';
}

function deviationsOf(stack: StackPlan, plans: readonly Plan[], cause: CauseOf): readonly Deviation[] {
  if (stack.action === 'noop') return [];
  const shown = plans.flatMap(({ stacks }) =>
    stacks.filter(({ name, action }) => name === stack.name && action !== 'noop'),
  );
  const nodes = Map.groupBy(shown.flatMap(changed), keyOf);
  const base = { stack: stack.name, because: cause(stack.name) };
  const found = changed(stack).flatMap((node) => {
    const difference = compareNode(node, nodes.get(keyOf(node)) ?? []);
    return difference === undefined ? [] : [{ ...difference, ...nameOf(node), ...base }];
  });
  return [...found, ...stackDeviation(stack, shown, base)];
}

/** Another type under the same logical id is another resource. */
function keyOf({ logicalId, type }: PlanNode): string {
  return `${type} ${logicalId}`;
}

function changed({ nodes }: StackPlan): readonly PlanNode[] {
  return nodes.filter(({ action }) => action !== 'noop');
}

type Found = Pick<Deviation, 'kind' | 'shown' | 'now' | 'changes'>;

function compareNode(node: PlanNode, shown: readonly PlanNode[]): Found | undefined {
  const now = doing(node);
  const alike = shown.filter(({ action }) => (action === 'delete') === (node.action === 'delete'));
  const worst = alike.toSorted((a, b) => rank(b.impact) - rank(a.impact))[0];
  const seen = worst ?? shown[0];
  const before = seen === undefined ? {} : { shown: doing(seen) };
  const leaves = leavesOf(node.changes);
  const known = alike.flatMap(({ changes }) => leavesOf(changes));
  const other = leaves.filter(
    (leaf) => !known.some(({ path, value }) => path === leaf.path && sameValue(value, leaf.value)),
  );
  const isWorse = worst === undefined || rank(node.impact) > rank(worst.impact);
  // Of what nobody was shown at all, the plan itself has the values.
  if (isWorse || other.length > 0) {
    return { kind: 'unseen', ...before, now, changes: seen === undefined ? [] : valuesOf(other, known) };
  }
  const starts = leaves.filter((leaf) => !startsAsShown(leaf, known));
  if (node.action === 'create' || starts.length === 0) return undefined;
  return { kind: 'start', ...before, now, changes: startsOf(starts, known) };
}

/** A value that one of the merged pull requests sets is where the next one begins. What is created begins nowhere. */
function startsAsShown(leaf: Leaf, known: readonly Leaf[]): boolean {
  return known.some(
    ({ path, value, old }) => path === leaf.path && (sameValue(old, leaf.old) || sameValue(value, leaf.old)),
  );
}

function valuesOf(leaves: readonly Leaf[], known: readonly Leaf[]): Deviation['changes'] {
  return leaves.slice(0, MAX_CHANGES).map(({ path, value }) => {
    const before = known.findLast((leaf) => leaf.path === path)?.value;
    return {
      path,
      ...(before !== undefined && { shown: maskValue(path, before) }),
      ...(value !== undefined && { now: maskValue(path, value) }),
    };
  });
}

function startsOf(leaves: readonly Leaf[], known: readonly Leaf[]): Deviation['changes'] {
  const begins = (all: readonly Leaf[]) =>
    all.map(({ path, old }) => ({ path, ...(old !== undefined && { value: old }) }));
  return valuesOf(begins(leaves), begins(known));
}

/** Parameters and tags reach resources without a change of their own; a deletion of a stack that holds nothing has no resource at all. */
function stackDeviation(
  { action, notes, nodes }: StackPlan,
  shown: readonly StackPlan[],
  where: Pick<Deviation, 'stack' | 'because'>,
): readonly Deviation[] {
  const base = { kind: 'unseen', changes: [], ...where } as const;
  if (action === 'delete' && nodes.length === 0 && !shown.some((one) => one.action === 'delete')) {
    return [{ ...base, notes: ['is deleted'] }];
  }
  if (shown.some((one) => one.action === 'create')) return [];
  const known = shown.flatMap((one) => one.notes);
  const other = notes.filter((note) => !known.some((one) => one === note || leadsTo(note, one)));
  return other.length === 0 ? [] : [{ ...base, notes: other }];
}

/** `parameter Vpc: old → new` was shown with any beginning, or when the value was not known yet. */
function leadsTo(note: string, shown: string): boolean {
  const [subject, end] = [note.split(': ')[0], note.split(' → ').at(-1)];
  if (shown.split(': ')[0] !== subject || !shown.includes(' → ')) return false;
  return [end, '(known after apply)'].includes(shown.split(' → ').at(-1));
}

function goneFrom(own: Plan, plan: Plan, cause: CauseOf): readonly Deviation[] {
  const done = new Set(
    plan.stacks.flatMap((stack) => changed(stack).map(({ logicalId }) => `${stack.name}/${logicalId}`)),
  );
  return own.stacks.flatMap((stack) => {
    const gone = changed(stack).filter(({ logicalId }) => !done.has(`${stack.name}/${logicalId}`));
    if (gone.length === 0) return [];
    const base = { kind: 'gone', stack: stack.name, changes: [], because: cause(stack.name) } as const;
    return gone.map((node) => ({ ...base, ...nameOf(node), shown: doing(node) }));
  });
}

function nameOf({ logicalId, type, source }: PlanNode): Pick<Deviation, 'logicalId' | 'type' | 'document'> {
  return { logicalId, type, ...(source?.document !== undefined && { document: source.document }) };
}

function doing({ action, impact }: PlanNode): Doing {
  return { action, impact };
}

function rank(impact: Impact): number {
  return IMPACTS.indexOf(impact);
}
