import type { Finding } from '../diagnostics/finding.ts';
import { plural } from './counts.ts';
import { countFindings, findingsSection } from './findings.ts';
import { blocks } from './markdown.ts';
import { planDetails } from './plan-details.ts';
import { applySummary } from './render-apply.ts';
import { driftDetails, driftSummary } from './render-drift.ts';
import { planSummary } from './render-plan.ts';
import type { Report } from './report.ts';

/** No limit: a file takes everything. */
const ALL = Number.POSITIVE_INFINITY;

/** A report as one Markdown document without GitHub's limits: what the check shows, then every detail. Ends in a line break. */
export function renderMarkdown(report: Report): string {
  return `${blocks(partsOf(report))}\n`;
}

/** What `validate` found in so many documents, as Markdown. Ends in a line break. */
export function renderFindingsMarkdown(findings: readonly Finding[], documents: number): string {
  const counts = (['error', 'warning', 'info'] as const).map((severity) => countFindings(findings, severity));
  const total = counts.filter(Boolean).join(', ') || 'No findings';
  return `${blocks([`**${total}** (${plural(documents, 'document')})`, findingsSection(findings, ALL)])}\n`;
}

function partsOf(report: Report): readonly string[] {
  switch (report.kind) {
    case 'plan':
      return [
        '## Plan',
        planSummary(report, ALL),
        report.plan === undefined ? '' : details(planDetails(report.plan, ALL)),
      ];
    case 'apply':
      return [
        '## Apply',
        applySummary(report, ALL),
        report.plan === undefined ? '' : details(planDetails(report.plan, ALL)),
      ];
    case 'drift':
      return ['## Drift', driftSummary(report, ALL), details(driftDetails(report.result, ALL))];
  }
}

function details(text: string): string {
  return text === '' ? '' : `### Details\n\n${text}`;
}
