import type { RunRecord } from '../record/port.ts';
import { openLedger, requireController } from './aws.ts';
import { requireEnvironment } from './environment.ts';
import { type CommonOptions, type ExitCode, type Io, printJson } from './io.ts';
import { table } from './table.ts';

/** Options of `history`. */
export interface HistoryOptions extends CommonOptions {
  readonly limit: number;
}

/** `holdfast history`: the runs of an environment, newest first. */
export async function run(options: HistoryOptions, io: Io): Promise<ExitCode> {
  const ledger = openLedger(await requireController(await requireEnvironment(options, io), io.env));
  const runs = await ledger.listRuns(options.limit);
  if (options.format === 'json') printJson(io, runs.map(lineOf));
  else io.out(table(['started', 'commit', 'purpose', 'state', 'stacks', 'took'], runs.map(cellsOf), options.format));
  return 0;
}

function lineOf(run: RunRecord) {
  const { id, sha, purpose, component, state, startedAt, updatedAt, problem } = run;
  const stacks = run.targets.map(({ name, action }) => ({ name, action, step: run.steps[name]?.step ?? 'pending' }));
  const times = { startedAt: iso(startedAt), updatedAt: iso(updatedAt) };
  return {
    id,
    sha,
    purpose,
    ...(component !== undefined && { component }),
    state,
    ...times,
    stacks,
    ...(problem !== undefined && { problem }),
  };
}

function cellsOf(run: RunRecord): readonly string[] {
  const seconds = ((run.updatedAt - run.startedAt) / 1000).toFixed(1);
  return [
    iso(run.startedAt),
    run.sha.slice(0, 12),
    purposeOf(run),
    run.state,
    String(run.targets.length),
    `${seconds} s`,
  ];
}

function purposeOf({ purpose, component }: RunRecord): string {
  return component === undefined ? purpose : `${purpose} ${component}`;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
