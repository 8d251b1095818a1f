import { budgetLimits } from '../budget-limits.ts';
import { compareCosts } from '../cost/change.ts';
import { checkBudgets } from '../cost/check.ts';
import { type Estimate, estimateStacks } from '../cost/estimate.ts';
import { type Finding, hasErrors, sortFindings } from '../diagnostics/finding.ts';
import { type CompiledCommit, compileCommit } from '../plan-commit.ts';
import { priceFindings } from '../plan-cost.ts';
import { renderFindingsMarkdown } from '../report/render-markdown.ts';
import { renderFindingsText } from '../report/render-text.ts';
import { WORKING_FOLDER } from '../source/snapshot.ts';
import { estimateJson } from './cost-json.ts';
import type { CostOrder } from './cost-order.ts';
import { renderCost } from './cost-table.ts';
import { type CommonOptions, type ExitCode, type Io, printJson } from './io.ts';
import { paletteOf } from './palette.ts';
import { openRegistry } from './registry.ts';

/** Options of `cost`. */
export interface CostOptions extends CommonOptions {
  readonly by: CostOrder;
}

/** `holdfast cost`: what the registry costs a month, from its templates alone. Needs no AWS. */
export async function run(options: CostOptions, io: Io): Promise<ExitCode> {
  const compiled = await compileCommit(WORKING_FOLDER, await openRegistry(options, io));
  const { estimate, findings } = costOf(compiled);
  if (options.format === 'json') printJson(io, estimateJson(estimate, findings));
  else {
    if (estimate !== undefined) io.out(renderCost(estimate, options.by, options.format));
    if (estimate === undefined || findings.length > 0) io.out(findingsText(compiled, findings, options, io));
  }
  return hasErrors(findings) ? 1 : 0;
}

/** The estimate, absent when an error stopped compiling, and everything that there is to say. */
function costOf({ estimate, platform, registry, findings }: CompiledCommit): {
  readonly estimate?: Estimate;
  readonly findings: readonly Finding[];
} {
  if (estimate === undefined || platform === undefined) return { findings };
  const added = compareCosts(estimateStacks([], estimate.region), estimate);
  const budgets = checkBudgets(added, estimate, budgetLimits(registry.documents));
  return { estimate, findings: sortFindings([...findings, ...priceFindings(estimate, platform), ...budgets]) };
}

function findingsText(
  { registry }: CompiledCommit,
  findings: readonly Finding[],
  options: CostOptions,
  io: Io,
): string {
  const documents = registry.documents.filter(({ partOf }) => partOf === undefined).length;
  if (options.format === 'markdown') return `\n${renderFindingsMarkdown(findings, documents)}`;
  return `\n${renderFindingsText(findings, documents, paletteOf(io))}`;
}
