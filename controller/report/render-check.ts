import type { CheckContent } from './port.ts';
import { renderApply } from './render-apply.ts';
import { renderDrift } from './render-drift.ts';
import { renderPlan } from './render-plan.ts';
import type { Report } from './report.ts';

/** A report as the content of its GitHub check, within GitHub's limits (G1). Pure: the same report, the same bytes (P4). */
export function renderCheck(report: Report): CheckContent {
  switch (report.kind) {
    case 'plan':
      return renderPlan(report);
    case 'apply':
      return renderApply(report);
    case 'drift':
      return renderDrift(report);
  }
}
