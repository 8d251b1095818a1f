import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CLOUDFORMATION_RETRY } from '../adapters/aws-retry.ts';
import { requestReconcile } from '../adapters/controller-api.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import type { DriftResult } from '../drift/drift.ts';
import { planRevert } from '../drift/revert.ts';
import { coverageOf, hasDrifted } from '../report/drift-words.ts';
import { renderMarkdown } from '../report/render-markdown.ts';
import { renderText } from '../report/render-text.ts';
import type { DriftReport } from '../report/report.ts';
import { sayWho } from '../suspension.ts';
import { type DeployedController, openLedger, requireController } from './aws.ts';
import { requireEnvironment } from './environment.ts';
import { printRun, untilEnded } from './follow-run.ts';
import { type CommonOptions, type ExitCode, type Io, printJson, progress } from './io.ts';
import { paletteOf } from './palette.ts';
import { lookNow, sweepingWorld } from './sweeping-world.ts';

/** Options of `drift`. */
export interface DriftOptions extends CommonOptions {
  readonly revert?: boolean;
}

/** `holdfast drift`: look now at everything that is applied, with the caller's credentials; `--revert` asks the controller to put it back. */
export async function run(options: DriftOptions, io: Io): Promise<ExitCode> {
  const controller = await requireController(await requireEnvironment(options, io), io.env);
  const result = await lookNow(await sweepingWorld(controller, options, io));
  if (options.revert === true) {
    if (canRevert(result)) return revert(controller, options, io);
    progress(io, options, 'There is nothing to put back.');
  }
  printDrift({ kind: 'drift', sha: result.sha, result }, options, io);
  return hasDrifted(result) ? 1 : 0;
}

/** Whether a revert would do anything. What was added by hand stays: Git does not name it, so there is nothing to put back. */
function canRevert(result: DriftResult): boolean {
  const { stacks, functions } = planRevert(result);
  return stacks.length > 0 || functions.length > 0;
}

async function revert(controller: DeployedController, options: DriftOptions, io: Io): Promise<ExitCode> {
  const { suspended } = await openLedger(controller).readEnvironment();
  if (suspended !== undefined) {
    throw new HoldfastError(`${sayWho(suspended)}.`, { code: 'Suspended', source: 'user', retryable: false });
  }
  const since = Date.now();
  const client = new CloudFormationClient(CLOUDFORMATION_RETRY);
  const reference = await requestReconcile(controller.reconcileUrl, { action: 'revert' }, client);
  progress(io, options, `Queued as ${reference}.`);
  return printRun(await untilEnded(openLedger(controller), since), options, io);
}

function printDrift(report: DriftReport, options: DriftOptions, io: Io): void {
  if (options.format === 'json') printJson(io, { ...report.result, coverage: coverageOf(report.result) });
  else io.out(options.format === 'markdown' ? renderMarkdown(report) : renderText(report, paletteOf(io)));
}
