import { setTimeout as delay } from 'node:timers/promises';
import { HoldfastError } from '../diagnostics/error.ts';
import type { Ledger, RunRecord } from '../record/port.ts';
import { renderMarkdown } from '../report/render-markdown.ts';
import { renderText } from '../report/render-text.ts';
import type { ApplyReport } from '../report/report.ts';
import { applyReportOf } from '../run-report.ts';
import { type CommonOptions, type ExitCode, type Io, printJson } from './io.ts';
import { paletteOf } from './palette.ts';
import { planJson } from './plan-json.ts';

const POLL_MS = 1000;
const PATIENCE_MS = 15 * 60_000;

/** The run of this id, once it has ended. Throws `StillRunning` after a quarter of an hour. */
export async function untilRunEnded(ledger: Ledger, id: string): Promise<RunRecord> {
  return patiently(async () => {
    const run = await ledger.readRun(id);
    return run?.state === 'in-progress' ? undefined : run;
  });
}

/** The first run that changed after a moment and has ended. Throws `StillRunning` after a quarter of an hour. */
export async function untilEnded(ledger: Ledger, since: number): Promise<RunRecord> {
  return patiently(async () => {
    const [newest] = await ledger.listRuns(1);
    const hasEnded = newest !== undefined && newest.updatedAt >= since && newest.state !== 'in-progress';
    return hasEnded ? newest : undefined;
  });
}

async function patiently(look: () => Promise<RunRecord | undefined>): Promise<RunRecord> {
  const since = Date.now();
  while (Date.now() < since + PATIENCE_MS) {
    const run = await look();
    if (run !== undefined) return run;
    await delay(POLL_MS);
  }
  const message = 'The run has not ended within 15 minutes; `holdfast status` shows where it stands.';
  throw new HoldfastError(message, { code: 'StillRunning', source: 'holdfast', retryable: true });
}

/** Prints how a run ended; 0 when it succeeded. */
export function printRun(run: RunRecord, options: CommonOptions, io: Io): ExitCode {
  return printApply(applyReportOf(run), options, io);
}

/** Prints what is said about an apply; 0 when it succeeded. The plan in JSON is that of `plan`. */
export function printApply(report: ApplyReport, options: CommonOptions, io: Io): ExitCode {
  if (options.format === 'json') printJson(io, { ...report, ...(report.plan && { plan: planJson(report.plan) }) });
  else io.out(options.format === 'markdown' ? renderMarkdown(report) : renderText(report, paletteOf(io)));
  return report.state === 'succeeded' ? 0 : 1;
}
