import type { RunRecord } from '../record/port.ts';
import type { RunStory } from '../record/run-story.ts';
import type { Palette } from '../report/palette.ts';
import { renderMarkdown } from '../report/render-markdown.ts';
import { renderText } from '../report/render-text.ts';
import { shownSentence } from '../report/shown.ts';
import { planLines } from '../report/text-plan.ts';
import { oneLine, visible } from '../report/visible.ts';
import { applyReportOf } from '../run-report.ts';
import { approvalText } from './evidence.ts';
import type { Format } from './io.ts';
import { table } from './table.ts';

/** One run and its evidence, for people. Pure. */
export function renderRun(run: RunRecord, story: RunStory, format: Format, palette: Palette): string {
  const report = applyReportOf(run);
  const facts = table(['what', 'said'], factsOf(run, story), format);
  const parts = [changeSetTable(story, format), eventTable(story, format)].filter((part) => part !== '');
  if (format === 'markdown') return [facts, renderMarkdown(report), ...parts].join('\n');
  const plan = run.plan === undefined ? [] : [`${planLines(run.plan, palette).join('\n')}\n`];
  return [facts, ...plan, ...parts, renderText(report, palette)].join('\n');
}

function factsOf(run: RunRecord, { started, approval, consents, entries }: RunStory): readonly (readonly string[])[] {
  const seconds = ((run.updatedAt - run.startedAt) / 1000).toFixed(1);
  const optional = (name: string, value: string | undefined) => (value === undefined ? [] : [[name, value]]);
  return [
    ['run', run.id],
    ['commit', run.sha],
    ['purpose', run.component === undefined ? run.purpose : `${run.purpose} ${run.component}`],
    ['outcome', run.problem === undefined ? run.state : `${run.state}: ${shown(run.problem)}`],
    ['started', `${iso(run.startedAt)}, ${seconds} s to the last step`],
    ...optional('applied before', started?.base),
    ...optional('instead of', run.over),
    ...optional('asked for by', run.requestedBy),
    ...(run.purpose === 'revert' ? [] : [['came in', approvalText(approval)]]),
    ...consents.map(({ by, to, via, given, number }) => {
      const on = number === undefined ? '' : ` on #${number}`;
      return ['consent', `${shown(by)} to ${to} at ${iso(given)}, ${via}${on}`];
    }),
    ['plan', started?.planDigest ?? 'none'],
    ...optional('shown before', run.shown && shownSentence(run.shown)),
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
    events.map(({ logicalId, status, reason = '', at }) => [iso(at), stack, logicalId, status, shown(reason)]),
  );
  return rows.length === 0 ? '' : table(['at', 'stack', 'resource', 'status', 'reason'], rows, format);
}

/** Text of others stays on its line, and controls no terminal. */
function shown(text: string): string {
  return visible(oneLine(text));
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
