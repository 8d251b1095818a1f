import { HoldfastError } from '../diagnostics/error.ts';
import type { Ledger, RunRecord } from '../record/port.ts';
import type { RunStory } from '../record/run-story.ts';
import { applyReportOf } from '../run-report.ts';
import { openLedger, requireController } from './aws.ts';
import { requireEnvironment } from './environment.ts';
import { readStory } from './evidence.ts';
import { type CommonOptions, type ExitCode, type Io, printJson } from './io.ts';
import { paletteOf } from './palette.ts';
import { planJson } from './plan-json.ts';
import { renderRun } from './show-text.ts';

/** How many runs are looked through for an abbreviated commit. */
const RECENT = 200;

/** `holdfast show REV|RUN`: one run in full, with the evidence of it. */
export async function run(options: CommonOptions, io: Io, name = ''): Promise<ExitCode> {
  const controller = await requireController(await requireEnvironment(options, io), io.env);
  const ledger = openLedger(controller);
  const found = await findRun(ledger, name);
  const story = await readStory(ledger, found);
  if (options.format === 'json') printJson(io, showJson(found, story));
  else io.out(renderRun(found, story, options.format, paletteOf(io)));
  return 0;
}

/** A run by its id, else the newest one for a commit, which may be abbreviated. Throws `RunNotFound`. */
async function findRun(ledger: Ledger, name: string): Promise<RunRecord> {
  const exact = await ledger.readRun(name);
  if (exact !== undefined) return exact;
  const runs = name.length < 4 ? [] : await ledger.listRuns(RECENT);
  const found = runs.find(({ id, sha }) => sha.startsWith(name) || id.startsWith(name));
  if (found !== undefined) return found;
  const message = `There is no run of ${name} in the record; \`holdfast history\` lists them.`;
  throw new HoldfastError(message, { code: 'RunNotFound', source: 'user', retryable: false });
}

function showJson(run: RunRecord, { entries, approval, consents, changeSets, operations, started }: RunStory) {
  const { id, sha, purpose, component, state, startedAt, updatedAt, problem, requestedBy, over, plan, findings } = run;
  return {
    id,
    sha,
    purpose,
    ...(component !== undefined && { component }),
    ...(over !== undefined && { over }),
    ...(requestedBy !== undefined && { requestedBy }),
    state,
    startedAt: iso(startedAt),
    updatedAt: iso(updatedAt),
    ...(started?.base !== undefined && { base: started.base }),
    ...(approval !== undefined && { approval }),
    consents,
    findings,
    ...(run.shown !== undefined && { shown: run.shown }),
    stacks: applyReportOf(run).stacks,
    ...(plan !== undefined && { plan: planJson(plan) }),
    changeSets,
    operations,
    ...(problem !== undefined && { problem }),
    evidence: entries,
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
