import { type Finding, hasErrors } from '../diagnostics/finding.ts';
import { CONFIRM_ACTION, consentSection, consentTitle, openConsents, withoutConsents } from './consent.ts';
import { countActions, plural, touched } from './counts.ts';
import { cutMarkdown } from './cut.ts';
import { annotationsOf, countFindings, findingsSection } from './findings.ts';
import { healthSection, isUnhealthy, unhealthyTitle } from './health-section.ts';
import { blocks, code, prose, table } from './markdown.ts';
import { planDetails } from './plan-details.ts';
import { CHECK_DETAILS, CHECK_ROWS, changesSection, permissionSection, riskSection } from './plan-sections.ts';
import type { CheckContent } from './port.ts';
import { identity, sentence } from './render-plan.ts';
import type { ApplyReport, StackProgress } from './report.ts';
import { rescueHeadline, rescueTitle } from './rescue.ts';
import { shownSection, unseenTitle } from './shown.ts';

/** Where a reader finds what GitHub's limits cut off (G1). */
const ELSEWHERE = '`holdfast history` and `holdfast plan --format markdown` print all of it.';

/** How a stack's state reads; what needs an eye is bold. */
const STATES: Readonly<Record<StackProgress['state'], string>> = {
  waiting: 'waiting',
  'in-progress': '**in progress**',
  applied: 'applied',
  failed: '**failed**',
  skipped: 'skipped',
};

/**
 * The check `holdfast/apply`: how far applying the reported commit got. Without conclusion while it goes on.
 * Anything but success is `failure`, superseded, stopped and rolled back too: this commit is not what AWS runs (G2). So is a commit that is
 * applied and broke something: whoever merged it has to see that. What was broken before it leaves it green.
 */
export function renderApply(report: ApplyReport): CheckContent {
  const content = {
    title: applyTitle(report),
    summary: cutMarkdown(applySummary(report, CHECK_ROWS), ELSEWHERE),
    text: report.plan === undefined ? '' : cutMarkdown(planDetails(report.plan, CHECK_DETAILS), ELSEWHERE),
    annotations: annotationsOf(report.findings),
    actions: openConsents(report.findings).length === 0 ? [] : [CONFIRM_ACTION],
  };
  if (report.state === 'in-progress') return content;
  const isWhatRuns = report.state === 'succeeded' && report.rollback === undefined && !isUnhealthy(report.health);
  return { ...content, conclusion: isWhatRuns ? 'success' : 'failure' };
}

/** The apply check's one-line title. Plain text. */
export function applyTitle(report: ApplyReport): string {
  const { state, problem, findings, stacks } = report;
  const because = problem === undefined ? '' : `: ${sentence(problem)}`;
  if (report.rescue !== undefined) return rescueTitle(report, report.rescue.stack, because);
  if (report.rollback !== undefined) return rollbackTitle(report, because);
  switch (state) {
    case 'in-progress':
      return `Applying: ${doneOf(stacks)}`;
    case 'succeeded':
      return report.health !== undefined && isUnhealthy(report.health)
        ? unhealthyTitle(report.health)
        : `${appliedTitle(report)}${unseenTitle(report.shown)}`;
    case 'failed':
      return failedTitle(stacks, because);
    case 'superseded':
      return 'Superseded by a newer commit';
    case 'stopped':
      return stoppedTitle(findings, because);
  }
}

function stoppedTitle(findings: readonly Finding[], because: string): string {
  const errors = countFindings(withoutConsents(findings), 'error');
  return errors === '' ? consentTitle(findings) || `Stopped${because}` : `Stopped: ${errors}`;
}

/** The sections of an apply in the order of their weight, each with at most `limit` rows. */
export function applySummary(report: ApplyReport, limit: number): string {
  const { plan, sha } = report;
  const findings = withoutConsents(report.findings);
  return blocks([
    consentSection(report.findings, plan?.digest, 'branch', limit),
    headline(report),
    hasErrors(findings) ? findingsSection(findings, limit) : '',
    failureSection(report.stacks),
    healthSection(report.health, sha, limit),
    outputsSection(report),
    progressSection(report.stacks),
    report.shown === undefined ? '' : shownSection(report.shown, limit),
    ...(plan === undefined
      ? []
      : [riskSection, permissionSection, changesSection].map((section) => section(plan, limit))),
    hasErrors(findings) ? '' : findingsSection(findings, limit),
    identity(sha, plan),
  ]);
}

function rollbackTitle({ state, sha, stacks, health }: ApplyReport, because: string): string {
  const to = sha.slice(0, SHORT_SHA);
  switch (state) {
    case 'in-progress':
      return `Rolling back to ${to}: ${doneOf(stacks)}`;
    case 'succeeded':
      return `Rolled back to ${to}${isUnhealthy(health) ? ', which is unhealthy too' : ''}`;
    case 'failed':
      return `Rollback to ${to}: ${failedTitle(stacks, because)}`;
    case 'superseded':
      return `Rollback to ${to}: superseded`;
    case 'stopped':
      return `Rollback to ${to} refused${because}`;
  }
}

const SHORT_SHA = 12;

/** Who went back to what, and how to go forward. */
function rollbackHeadline(report: ApplyReport, by: string): string {
  const { sha, state, stacks, problem } = report;
  const because = problem === undefined ? '' : ` ${prose(problem)}`;
  const forward = 'A new commit on the branch goes forward, and so does `holdfast reconcile` with this one.';
  const to = `${code(sha)}, asked for by ${prose(by)}`;
  switch (state) {
    case 'in-progress':
      return `**Rolling back** to ${to}: ${doneOf(stacks)}.`;
    case 'succeeded':
      return `**Rolled back** to ${to}. AWS is as that commit says, and not as this one. ${forward}`;
    case 'failed':
      return `**Not rolled back** to ${to}.${because} Stacks marked applied are as that commit says. ${forward}`;
    case 'superseded':
      return `**Superseded**, the rollback to ${to}.${because}`;
    case 'stopped':
      return `**Not rolled back** to ${to}.${because} Nothing was changed.`;
  }
}

/** What the state means for the reader, in a sentence or two. */
function headline(report: ApplyReport): string {
  if (report.rescue !== undefined) return rescueHeadline(report);
  if (report.rollback !== undefined) return rollbackHeadline(report, report.rollback.by);
  const because = report.problem === undefined ? '' : ` ${prose(report.problem)}`;
  switch (report.state) {
    case 'in-progress':
      return `**Applying** this commit: ${doneOf(report.stacks)}.${because}`;
    case 'succeeded':
      return `**${appliedTitle(report)}.** Every planned stack was applied and read back.${because}`;
    case 'failed':
      return `**Not applied.**${because} Stacks marked applied keep the new state, the others have the old one.`;
    case 'superseded':
      return `**Superseded.**${because} A newer commit is applied instead; nothing more is done for this one.`;
    case 'stopped':
      return `**Stopped.**${because} Nothing is applied for this commit.`;
  }
}

function appliedTitle({ plan, stacks }: ApplyReport): string {
  if (stacks.length === 0) return 'Nothing to apply';
  if (plan === undefined || touched(plan.summary) === 0) return `Applied: ${plural(stacks.length, 'stack')}`;
  return `Applied: ${countActions(plan.summary, 'done')}`;
}

function failedTitle(stacks: readonly StackProgress[], because: string): string {
  const failed = stacks.filter((stack) => stack.state === 'failed').length;
  return failed === 0 ? `Failed${because}` : `Failed: ${failed} of ${plural(stacks.length, 'stack')}`;
}

function doneOf(stacks: readonly StackProgress[]): string {
  const applied = stacks.filter((stack) => stack.state === 'applied').length;
  return `${applied} of ${plural(stacks.length, 'stack')} done`;
}

function failureSection(stacks: readonly StackProgress[]): string {
  const failed = stacks.filter((stack) => stack.state === 'failed');
  if (failed.length === 0) return '';
  const lines = failed.map(
    (stack) => `- ${code(stack.name)}: ${prose(stack.reason ?? 'CloudFormation gave no reason.')}`,
  );
  return blocks(['### What failed', lines.join('\n')]);
}

/** The platform is as it should be; what others read of it is not yet. */
function outputsSection({ unpublished }: ApplyReport): string {
  if (unpublished === undefined) return '';
  const sentence = 'The outputs for other tools are tried again at the next resync.';
  return blocks(['### Outputs are not published', `${prose(unpublished)} ${sentence}`]);
}

function progressSection(stacks: readonly StackProgress[]): string {
  if (stacks.length === 0) return '';
  const rows = stacks.map((stack) => [code(stack.name), stack.action, STATES[stack.state], noteOf(stack)]);
  return blocks(['### Stacks', table(['Stack', 'Action', 'State', ''], rows)]);
}

/** A failure's reason has its own section above. */
function noteOf({ state, reason }: StackProgress): string {
  return state === 'failed' || reason === undefined ? '' : prose(reason);
}
