import { HoldfastError } from '../diagnostics/error.ts';
import type { Ledger, RunRecord } from '../record/port.ts';
import type { RunStory } from '../record/run-story.ts';
import { renderMarkdown } from '../report/render-markdown.ts';
import { renderText } from '../report/render-text.ts';
import { planLines } from '../report/text-plan.ts';
import { applyReportOf } from '../run-report.ts';
import { openLedger, requireController } from './aws.ts';
import { requireEnvironment } from './environment.ts';
import { approvalText, readStory } from './evidence.ts';
import { type CommonOptions, type ExitCode, type Format, type Io, printJson } from './io.ts';
import { paletteOf } from './palette.ts';
import { planJson } from './plan-json.ts';
import { table } from './table.ts';

/** How many runs are looked through for an abbreviated commit. */
const RECENT = 200;

/** `holdfast show REV|RUN`: one run in full, with the evidence of it. */
export async function run(options: CommonOptions, io: Io, name = ''): Promise<ExitCode> {
  const controller = await requireController(await requireEnvironment(options, io), io.env);
  const ledger = openLedger(controller);
  const found = await findRun(ledger, name);
  const story = await readStory(ledger, found);
  if (options.format === 'json') printJson(io, showJson(found, story));
  else io.out(render(found, story, options.format, io));
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
    stacks: applyReportOf(run).stacks,
    ...(plan !== undefined && { plan: planJson(plan) }),
    changeSets,
    operations,
    ...(problem !== undefined && { problem }),
    evidence: entries,
  };
}

function render(run: RunRecord, story: RunStory, format: Format, io: Io): string {
  const report = applyReportOf(run);
  const facts = table(['', run.id], factsOf(run, story), format);
  const parts = [changeSetTable(story, format), eventTable(story, format)].filter((part) => part !== '');
  if (format === 'markdown') return [facts, renderMarkdown(report), ...parts].join('\n');
  const palette = paletteOf(io);
  const plan = run.plan === undefined ? [] : [`${planLines(run.plan, palette).join('\n')}\n`];
  return [facts, ...plan, ...parts, renderText(report, palette)].join('\n');
}

function factsOf(run: RunRecord, { started, approval, consents, entries }: RunStory): readonly (readonly string[])[] {
  const seconds = ((run.updatedAt - run.startedAt) / 1000).toFixed(1);
  const optional = (name: string, value: string | undefined) => (value === undefined ? [] : [[name, value]]);
  return [
    ['commit', run.sha],
    ['purpose', run.component === undefined ? run.purpose : `${run.purpose} ${run.component}`],
    ['outcome', run.problem === undefined ? run.state : `${run.state}: ${run.problem}`],
    ['started', `${iso(run.startedAt)}, ${seconds} s to the last step`],
    ...optional('applied before', started?.base),
    ...optional('instead of', run.over),
    ...optional('asked for by', run.requestedBy),
    ...(run.purpose === 'revert' ? [] : [['came in', approvalText(approval)]]),
    ...consents.map(({ by, to, via }) => ['consent', `${by} to ${to}, by ${via}`]),
    ['plan', started?.planDigest ?? 'none'],
    ['evidence', entries.length === 0 ? 'none' : `entries ${entries.join(', ')}`],
  ];
}

function changeSetTable({ changeSets }: RunStory, format: Format): string {
  const rows = changeSets.map(({ stack, changeSet, counts }) => {
    const shown = Object.entries(counts).flatMap(([action, count]) => (count === 0 ? [] : [`${count} ${action}`]));
    return [stack, changeSet, shown.join(', ') || 'nothing'];
  });
  return rows.length === 0 ? '' : table(['stack', 'change set', 'what CloudFormation said'], rows, format);
}

function eventTable({ operations }: RunStory, format: Format): string {
  const rows = operations.flatMap(({ stack, events }) =>
    events.map(({ logicalId, status, reason = '', at }) => [iso(at), stack, logicalId, status, reason]),
  );
  return rows.length === 0 ? '' : table(['at', 'stack', 'resource', 'status', 'reason'], rows, format);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
