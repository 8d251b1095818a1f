import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Option } from 'commander';
import { createApiReader } from '../adapters/apigateway-api.ts';
import { AWS_RETRY } from '../adapters/aws-retry.ts';
import { requestReconcile } from '../adapters/controller-api.ts';
import { createFunctionReader } from '../adapters/lambda-functions.ts';
import type { DriftResult } from '../drift/drift.ts';
import { renderMarkdown } from '../report/render-markdown.ts';
import { renderText } from '../report/render-text.ts';
import type { DriftReport } from '../report/report.ts';
import { lookForDrift } from '../sweep.ts';
import { type DeployedController, openLedger, requireController } from './aws.ts';
import { type CommonOptions, type ExitCode, type Io, printJson, progress } from './io.ts';
import { paletteOf } from './palette.ts';
import { requireEnvironment } from './plan.ts';
import { printRun, untilEnded } from './reconcile.ts';
import { openRegistry } from './registry.ts';
import type { Verb } from './verb.ts';

/** Options of `drift`. */
export interface DriftOptions extends CommonOptions {
  readonly revert?: boolean;
}

/** `holdfast drift`: look now at everything that is applied, with the caller's credentials; `--revert` asks the controller to put it back. */
export const driftVerb: Verb<DriftOptions> = {
  name: 'drift',
  summary: 'Compare what is applied with what is really there; --revert puts back what Git says.',
  example: 'holdfast drift --registry . --revert',
  options: [new Option('--revert', 'ask the deployed controller to put it back, and wait for it')],
  async run(options, io) {
    const controller = await requireController(await requireEnvironment(options, io), io.env);
    if (options.revert === true) return revert(controller, options, io);
    const result = await look(controller, options, io);
    if (result === undefined) {
      progress(io, options, 'Nothing is applied yet, or a run is in progress.');
      return 0;
    }
    printDrift({ kind: 'drift', sha: result.sha, result }, options, io);
    return result.resources.some(({ status }) => status !== 'in-sync' && status !== 'unchecked') ? 1 : 0;
  },
};

/** The lines shown are those of the folder given with `--registry`, which may be another commit than the applied one. */
function look(controller: DeployedController, options: DriftOptions, io: Io): Promise<DriftResult | undefined> {
  return lookForDrift({
    ...openRegistry(options, io),
    ledger: openLedger(controller),
    functions: createFunctionReader(new LambdaClient(AWS_RETRY)),
    apis: createApiReader(new ApiGatewayV2Client(AWS_RETRY)),
  });
}

async function revert(controller: DeployedController, options: DriftOptions, io: Io): Promise<ExitCode> {
  const since = Date.now();
  const client = new CloudFormationClient(AWS_RETRY);
  const reference = await requestReconcile(controller.reconcileUrl, { action: 'revert' }, client);
  progress(io, options, `Queued as ${reference}.`);
  return printRun(await untilEnded(openLedger(controller), since), options, io);
}

function printDrift(report: DriftReport, options: DriftOptions, io: Io): void {
  if (options.format === 'json') printJson(io, report.result);
  else io.out(options.format === 'markdown' ? renderMarkdown(report) : renderText(report, paletteOf(io)));
}
