import { brokenIn, nameOfTarget, type Unwell } from '../health/health.ts';
import { plural } from './counts.ts';
import { blocks, code, prose, table } from './markdown.ts';
import type { HealthReport } from './report.ts';

/** How many characters of a commit are shown. */
const SHORT_SHA = 12;

/** Whether what was applied broke something: the check is red then, although everything is applied. */
export function isUnhealthy(health: HealthReport | undefined): boolean {
  return health !== undefined && brokenIn(health).length > 0;
}

/** The first thing that is broken, and how many more there are. Plain text. */
export function unhealthyTitle(health: HealthReport): string {
  const [first, ...others] = brokenIn(health);
  if (first === undefined) return '';
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `Applied, but unhealthy: ${nameOfTarget(first.target)}${more}`;
}

/** The section that tells how what was applied is, with at most `limit` rows; nothing until there is a verdict. */
export function healthSection(health: HealthReport | undefined, sha: string, limit: number): string {
  if (health === undefined) return '';
  const { unwell, looked, left, rollsBackTo } = health;
  const most = unwell.slice(0, limit);
  const rows = most.map((one) => [code(nameOfTarget(one.target)), one.health, whyOf(one, sha)]);
  const notes = [
    unwell.length > most.length ? `${unwell.length - most.length} more are not well.` : '',
    left > 0 ? `${plural(left, 'resource')} of this commit were not looked at, because there are so many.` : '',
    rollsBackTo === undefined ? '' : `The environment goes back to ${code(rollsBackTo)}, the last healthy commit.`,
  ];
  return blocks([
    '### Health',
    `**${health.health}**, after a look at ${plural(looked, 'resource')} and route probes in the minutes after the apply.`,
    rows.length === 0 ? '' : table(['What', 'Health', 'Why'], rows),
    notes.filter((note) => note !== '').join(' '),
  ]);
}

function whyOf({ reason, blamed }: Unwell, sha: string): string {
  if (blamed === undefined) return `${prose(reason)} So it was before this commit.`;
  return blamed === sha ? prose(reason) : `${prose(reason)} So since ${code(blamed.slice(0, SHORT_SHA))}.`;
}
