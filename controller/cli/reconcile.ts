import { setTimeout as delay } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Option } from 'commander';
import { AWS_RETRY } from '../adapters/aws-retry.ts';
import { requestReconcile } from '../adapters/controller-api.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import type { Ledger, RunRecord } from '../record/port.ts';
import { renderMarkdown } from '../report/render-markdown.ts';
import { renderText } from '../report/render-text.ts';
import { applyReportOf } from '../run-report.ts';
import { openLedger, requireController } from './aws.ts';
import { type CommonOptions, type ExitCode, type Io, printJson, progress } from './io.ts';
import { paletteOf } from './palette.ts';
import { requireEnvironment } from './plan.ts';
import type { Verb } from './verb.ts';

/** Options of `reconcile`. */
export interface ReconcileOptions extends CommonOptions {
  readonly accept?: string;
  readonly wait?: boolean;
}

const POLL_MS = 1000;
const PATIENCE_MS = 15 * 60_000;

/** `holdfast reconcile`: ask the deployed controller to look at the branch head now. */
export const reconcileVerb: Verb<ReconcileOptions> = {
  name: 'reconcile',
  summary: 'Ask the deployed controller to apply the branch head now, also one that failed before.',
  example: 'holdfast reconcile --environment dev --wait',
  options: [
    new Option('--accept <sha>', 'apply this commit although it does not descend from the applied one'),
    new Option('--wait', 'stay until the run has ended, and print its outcome'),
  ],
  async run(options, io) {
    const controller = await requireController(await requireEnvironment(options, io), io.env);
    const ledger = openLedger(controller);
    const since = Date.now();
    const request = {
      action: 'reconcile',
      ...(options.accept !== undefined && { acceptSha: options.accept }),
    } as const;
    const reference = await requestReconcile(controller.reconcileUrl, request, new CloudFormationClient(AWS_RETRY));
    progress(io, options, `Queued as ${reference}.`);
    if (options.wait !== true) return 0;
    return printRun(await untilEnded(ledger, since), options, io);
  },
};

/** The first run that started after a moment and has ended. Throws `StillRunning` after a quarter of an hour. */
export async function untilEnded(ledger: Ledger, since: number): Promise<RunRecord> {
  while (Date.now() < since + PATIENCE_MS) {
    const [newest] = await ledger.listRuns(1);
    if (newest !== undefined && newest.updatedAt >= since && newest.state !== 'in-progress') return newest;
    await delay(POLL_MS);
  }
  const message = 'The run has not ended within 15 minutes; `holdfast status` shows where it stands.';
  throw new HoldfastError(message, { code: 'StillRunning', source: 'holdfast', retryable: true });
}

/** Prints how a run ended; 0 when it succeeded. */
export function printRun(run: RunRecord, options: CommonOptions, io: Io): ExitCode {
  const report = applyReportOf(run);
  if (options.format === 'json') printJson(io, report);
  else io.out(options.format === 'markdown' ? renderMarkdown(report) : renderText(report, paletteOf(io)));
  return run.state === 'succeeded' ? 0 : 1;
}
