import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HoldfastError } from '../diagnostics/error.ts';
import { type PublishedOutputs, publishedOutputs } from '../outputs/published.ts';
import { decideState } from '../outputs/terraform-state.ts';
import { type OutputsTree, treeOf } from '../outputs/tree.ts';
import type { EnvironmentRecord, Ledger } from '../record/port.ts';
import { openLedger, requireController } from './aws.ts';
import { requireEnvironment } from './environment.ts';
import { type CommonOptions, type ExitCode, type Io, printJson, progress } from './io.ts';
import { table } from './table.ts';

/** Options of `outputs`. */
export interface OutputsOptions extends CommonOptions {
  readonly team?: string;
  /** File for a Terraform state. */
  readonly out?: string;
}

/** `holdfast outputs`: what the applied platform gives to other tools, read from the record. */
export async function run(options: OutputsOptions, io: Io): Promise<ExitCode> {
  const controller = await requireController(await requireEnvironment(options, io), io.env);
  return printOutputs(openLedger(controller), controller.environment, options, io);
}

/** The part of `holdfast outputs` that needs no more than a record. */
export async function printOutputs(
  ledger: Pick<Ledger, 'readOutputs' | 'readStacks' | 'readEnvironment'>,
  environment: string,
  options: OutputsOptions,
  io: Io,
): Promise<ExitCode> {
  const all = await readOutputs(ledger, environment);
  const chosen = options.team === undefined ? all : ofTeam(all, options.team);
  if (options.out !== undefined) await writeState(resolve(io.cwd, options.out), chosen, options, io);
  const head = await ledger.readEnvironment();
  if (options.format === 'json') printJson(io, jsonOf(chosen, head));
  else io.out(table(['of', 'output', 'value'], rowsOf(treeOf(chosen)), options.format));
  if (head.unpublished === undefined) return 0;
  io.err(`holdfast: Not everything is published: ${head.unpublished}\n`);
  return 1;
}

async function readOutputs(
  ledger: Pick<Ledger, 'readOutputs' | 'readStacks'>,
  environment: string,
): Promise<PublishedOutputs> {
  const record = await ledger.readOutputs();
  if (record === undefined) {
    const message = `Nothing is applied in ${environment} yet, so there are no outputs.`;
    throw new HoldfastError(message, { code: 'NothingApplied', source: 'user', retryable: false });
  }
  const stacks = Object.fromEntries((await ledger.readStacks()).map(({ name, outputs }) => [name, outputs]));
  return publishedOutputs(record.declared, stacks);
}

function ofTeam(outputs: PublishedOutputs, team: string): PublishedOutputs {
  const documents = outputs.documents.filter((document) => document.team === team);
  if (documents.length > 0) return { ...outputs, documents };
  const teams = [...new Set(outputs.documents.flatMap((document) => document.team ?? []))];
  const message = `No team ${team} has outputs; ${teams.length === 0 ? 'no team has any' : `these have: ${teams.join(', ')}`}.`;
  throw new HoldfastError(message, { code: 'TeamUnknown', source: 'user', retryable: false });
}

/** An existing file of ours keeps its serial unless its content changes, as the published one does. */
async function writeState(path: string, outputs: PublishedOutputs, options: CommonOptions, io: Io): Promise<void> {
  const existing = await readFile(path, 'utf8').catch(() => undefined);
  const decision = decideState(existing, outputs, 0);
  if (decision.action === 'refuse') {
    const message = `${path} is not overwritten: ${decision.because}.`;
    throw new HoldfastError(message, { code: 'ForeignState', source: 'user', retryable: false });
  }
  if (decision.action === 'write') await writeFile(path, decision.text);
  progress(io, options, `${path}: a Terraform state of serial ${decision.serial}`);
}

function jsonOf(outputs: PublishedOutputs, { appliedSha }: EnvironmentRecord) {
  const { project, environment, account, region, publish } = outputs;
  const place = { project, environment, account, region, ...(appliedSha !== undefined && { sha: appliedSha }) };
  return { ...place, published: publish, ...treeOf(outputs) };
}

function rowsOf({ platform, teams }: OutputsTree): readonly (readonly string[])[] {
  const rows = (of: string, outputs: OutputsTree['platform']) =>
    Object.entries(outputs).map(([name, value]) => [of, name, typeof value === 'string' ? value : value.join(', ')]);
  const ofTeams = Object.entries(teams).flatMap(([team, kinds]) =>
    Object.entries(kinds).flatMap(([kind, documents]) =>
      Object.entries(documents).flatMap(([name, outputs]) => rows(`${team}/${kind}/${name}`, outputs)),
    ),
  );
  return [...rows('platform', platform), ...ofTeams];
}
