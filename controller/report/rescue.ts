import { code, prose } from './markdown.ts';
import type { ApplyReport } from './report.ts';

/** The one-line title of a rescue's check. Plain text. */
export function rescueTitle({ state }: ApplyReport, stack: string, because: string): string {
  switch (state) {
    case 'in-progress':
      return `Rescuing ${stack}`;
    case 'succeeded':
      return `Rescued ${stack}`;
    default:
      return stack === '' ? `Not rescued${because}` : `Not rescued: ${stack}${because}`;
  }
}

/** What was done, for whom, and how to go on. */
export function rescueHeadline(report: ApplyReport): string {
  const { rescue, state, problem } = report;
  if (rescue === undefined) return '';
  const { stack, by, says } = rescue;
  const because = problem === undefined ? '' : ` ${prose(problem)}`;
  if (stack === '') return `**Not rescued.**${because} Nothing was changed.`;
  const asked = `asked for by ${prose(by)}. ${prose(says)}`;
  if (state === 'in-progress') return `**Rescuing** ${code(stack)}, ${asked}`;
  if (state !== 'succeeded') return `**Not rescued:** ${code(stack)}, ${asked}${because}`;
  return `**Rescued** ${code(stack)}, ${asked} Now try the commit again: \`holdfast reconcile\`, or \`/holdfast retry\`.`;
}
