import type { DriftedNode, PlanDrift } from '../drift/against-plan.ts';
import type { Plan, PlanNode, StackPlan } from '../plan/plan.ts';
import { type ChangeLine, changeLines, identifier, resourceName, shortType } from './change-lines.ts';
import type { Palette } from './palette.ts';
import { type PermissionLine, permissionChanges } from './permissions.ts';
import { risksOf } from './plan-sections.ts';
import { threeWayLines, untouchedLines } from './three-way.ts';
import { visible } from './visible.ts';

/** Sign and colour of an action at the start of a line. */
const SIGNS: Readonly<Record<PlanNode['action'], { readonly sign: string; readonly color: keyof Palette }>> = {
  create: { sign: '+', color: 'green' },
  update: { sign: '~', color: 'yellow' },
  replace: { sign: '±', color: 'red' },
  delete: { sign: '-', color: 'red' },
  noop: { sign: ' ', color: 'dim' },
};

const EFFECTS = { gained: '+', lost: '-', limited: 'limited by', changed: '~' } as const;

/** A plan as lines for a terminal: risks, permissions, then every stack that changes, and what had drifted beside. */
export function planLines(plan: Plan, palette: Palette, drift?: PlanDrift): readonly string[] {
  const drifted = new Map((drift?.nodes ?? []).map((node) => [`${node.stack}/${node.logicalId}`, node]));
  const stacks = plan.stacks.filter((stack) => stack.action !== 'noop');
  return [
    ...riskLines(plan, palette),
    ...permissionLines(plan, palette),
    ...stacks.flatMap((stack) => stackLines(stack, drifted, palette)),
    ...untouchedLines(drift, palette),
  ];
}

function riskLines(plan: Plan, palette: Palette): readonly string[] {
  const lines = risksOf(plan).map(
    ({ node, effect }) => `  ${palette.red('!')} ${nameOf(node)} ${effect.replaceAll('*', '')}`,
  );
  return lines.length === 0 ? [] : [palette.bold('Replaced or deleted'), ...lines, ''];
}

function permissionLines(plan: Plan, palette: Palette): readonly string[] {
  const lines = permissionChanges(plan, Number.POSITIVE_INFINITY).flatMap(({ node, lines: permissions }) => [
    `  ${nameOf(node)}`,
    ...permissions.map((line) => `    ${palette.yellow(EFFECTS[line.effect])} ${permissionText(line)}`),
  ]);
  return lines.length === 0 ? [] : [palette.bold('Permissions'), ...lines, ''];
}

function permissionText(line: PermissionLine): string {
  return line.effect === 'changed' ? changeText(line.change) : visible(line.text);
}

function stackLines(stack: StackPlan, drifted: ReadonlyMap<string, DriftedNode>, palette: Palette): readonly string[] {
  const nodes = stack.nodes.filter((node) => node.action !== 'noop');
  const names = Math.max(0, ...nodes.map((node) => nameOf(node).length));
  const types = Math.max(0, ...nodes.map((node) => shortType(node.type).length));
  return [
    palette.bold(`${stack.action} ${visible(stack.name)}`),
    ...stack.notes.map((note) => `  ${palette.dim(`stack ${visible(note)}`)}`),
    ...nodes.flatMap((node) => {
      const drift = drifted.get(`${stack.name}/${node.logicalId}`);
      const lines = nodeLines(node, [names, types], palette);
      return drift === undefined ? lines : [...lines, ...threeWayLines(drift, palette)];
    }),
    '',
  ];
}

function nodeLines(node: PlanNode, [names, types]: readonly [number, number], palette: Palette): readonly string[] {
  const { sign, color } = SIGNS[node.action];
  const head =
    `  ${palette[color](sign)} ${nameOf(node).padEnd(names)}  ${palette.dim(visible(shortType(node.type)).padEnd(types))}${idOf(node)}`.trimEnd();
  return [head, ...changeLines(node).map((line) => `      ${changeText(line)}`)];
}

function changeText({ property, before = 'none', after = 'none', masked }: ChangeLine): string {
  return visible(`${property}: ${masked ? `changed (${before} → ${after})` : `${before} → ${after}`}`);
}

function nameOf(node: PlanNode): string {
  const name = resourceName(node);
  return visible(name === node.logicalId ? name : `${name} ${node.logicalId}`);
}

function idOf(node: PlanNode): string {
  const id = node.action === 'create' || node.action === 'delete' ? identifier(node) : undefined;
  return id === undefined ? '' : `  ${visible(id)}`;
}
