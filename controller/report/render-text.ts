import { type Finding, hasErrors, type Severity } from '../diagnostics/finding.ts';
import { nameOfTarget } from '../health/health.ts';
import { WORKING_FOLDER } from '../source/snapshot.ts';
import { costLines } from './cost.ts';
import { plural } from './counts.ts';
import { countFindings, placeOf } from './findings.ts';
import { isUnhealthy } from './health-section.ts';
import type { Palette } from './palette.ts';
import { applyTitle } from './render-apply.ts';
import { planTitle } from './render-plan.ts';
import type { ApplyReport, PlanReport, Report, StackProgress } from './report.ts';
import { shownLines } from './shown.ts';
import { driftLines } from './text-drift.ts';
import { planLines } from './text-plan.ts';
import { oneLine, visible } from './visible.ts';

const SEVERITY_COLORS: Readonly<Record<Severity, keyof Palette>> = { error: 'red', warning: 'yellow', info: 'cyan' };

const STATE_COLORS: Readonly<Record<StackProgress['state'], keyof Palette>> = {
  waiting: 'dim',
  'in-progress': 'yellow',
  applied: 'green',
  failed: 'red',
  skipped: 'dim',
};

/** A report as text for a terminal, the conclusion last, ending in a line break. Says what the GitHub check says. */
export function renderText(report: Report, palette: Palette): string {
  return `${linesOf(report, palette).join('\n')}\n`;
}

/** What `validate` found in so many documents, as `file:line:column`, code, message and hint; the count last. */
export function renderFindingsText(findings: readonly Finding[], documents: number, palette: Palette): string {
  const counts = (['error', 'warning', 'info'] as const).map((severity) => countFindings(findings, severity));
  const total = counts.filter(Boolean).join(', ') || 'No findings';
  const color = hasErrors(findings) ? palette.red : palette.green;
  return `${[...findingLines(findings, palette), `${color(palette.bold(total))} (${plural(documents, 'document')})`].join('\n')}\n`;
}

function linesOf(report: Report, palette: Palette): readonly string[] {
  switch (report.kind) {
    case 'plan':
      return planReportLines(report, palette);
    case 'apply':
      return applyReportLines(report, palette);
    case 'drift':
      return [...driftLines(report.result, palette), identityLine(report, palette)];
  }
}

function planReportLines(report: PlanReport, palette: Palette): readonly string[] {
  const { plan, cost, findings } = report;
  const title = planTitle(report);
  return [
    ...(plan === undefined ? [] : planLines(plan, palette, report.drift)),
    ...(cost === undefined ? [] : costLines(cost, palette)),
    ...findingLines(findings, palette),
    hasErrors(findings) || plan === undefined ? palette.red(palette.bold(title)) : palette.bold(title),
    identityLine(report, palette),
  ];
}

function applyReportLines(report: ApplyReport, palette: Palette): readonly string[] {
  const { stacks, state, findings } = report;
  const width = Math.max(0, ...stacks.map((stack) => stack.name.length));
  const isGood = state === 'succeeded' && !isUnhealthy(report.health);
  const color = isGood ? palette.green : state === 'in-progress' ? palette.yellow : palette.red;
  return [
    ...findingLines(findings, palette),
    ...stacks.flatMap((stack) => progressLines(stack, width, palette)),
    ...(stacks.length > 0 ? [''] : []),
    ...(report.shown === undefined ? [] : [...shownLines(report.shown), '']),
    color(palette.bold(applyTitle(report))),
    ...(report.unpublished === undefined
      ? []
      : [palette.yellow(`Outputs are not published: ${visible(oneLine(report.unpublished))}`)]),
    ...healthLines(report, palette),
    identityLine(report, palette),
  ];
}

function healthLines({ health }: ApplyReport, palette: Palette): readonly string[] {
  if (health === undefined) return [];
  const ill = health.unwell.map(({ target, health: how, reason }) =>
    palette.yellow(`  ${how}: ${visible(nameOfTarget(target))}: ${visible(oneLine(reason))}`),
  );
  return [`Health: ${health.health}`, ...ill];
}

function progressLines(stack: StackProgress, width: number, palette: Palette): readonly string[] {
  const state = palette[STATE_COLORS[stack.state]](stack.state.padEnd('in-progress'.length));
  const line = `${state}  ${visible(stack.name).padEnd(width)}  ${stack.action}`;
  return stack.reason === undefined ? [line] : [line, `    ${visible(oneLine(stack.reason))}`];
}

function findingLines(findings: readonly Finding[], palette: Palette): readonly string[] {
  return findings.flatMap((finding) => {
    const where = finding.file === '' ? 'registry' : visible(placeOf(finding));
    const weight = palette[SEVERITY_COLORS[finding.severity]](finding.severity);
    const hint = finding.hint === undefined ? [] : [`  ${palette.cyan(`→ ${visible(oneLine(finding.hint))}`)}`];
    return [
      `${palette.bold(where)} ${weight} ${palette.dim(finding.code)}`,
      `  ${visible(oneLine(finding.message))}`,
      ...hint,
      '',
    ];
  });
}

function identityLine(report: Report, palette: Palette): string {
  const digest = report.kind === 'drift' || report.plan === undefined ? '' : ` · plan ${visible(report.plan.digest)}`;
  const subject = report.sha === WORKING_FOLDER ? 'Working folder' : `Commit ${visible(report.sha)}`;
  return palette.dim(`${subject}${digest}`);
}
