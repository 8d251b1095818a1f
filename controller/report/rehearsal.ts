import type { Plan, PlanNode } from '../plan/plan.ts';
import {
  isContradiction,
  losesData,
  type StackAnswer,
  type Surprise,
  type SurpriseEffect,
} from '../rehearse/answer.ts';
import type { FailedCheck } from '../rehearse/port.ts';
import { shortType } from './change-lines.ts';
import { plural } from './counts.ts';
import { blocks, code, prose, table } from './markdown.ts';
import { leftOver, resourceCell } from './plan-sections.ts';

const EFFECTS: Readonly<Record<SurpriseEffect, string>> = {
  removed: 'would be **removed**',
  replaced: 'would be **replaced**',
  'may-be-replaced': 'may be **replaced**',
  added: 'would be created',
  changed: 'would be changed',
  'taken-over': 'exists already, and would be **taken over** as it is',
  unknown: 'would be touched in a way that Holdfast does not know',
};

type Told = Extract<StackAnswer['answer'], { kind: 'more' | 'refused' }>;

/** In a title: that CloudFormation contradicts the plan, or adds to it; empty when it does not. */
export function rehearsalTitle(answers: readonly StackAnswer[] = []): string {
  const contradictions = answers.map(({ answer }) => answer).filter(isContradiction);
  if (contradictions.length === 0) return '';
  const losses = contradictions.filter(losesData).length;
  if (losses === contradictions.length) return 'CloudFormation would lose data that the plan keeps';
  return `CloudFormation refuses ${plural(contradictions.length - losses, 'stack')}`;
}

/** True when CloudFormation says more than the plan, in a way that nothing is lost by. */
export function saysMore(answers: readonly StackAnswer[] = []): boolean {
  return answers.some(({ answer }) => answer.kind === 'more');
}

/** What CloudFormation says that the plan does not; stands above everything else. Empty when it says the same. */
export function contradictionSection(
  answers: readonly StackAnswer[] = [],
  plan: Plan | undefined,
  limit: number,
): string {
  const told = answers.flatMap(({ stack, answer }) =>
    answer.kind === 'more' || answer.kind === 'refused' ? [{ stack, answer }] : [],
  );
  if (told.length === 0) return '';
  const parts = told.map(({ stack, answer }) => stackPart(stack, answer, plan, limit));
  return blocks(['### CloudFormation says more than this plan', ...parts]);
}

/** Which stacks CloudFormation confirms, and of which it said nothing, with the reason. Empty while it was not asked. */
export function confirmedLines(answers: readonly StackAnswer[] = []): string {
  const confirmed = answers.filter(({ answer }) => answer.kind === 'confirmed').length;
  const open = answers.flatMap(({ stack, answer }) =>
    answer.kind === 'none' ? [`Not confirmed: ${code(stack)}, because ${prose(answer.because)}.`] : [],
  );
  return blocks([confirmed === 0 ? '' : `Confirmed by CloudFormation: ${plural(confirmed, 'stack')}.`, ...open]);
}

function stackPart(stack: string, answer: Told, plan: Plan | undefined, limit: number): string {
  const nodes = plan?.stacks.find(({ name }) => name === stack)?.nodes ?? [];
  const head = answer.kind === 'refused' ? `refuses ${code(stack)}: ${prose(answer.reason)}` : `about ${code(stack)}:`;
  const surprises = answer.kind === 'more' ? answer.surprises : [];
  return blocks([
    answer.kind === 'refused' ? `It ${head}` : `What it says ${head}`,
    surprises
      .slice(0, limit)
      .map((one) => surpriseLine(one, nodes))
      .join('\n'),
    leftOver(surprises.length - limit),
    checksTable(answer.checks, limit),
  ]);
}

function surpriseLine(surprise: Surprise, nodes: readonly PlanNode[]): string {
  const { logicalId, type, effect } = surprise;
  const node = nodes.find((one) => one.logicalId === logicalId);
  const name = node === undefined ? code(logicalId) : resourceCell(node);
  const loss = surprise.losesData ? ', **with what it holds**, which this plan does not say' : '';
  return `- ${name} (${code(shortType(type))}) ${EFFECTS[effect]}${loss}`;
}

function checksTable(checks: readonly FailedCheck[], limit: number): string {
  if (checks.length === 0) return '';
  const rows = checks
    .slice(0, limit)
    .map(({ name, logicalId, path, reason, mode }) => [
      mode === 'fail' ? '**failed**' : 'warning',
      code(name),
      logicalId === undefined ? '' : code(path === undefined ? logicalId : `${logicalId} ${path}`),
      prose(reason),
    ]);
  return table(['', 'Check', 'Resource', 'Reason'], rows);
}
