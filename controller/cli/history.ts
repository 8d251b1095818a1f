import { inParallel } from '../lib/in-parallel.ts';
import type { PlanSummary } from '../plan/plan.ts';
import type { RunRecord } from '../record/port.ts';
import type { RunStory } from '../record/run-story.ts';
import { openLedger, requireController } from './aws.ts';
import { requireEnvironment } from './environment.ts';
import { approvalText, readStory } from './evidence.ts';
import { type CommonOptions, type ExitCode, type Io, printJson } from './io.ts';
import { table } from './table.ts';

/** Options of `history`. */
export interface HistoryOptions extends CommonOptions {
  readonly limit: number;
}

/** `holdfast history`: the runs of an environment, newest first, with who merged and approved them. */
export async function run(options: HistoryOptions, io: Io): Promise<ExitCode> {
  const ledger = openLedger(await requireController(await requireEnvironment(options, io), io.env));
  const runs = await ledger.listRuns(options.limit);
  const told = await inParallel(runs, READERS, async (record) => ({ record, story: await readStory(ledger, record) }));
  if (options.format === 'json') printJson(io, told.map(lineOf));
  else io.out(table(COLUMNS, told.map(cellsOf), options.format));
  return 0;
}

const READERS = 8;
const COLUMNS = ['started', 'commit', 'purpose', 'state', 'stacks', 'plan', 'took', 'by'];

interface ToldRun {
  readonly record: RunRecord;
  readonly story: RunStory;
}

function lineOf({ record: run, story: { approval, entries } }: ToldRun) {
  const { id, sha, purpose, component, state, startedAt, updatedAt, problem, requestedBy, plan } = run;
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
    ...(plan !== undefined && { summary: plan.summary }),
    ...(approval !== undefined && { approval }),
    ...(requestedBy !== undefined && { requestedBy }),
    evidence: entries,
    ...(problem !== undefined && { problem }),
  };
}

function cellsOf({ record: run, story }: ToldRun): readonly string[] {
  const seconds = ((run.updatedAt - run.startedAt) / 1000).toFixed(1);
  return [
    iso(run.startedAt),
    run.sha.slice(0, 12),
    purposeOf(run),
    run.state,
    String(run.targets.length),
    run.plan === undefined ? '-' : countsOf(run.plan.summary),
    `${seconds} s`,
    handsOf(run, story),
  ];
}

/** Through whose hands it came, and who asked. */
function handsOf({ purpose, requestedBy }: RunRecord, { approval }: RunStory): string {
  const came = purpose === 'apply' ? [approvalText(approval)] : [];
  return [...came, ...(requestedBy === undefined ? [] : [`asked for by ${requestedBy}`])].join('; ');
}

/** In the signs of a plan. */
function countsOf({ create, update, replace, delete: remove }: PlanSummary): string {
  return `+${create} ~${update} ${replace === 0 ? '' : `±${replace} `}-${remove}`;
}

function purposeOf({ purpose, component }: RunRecord): string {
  return component === undefined ? purpose : `${purpose} ${component}`;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
