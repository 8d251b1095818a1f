import { holdsData } from '../plan/holds-data.ts';
import type { Impact, Plan, PlanNode, StackPlan } from '../plan/plan.ts';
import { type ChangeLine, changeLines, identifier, resourceName, shortType } from './change-lines.ts';
import { plural } from './counts.ts';
import { blocks, code, prose, table } from './markdown.ts';
import { type PermissionLine, permissionChanges } from './permissions.ts';

/** Rows listed in one section of a check. More never fit into 65,535 bytes, and making them all would only cost time. */
export const CHECK_ROWS = 1_500;

/** Resources with details in a check: each takes more than 110 bytes. */
export const CHECK_DETAILS = 600;

interface Risk {
  readonly impact: Impact;
  /** Left out where it is the same whether data goes with the resource or not. */
  readonly data?: boolean;
  readonly effect: string;
}

/** What a reader must know before an impact happens (P6), worst first. */
const RISKS: readonly Risk[] = [
  { impact: 'destroy', data: true, effect: 'is **deleted** with everything it holds' },
  { impact: 'replace', data: true, effect: 'is **replaced**: a new one is made, this one goes with what it holds' },
  { impact: 'destroy', data: false, effect: 'is **deleted**' },
  { impact: 'replace', data: false, effect: 'is **replaced**: a new one is made, this one goes' },
  { impact: 'may-replace', effect: '**may be replaced**: CloudFormation decides when it applies the change' },
  { impact: 'orphan', effect: 'leaves the registry but **stays in AWS**, no longer managed' },
];

/** Actions in a table; what takes something away is bold. */
const ACTIONS = { create: 'create', update: 'update', replace: '**replace**', delete: '**delete**', noop: '' } as const;

const EFFECTS = { gained: 'gains', lost: 'loses', limited: 'is limited by', changed: 'changes' } as const;

/** Replacements and deletions by name, worst first; empty when nothing is at risk. */
export function riskSection(plan: Plan, limit: number): string {
  const risks = risksOf(plan);
  if (risks.length === 0) return '';
  const lines = risks.slice(0, limit).map(({ node, effect }) => `- ${resourceCell(node)} ${effect}`);
  return blocks(['### Replaced or deleted', lines.join('\n'), leftOver(risks.length - lines.length)]);
}

/** What is taken away, worst first, and how in Markdown. */
export function risksOf(plan: Plan): readonly { readonly node: PlanNode; readonly effect: string }[] {
  const nodes = changedNodes(plan);
  return RISKS.flatMap(({ impact, data, effect }) =>
    nodes
      .filter((node) => node.impact === impact && (data === undefined || holdsData(node.type) === data))
      .map((node) => ({ node, effect })),
  );
}

/** Who may do what, before and after; empty when no permission changes (P6). */
export function permissionSection(plan: Plan, limit: number): string {
  const rows = permissionChanges(plan, limit).flatMap(({ node, lines }) =>
    lines.map((line, index) => [index === 0 ? resourceCell(node) : '', EFFECTS[line.effect], permissionCell(line)]),
  );
  if (rows.length === 0) return '';
  return blocks(['### Permissions', table(['Resource', '', 'Permission'], rows)]);
}

/**
 * One table per stack that CloudFormation is called for: action, resource, type, and every property from old to new. `drifted` are
 * resources, as `<stack>/<logical id>`, that are marked as not being what was applied last.
 */
export function changesSection(plan: Plan, limit: number, drifted: ReadonlySet<string> = new Set()): string {
  const { stacks, left } = limitNodes(plan, limit);
  return stacks.length === 0
    ? ''
    : blocks(['### Changes', ...stacks.map((stack) => stackSection(stack, drifted)), leftOver(left)]);
}

/** Stacks that change, with the first `limit` of their changed resources, and the number of resources left out. */
export function limitNodes(
  plan: Plan,
  limit: number,
): { readonly stacks: readonly StackPlan[]; readonly left: number } {
  let room = limit;
  let left = 0;
  const stacks: StackPlan[] = [];
  for (const stack of plan.stacks.filter(({ action }) => action !== 'noop')) {
    const changed = stack.nodes.filter((node) => node.action !== 'noop');
    const nodes = changed.slice(0, room);
    if (nodes.length > 0 || changed.length === 0) stacks.push({ ...stack, nodes });
    room -= nodes.length;
    left += changed.length - nodes.length;
  }
  return { stacks, left };
}

/** Nodes that something happens to, in plan order. */
export function changedNodes(plan: Plan): readonly PlanNode[] {
  return plan.stacks.flatMap((stack) => stack.nodes.filter((node) => node.action !== 'noop'));
}

/** A resource as table cells and lists name it: its document, and its logical id unless that says the same. */
export function resourceCell(node: PlanNode): string {
  const name = resourceName(node);
  return name === node.logicalId ? code(name) : `${code(name)} ${code(node.logicalId)}`;
}

/** A changed property in Markdown: name, old → new. */
export function changeCell({ property, before, after, masked }: ChangeLine): string {
  const [old, planned] = [before, after].map((side) => (side === undefined ? 'none' : code(side)));
  return masked ? `${code(property)}: changed (${old} → ${planned})` : `${code(property)}: ${old} → ${planned}`;
}

/** The line under a list that does not hold all; empty when it does. */
export function leftOver(count: number): string {
  return count > 0 ? `… and ${plural(count, 'more resource')}.` : '';
}

function stackSection({ name, action, notes, nodes }: StackPlan, drifted: ReadonlySet<string>): string {
  const rows = nodes.flatMap((node) => nodeRows(node, drifted.has(`${name}/${node.logicalId}`)));
  return blocks([
    `**${action}** ${code(name)}`,
    notes.map((note) => `- stack ${prose(note)}`).join('\n'),
    nodes.length === 0 ? '' : table(['Action', 'Resource', 'Type', 'Change'], rows),
  ]);
}

function nodeRows(node: PlanNode, drifted: boolean): readonly (readonly string[])[] {
  const id = identifier(node);
  const whole = id === undefined ? [] : [code(id)];
  const [first = '', ...more] =
    node.action === 'update' || node.action === 'replace' ? changeLines(node).map(changeCell) : whole;
  const action = `${ACTIONS[node.action]}${drifted ? ', drifted' : ''}`;
  const head = [action, resourceCell(node), code(shortType(node.type)), first];
  return [head, ...more.map((cell) => ['', '', '', cell])];
}

function permissionCell(line: PermissionLine): string {
  return line.effect === 'changed' ? changeCell(line.change) : code(line.text);
}
