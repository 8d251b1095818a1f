import type { CostChange } from '../cost/change.ts';
import { hasErrors } from '../diagnostics/finding.ts';
import type { PlanDrift } from '../drift/against-plan.ts';
import type { Overlap } from '../plan/overlaps.ts';
import type { Plan } from '../plan/plan.ts';
import { CONFIRM_ACTION, consentSection, consentTitle, openConsents, withoutConsents } from './consent.ts';
import { costSection, costSentence } from './cost.ts';
import { countActions, plural, touched } from './counts.ts';
import { cutMarkdown } from './cut.ts';
import { annotationsOf, countFindings, findingsSection } from './findings.ts';
import { blocks, code, prose, table } from './markdown.ts';
import { planDetails } from './plan-details.ts';
import { CHECK_DETAILS, CHECK_ROWS, changesSection, permissionSection, riskSection } from './plan-sections.ts';
import type { CheckContent } from './port.ts';
import { confirmedLines, contradictionSection, rehearsalTitle, saysMore } from './rehearsal.ts';
import type { PlanReport } from './report.ts';
import { driftedNames, threeWaySection } from './three-way.ts';
import { oneLine, shorten, visible } from './visible.ts';

/** Where a reader finds what GitHub's limits cut off (G1). */
const ELSEWHERE = '`holdfast plan --format markdown` prints all of it.';

/** Longest sentence in a title. */
const TITLE_CHARACTERS = 120;

/**
 * The check `holdfast/plan`: what applying the reported commit would do, or why that is unknown.
 * Conclusion is `failure` on any error finding, on a problem, and without a plan; never neutral (G2).
 */
export function renderPlan(report: PlanReport): CheckContent {
  return {
    title: planTitle(report),
    summary: cutMarkdown(planSummary(report, CHECK_ROWS), ELSEWHERE),
    text: report.plan === undefined ? '' : cutMarkdown(planDetails(report.plan, CHECK_DETAILS), ELSEWHERE),
    annotations: annotationsOf(report.findings),
    actions: openConsents(report.findings).length === 0 ? [] : [CONFIRM_ACTION],
    conclusion: isPlanned(report) ? 'success' : 'failure',
  };
}

/** True when the commit may be applied: planned, without problem or error, and not contradicted by CloudFormation. */
export function isPlanned(report: PlanReport): boolean {
  const isContradicted = rehearsalTitle(report.rehearsal) !== '';
  return report.plan !== undefined && report.problem === undefined && !hasErrors(report.findings) && !isContradicted;
}

/** The plan check's one-line title: errors first, then what somebody has to agree to, then problems, then what CloudFormation contradicts, then counts. Plain text. */
export function planTitle({ findings, plan, problem, rehearsal }: PlanReport): string {
  const errors = countFindings(withoutConsents(findings), 'error') || consentTitle(findings);
  if (errors !== '') return errors;
  if (problem !== undefined) return `Not planned: ${sentence(problem)}`;
  if (plan === undefined) return 'Not planned';
  const contradicted = rehearsalTitle(rehearsal);
  if (contradicted !== '') return contradicted;
  const warnings = findings.filter((finding) => finding.severity === 'warning').length;
  const more = saysMore(rehearsal) ? '; CloudFormation says more' : '';
  return `${planCounts(plan)}${warnings === 0 ? '' : `; ${plural(warnings, 'warning')}`}${more}`;
}

/** What a plan does, in one line of plain text. "No changes" only when no stack is touched (V2). */
export function planCounts(plan: Plan): string {
  if (touched(plan.summary) > 0) return countActions(plan.summary, 'planned');
  const stacks = plan.stacks.filter((stack) => stack.action !== 'noop').length;
  return stacks === 0 ? 'No changes' : `No resource changes, ${plural(stacks, 'stack')} to change`;
}

/** The sections of a plan in the order of their weight, each with at most `limit` rows; all Markdown that is not details. */
export function planSummary(report: PlanReport, limit: number): string {
  const { plan, cost, drift, problem, sha, overlaps = [], mergedInto } = report;
  const findings = withoutConsents(report.findings);
  const broken = hasErrors(findings);
  return blocks([
    problem === undefined ? '' : `**Not planned.** ${prose(problem)}`,
    contradictionSection(report.rehearsal, plan, limit),
    broken ? `**${countFindings(findings, 'error')}.** Nothing is applied until they are fixed.` : '',
    broken ? findingsSection(findings, limit) : '',
    consentSection(report.findings, plan?.digest, 'pull-request', limit),
    overlapSection(overlaps, limit),
    plan === undefined ? '' : planSections(plan, cost, drift, limit),
    broken ? '' : findingsSection(findings, limit),
    confirmedLines(report.rehearsal),
    blocks([identity(sha, plan), mergedInto === undefined ? '' : `Planned as merged into ${code(mergedInto)}.`]),
  ]);
}

/** Open pull requests that change the same: whoever is merged second changes what the first one's author has just seen applied. */
function overlapSection(overlaps: readonly Overlap[], limit: number): string {
  if (overlaps.length === 0) return '';
  const rows = overlaps
    .flatMap(({ number, resources }) =>
      resources.map((resource, index) => [index === 0 ? `#${number}` : '', code(resource)]),
    )
    .slice(0, limit);
  const title = overlaps.length === 1 ? 'Another pull request changes' : 'Other pull requests change';
  return blocks([`### ${title} the same`, table(['Pull request', 'Resource'], rows)]);
}

function planSections(plan: Plan, cost: CostChange | undefined, drift: PlanDrift | undefined, limit: number): string {
  const stacks = plan.stacks.filter((stack) => stack.action !== 'noop').length;
  const unchanged = plan.summary.noop === 0 ? '' : ` ${plural(plan.summary.noop, 'resource')} unchanged.`;
  const scope = stacks === 0 ? '' : ` in ${plural(stacks, 'stack')}`;
  return blocks([
    `**${planCounts(plan)}**${scope}.${unchanged}`,
    cost === undefined ? '' : costSentence(cost),
    riskSection(plan, limit),
    permissionSection(plan, limit),
    cost === undefined ? '' : costSection(cost),
    threeWaySection(drift, limit),
    changesSection(plan, limit, driftedNames(drift)),
  ]);
}

/** The last line of every check: which commit and which plan this is about. */
export function identity(sha: string, plan: Plan | undefined): string {
  const digest = plan === undefined ? '' : ` · plan ${code(plan.digest)}`;
  return `Commit ${code(sha)}${digest}`;
}

/** A sentence fit for a title: one visible line, shortened. */
export function sentence(text: string): string {
  return shorten(visible(oneLine(text)), TITLE_CHARACTERS);
}
