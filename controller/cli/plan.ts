import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { Option } from 'commander';
import { AWS_RETRY } from '../adapters/aws-retry.ts';
import { createStackReader } from '../adapters/cloudformation.ts';
import { createArtifactReader } from '../adapters/s3-artifacts.ts';
import type { DesiredState } from '../compile/desired.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import { hasErrors } from '../diagnostics/finding.ts';
import { compileCommit, type PlannedCommit, type PlanningWorld, planCommit } from '../plan-commit.ts';
import { renderMarkdown } from '../report/render-markdown.ts';
import { renderText } from '../report/render-text.ts';
import { planReportOf } from '../review.ts';
import { findController, openLedger } from './aws.ts';
import { type CommonOptions, type Io, printJson, progress } from './io.ts';
import { NO_RECORD, NO_STACKS } from './offline.ts';
import { paletteOf } from './palette.ts';
import { openRegistry, WORKING_FOLDER } from './registry.ts';
import type { Verb } from './verb.ts';

/** Options of `plan`. */
export interface PlanOptions extends CommonOptions {
  readonly offline?: boolean;
  readonly out?: string;
}

/** `holdfast plan`: what applying this folder would change. Reads AWS, changes nothing. */
export const planVerb: Verb<PlanOptions> = {
  name: 'plan',
  summary: 'Show what applying the registry would change in AWS. Changes nothing.',
  example: 'holdfast plan --registry registry/starter --offline --out /tmp/templates',
  options: [
    new Option('--offline', 'do not look at AWS: plan as if nothing existed'),
    new Option('--out <dir>', 'also write every template to <dir>/<stack>.template.json'),
  ],
  async run(options, io) {
    const planned = await planFolder(options, io, options.offline === true);
    if (options.out !== undefined && planned.desired)
      await writeTemplates(planned.desired, resolve(io.cwd, options.out));
    printPlan(planned, options, io);
    if (hasErrors(planned.findings)) return 1;
    return planned.plan?.stacks.some((stack) => stack.action !== 'noop') === true ? 1 : 0;
  },
};

/** Plans the registry folder against AWS, or against nothing when offline. */
export async function planFolder(options: CommonOptions, io: Io, offline: boolean): Promise<PlannedCommit> {
  const registry = openRegistry(options, io);
  if (offline) {
    return planCommit(WORKING_FOLDER, { ...registry, stacks: NO_STACKS, ledger: NO_RECORD }, 'all');
  }
  return planCommit(WORKING_FOLDER, await planningWorld(options, io), 'all');
}

/** AWS and the record of the deployed controller, if there is one; without one every stack is read from CloudFormation. */
export async function planningWorld(options: CommonOptions, io: Io): Promise<PlanningWorld> {
  const registry = openRegistry(options, io);
  const environment = await environmentOf(options, io);
  const controller = environment === undefined ? undefined : await findController(environment, io.env);
  if (controller === undefined)
    progress(io, options, 'No controller is deployed here; planning against CloudFormation alone.');
  return {
    ...registry,
    artifacts: createArtifactReader(new S3Client(AWS_RETRY)),
    stacks: createStackReader(new CloudFormationClient(AWS_RETRY)),
    ledger: controller === undefined ? NO_RECORD : openLedger(controller),
  };
}

/** `--environment`, else what platform.yaml says; `undefined` when the registry has no valid Platform. */
export async function environmentOf(options: CommonOptions, io: Io): Promise<string | undefined> {
  if (options.environment !== undefined) return options.environment;
  const { platform } = await compileCommit(WORKING_FOLDER, openRegistry(options, io));
  return platform?.spec.environment;
}

/** The same, where a verb cannot work without one. Throws `EnvironmentUnknown`. */
export async function requireEnvironment(options: CommonOptions, io: Io): Promise<string> {
  const environment = await environmentOf(options, io);
  if (environment !== undefined) return environment;
  const message = 'There is no valid platform.yaml here that names the environment; use --registry or --environment.';
  throw new HoldfastError(message, { code: 'EnvironmentUnknown', source: 'user', retryable: false });
}

function printPlan(planned: PlannedCommit, options: CommonOptions, io: Io): void {
  if (options.format === 'json') {
    const { plan, findings } = planned;
    const empty = { create: 0, update: 0, replace: 0, delete: 0, noop: 0 };
    printJson(io, {
      digest: plan?.digest ?? null,
      summary: plan?.summary ?? empty,
      stacks: plan?.stacks ?? [],
      findings,
    });
    return;
  }
  const report = planReportOf(planned);
  io.out(options.format === 'markdown' ? renderMarkdown(report) : renderText(report, paletteOf(io)));
}

async function writeTemplates(desired: DesiredState, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, template } of desired.stacks) {
    await writeFile(join(folder, `${name}.template.json`), `${JSON.stringify(template, null, 2)}\n`);
  }
}
