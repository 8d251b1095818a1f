import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { createStageCleaner } from '../adapters/apigateway-stages.ts';
import { API_GATEWAY_RETRY, AWS_RETRY, CLOUDFORMATION_RETRY, LAMBDA_RETRY } from '../adapters/aws-retry.ts';
import { createStackWriter } from '../adapters/cloudformation.ts';
import { createCodeRestorer, createFunctionReader } from '../adapters/lambda-functions.ts';
import { createTemplateBucket } from '../adapters/s3-templates.ts';
import { createStateStore } from '../adapters/s3-terraform-state.ts';
import { createParameterStore } from '../adapters/ssm-outputs.ts';
import { startRun } from '../begin-run.ts';
import { s3EndpointOf, ssmEndpointOf } from '../config.ts';
import { confirmFromCommandLine } from '../consent.ts';
import type { ConsentKind } from '../diagnostics/consent.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import { hasErrors } from '../diagnostics/finding.ts';
import { ENVIRONMENT_LEASE } from '../environment-lease.ts';
import { lacksOnlyConsent } from '../guard/with-consents.ts';
import { SYSTEM_CLOCK } from '../lib/clock.ts';
import { type PlannedCommit, planCommit } from '../plan-commit.ts';
import { planDrift } from '../plan-drift.ts';
import type { Ledger, RunRecord } from '../record/port.ts';
import { consentTitle } from '../report/consent.ts';
import { renderText } from '../report/render-text.ts';
import type { ApplyReport } from '../report/report.ts';
import { planReportOf } from '../review.ts';
import { carryOn } from '../run.ts';
import { WORKING_FOLDER } from '../source/snapshot.ts';
import { sayWho } from '../suspension.ts';
import type { RunWorld } from '../world.ts';
import { type DeployedController, keepingBadge, openLedger, requireController } from './aws.ts';
import { confirmed } from './confirm.ts';
import { requireEnvironment } from './environment.ts';
import { printApply, printRun } from './follow-run.ts';
import { type CommonOptions, type ExitCode, type Io, progress } from './io.ts';
import { paletteOf } from './palette.ts';
import { planningWorld } from './planning-world.ts';
import { committedSha } from './registry.ts';

/** Options of `apply`. */
export interface ApplyOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly component?: string;
  readonly confirm?: readonly ConsentKind[];
}

/** The command line holds the environment this long at a time, and renews it while it works. */
const LEASE_MS = 5 * 60_000;
/** Here nothing wakes us up when a stack is done, so we look. */
const LOOK_MS = 1000;
const LEASE_ATTEMPTS = 8;

/** `holdfast apply`: the controller's own steps, run from here with the caller's credentials, for when GitHub is out of reach. */
export async function run(options: ApplyOptions, io: Io): Promise<ExitCode> {
  const sha = await committedSha(options, io);
  const controller = await requireController(await requireEnvironment(options, io), io.env);
  const ledger = openLedger(controller);
  const read = await planCommit(WORKING_FOLDER, await planningWorld(options, io), 'all', options.component);
  const asker = {
    requestedBy: io.env.USER ?? 'the command line',
    ...(options.confirm && { confirm: options.confirm }),
  };
  const agreed = await confirmFromCommandLine(asker, read, { ledger, clock: SYSTEM_CLOCK });
  const planned = { ...read, findings: agreed, sha };
  const { plan, findings } = planned;
  const end = (state: ApplyReport['state'], problem: string): ApplyReport => ({
    kind: 'apply',
    sha,
    state,
    findings,
    stacks: [],
    problem,
    ...(plan && { plan }),
  });
  if (plan === undefined) return printApply(end('stopped', 'The registry has errors.'), options, io);
  const { suspended } = await ledger.readEnvironment();
  if (suspended !== undefined) return printApply(end('stopped', sayWho(suspended)), options, io);
  if (hasErrors(findings)) {
    const missing = lacksOnlyConsent(findings)
      ? `${consentTitle(findings)}; --confirm agrees.`
      : 'The plan is refused.';
    return printApply(end('stopped', missing), options, io);
  }
  if (plan.stacks.every((stack) => stack.action === 'noop')) {
    const what = options.component === undefined ? 'Everything' : `The component ${options.component}`;
    return printApply(end('succeeded', `${what} is as the registry says.`), options, io);
  }
  if (options.yes !== true || options.quiet !== true) {
    const drift = await planDrift(plan, ledger);
    io.err(renderText(planReportOf(planned, drift), paletteOf(io, 'err')));
  }
  if (options.yes !== true && !(await confirmed('Apply this plan?')))
    return printApply(end('stopped', 'Nobody confirmed.'), options, io);
  return printRun(await applyPlanned(planned, controller, options, io), options, io);
}

async function applyPlanned(
  planned: PlannedCommit,
  controller: DeployedController,
  options: CommonOptions,
  io: Io,
): Promise<RunRecord> {
  const ledger = openLedger(controller);
  const owner = `cli-${randomUUID()}`;
  const world = runWorld(controller, ledger, options, io);
  const lease = await takeLease(ledger, owner);
  try {
    let run = await startRun(planned, world, lease);
    while (run.state === 'in-progress') {
      run = await carryOn(run, world, await takeLease(ledger, owner));
      if (run.state === 'in-progress') await delay(LOOK_MS);
    }
    return run;
  } finally {
    await ledger.releaseLease(await takeLease(ledger, owner));
  }
}

/** The controller holds the environment for a moment whenever it looks, too: only one that lasts is a run. */
async function takeLease(ledger: Ledger, owner: string) {
  for (let attempt = 1; attempt <= LEASE_ATTEMPTS; attempt += 1) {
    const lease = await ledger.acquireLease(ENVIRONMENT_LEASE, owner, SYSTEM_CLOCK.now(), LEASE_MS);
    if (lease !== undefined) return lease;
    await delay(LOOK_MS);
  }
  const message = 'The controller is applying something right now; try again when `holdfast status` shows no run.';
  throw new HoldfastError(message, { code: 'EnvironmentBusy', source: 'user', retryable: true });
}

function runWorld(controller: DeployedController, ledger: Ledger, options: CommonOptions, io: Io): RunWorld {
  const functions = createFunctionReader(new LambdaClient(LAMBDA_RETRY));
  const { s3Endpoint, ssmEndpoint } = { ...s3EndpointOf(io.env), ...ssmEndpointOf(io.env) };
  const [s3, cloudFormation] = [new S3Client(AWS_RETRY), new CloudFormationClient(CLOUDFORMATION_RETRY)];
  const templates = createTemplateBucket({
    s3,
    bucket: controller.evidenceBucket,
    ...(s3Endpoint !== undefined && { endpoint: s3Endpoint }),
  });
  return {
    clock: SYSTEM_CLOCK,
    ledger,
    writer: createStackWriter(cloudFormation, templates),
    codeDigests: functions,
    codeRestorer: createCodeRestorer(new LambdaClient(LAMBDA_RETRY)),
    outputStores: {
      states: createStateStore(s3),
      parameters: createParameterStore({
        client: cloudFormation,
        ...(ssmEndpoint !== undefined && { endpoint: ssmEndpoint }),
      }),
    },
    stageCleaner: createStageCleaner(new ApiGatewayV2Client(API_GATEWAY_RETRY)),
    config: controller.executionRoleArn === undefined ? {} : { executionRoleArn: controller.executionRoleArn },
    remainingMs: () => Number.POSITIVE_INFINITY,
    // This process looks by itself until the run has ended, and has no commit on GitHub to report on.
    queue: { send: async () => {}, sendLater: async () => {} },
    checks: { writeCheck: async () => {} },
    pulls: { approvalOf: async () => ({ source: 'unknown', because: 'it was applied from the command line' }) },
    events: keepingBadge(controller, {
      publish: async (events) => {
        for (const { type, detail } of events) {
          if (type === 'Apply Step') progress(io, options, `${detail.stack}: ${detail.step}`);
        }
      },
    }),
  };
}
