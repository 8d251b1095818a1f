import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CLOUDFORMATION_RETRY } from '../adapters/aws-retry.ts';
import { createStackReader } from '../adapters/cloudformation.ts';
import { type EnvironmentStatus, environmentStatus, type StackStatus } from '../environment-status.ts';
import type { Ledger } from '../record/port.ts';
import { openLedger, requireController } from './aws.ts';
import { requireEnvironment } from './environment.ts';
import { type CommonOptions, type ExitCode, type Format, type Io, printJson } from './io.ts';
import { paletteOf } from './palette.ts';
import { table } from './table.ts';

/** `holdfast status`: what is applied, how it is, and what the last sweep found. */
export async function run(options: CommonOptions, io: Io): Promise<ExitCode> {
  const controller = await requireController(await requireEnvironment(options, io), io.env);
  const status = await readStatus(controller.environment, openLedger(controller));
  if (options.format === 'json') printJson(io, status);
  else io.out(renderStatus(status, options.format, io));
  return status.stacks.every(isWell) ? 0 : 1;
}

/** A stack that is in sync and whose health is still looked at is no failure of whoever asks. */
function isWell({ sync, health }: StackStatus): boolean {
  return sync === 'Synced' && (health === 'Healthy' || health === 'Progressing');
}

async function readStatus(environment: string, ledger: Ledger): Promise<EnvironmentStatus> {
  const reader = createStackReader(new CloudFormationClient(CLOUDFORMATION_RETRY));
  const record = await ledger.readEnvironment();
  const run = record.currentRun === undefined ? undefined : await ledger.readRun(record.currentRun);
  const records = await ledger.readStacks();
  const stacks = await Promise.all(
    records.map(async (stack) => ({ record: stack, description: await reader.describeStack(stack.name) })),
  );
  return environmentStatus({ environment, record, run, stacks, drift: await ledger.readDrift() });
}

function renderStatus(status: EnvironmentStatus, format: Format, io: Io): string {
  const { bold } = paletteOf(io);
  const lines = [
    `${bold('environment')}  ${status.environment}`,
    `${bold('applied')}      ${status.appliedSha ?? 'nothing yet'}`,
    `${bold('health')}       ${healthText(status)}`,
    ...rolledBackLines(status, bold),
    ...(status.suspended === undefined ? [] : [`${bold('suspended')}    ${suspendedText(status.suspended)}`]),
    `${bold('last run')}     ${runText(status)}`,
    `${bold('drift')}        ${driftText(status)}`,
  ];
  const rows = status.stacks.map(({ name, sync, health, status: word, sha }) => [
    name,
    sync,
    health,
    word,
    sha?.slice(0, 12) ?? '-',
  ]);
  const unwell = status.stacks.flatMap(({ name, unwell = [] }) => unwell.map((one) => `${name}: ${one}`));
  const reasons = unwell.length === 0 ? '' : `\n\n${bold('not well')}\n${unwell.join('\n')}`;
  const stuck = status.stacks.flatMap(({ name, status: word, rescue }) =>
    rescue === undefined ? [] : [`\n${name} is ${word}: \`${rescue}\` shows the way out.\n`],
  );
  const stacks = table(['stack', 'sync', 'health', 'cloudformation', 'revision'], rows, format);
  return `${lines.join('\n')}\n\n${stacks}${stuck.join('')}${reasons}`;
}

function healthText({ health, healthySha }: EnvironmentStatus): string {
  const last = healthySha === undefined ? 'no commit was found healthy yet' : `last healthy ${healthySha}`;
  if (health === undefined) return `never looked; ${last}`;
  return `${health.health} (${health.sha.slice(0, 12)}, ${health.at}); ${last}`;
}

function rolledBackLines({ rolledBack }: EnvironmentStatus, bold: (text: string) => string): readonly string[] {
  if (rolledBack === undefined) return [];
  const { to, over, by, at } = rolledBack;
  return [
    `${bold('rolled back')}  to ${to.slice(0, 12)} over ${over.slice(0, 12)} by ${by} at ${at}`,
    '             a new commit goes forward, and so does `holdfast reconcile` with this head',
  ];
}

function suspendedText({ by, at, reason }: NonNullable<EnvironmentStatus['suspended']>): string {
  return `by ${by} since ${at}${reason === undefined ? '' : `: ${reason}`}`;
}

function runText({ run }: EnvironmentStatus): string {
  if (run === undefined) return 'none yet';
  const problem = run.problem === undefined ? '' : `: ${run.problem}`;
  const by = run.requestedBy === undefined ? '' : `, asked for by ${run.requestedBy}`;
  return `${run.purpose} of ${run.sha.slice(0, 12)} ${run.state}${by}${problem}`;
}

function driftText({ drift }: EnvironmentStatus): string {
  if (drift === undefined) return 'never looked';
  const { modified, deleted, added, unchecked, excused, 'in-sync': inSync } = drift.counts;
  const found = `${modified} modified, ${deleted} deleted, ${added} added by hand`;
  const left = excused === 0 ? '' : ` ${excused} accepted or ignored,`;
  return `${found},${left} ${inSync} in sync, ${unchecked} not checked (${drift.at})`;
}
