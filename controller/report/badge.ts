import { escapeXml } from '../lib/escape-xml.ts';
import type { HoldfastEvent } from './events-port.ts';

/** How the last run left the environment. */
export type BadgeRun = 'applying' | 'applied' | 'behind' | 'failed';

/** All that a badge is made of. Nothing in it names anything of the platform. */
export interface BadgeRecord {
  readonly run?: BadgeRun;
  /** How many resources had drifted at the last sweep. */
  readonly drifted?: number;
  /** When one of the two was written last, in epoch milliseconds. */
  readonly at: number;
}

/** What an event changes in it. */
export type BadgeChange = Pick<BadgeRecord, 'run'> | Pick<BadgeRecord, 'drifted'>;

/** All that a badge can say. */
export type BadgeWord = 'synced' | 'drifted' | 'out of sync' | 'degraded' | 'unknown';

/** Drift is looked for every hour. A record that is older than three of them was left by a controller that does not run. */
const STALE_MS = 3 * 60 * 60 * 1000;

/** What an event tells a badge, if anything: only a run for a whole commit says whether the branch is what is applied. */
export function badgeChangeOf({ type, detail }: HoldfastEvent): BadgeChange | undefined {
  switch (type) {
    case 'Drift Checked':
      return { drifted: detail.modified + detail.deleted + detail.added };
    case 'Run Started':
      return detail.purpose === 'revert' ? undefined : { run: 'applying' };
    case 'Run Finished': {
      const { purpose, state, run, sha } = detail;
      if (purpose === 'revert' || state === 'superseded') return undefined;
      if (state === 'failed') return { run: 'failed' };
      // The branch is ahead of what a rollback goes back to; one that is refused changes nothing.
      if (purpose === 'rollback') return state === 'succeeded' ? { run: 'behind' } : undefined;
      if (run !== sha) return undefined;
      return { run: state === 'succeeded' ? 'applied' : 'behind' };
    }
    default:
      return undefined;
  }
}

/** The one word for a record. Pure. */
export function badgeWord(record: BadgeRecord | undefined, now: number): BadgeWord {
  if (record?.run === undefined || now - record.at > STALE_MS) return 'unknown';
  switch (record.run) {
    case 'failed':
      return 'degraded';
    case 'applying':
    case 'behind':
      return 'out of sync';
    case 'applied':
      return (record.drifted ?? 0) > 0 ? 'drifted' : 'synced';
  }
}

/** Dark enough that white text on it has a contrast of 4.5 to 1 (https://www.w3.org/TR/WCAG22/#contrast-minimum). */
const COLORS: Readonly<Record<BadgeWord, string>> = {
  synced: '#1a7f37',
  drifted: '#8a5d00',
  'out of sync': '#b34700',
  degraded: '#cf222e',
  unknown: '#59636e',
};

/** The badge as an image: `label` on the left, the word on the right. Pure. */
export function badgeSvg(label: string, word: BadgeWord): string {
  const [left, right] = [textWidth(label) + 12, textWidth(word) + 12];
  const [name, said, all] = [escapeXml(label), escapeXml(word), left + right];
  const text = (content: string, start: number, width: number) =>
    `<text x="${start + width / 2}" y="14" textLength="${width - 12}" lengthAdjust="spacingAndGlyphs">${content}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${all}" height="20" role="img" aria-label="${name}: ${said}">`,
    `<title>${name}: ${said}</title>`,
    `<clipPath id="r"><rect width="${all}" height="20" rx="3"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${left}" height="20" fill="#24292f"/>`,
    `<rect x="${left}" width="${right}" height="20" fill="${COLORS[word]}"/></g>`,
    '<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">',
    `${text(name, 0, left)}${text(said, left, right)}</g></svg>`,
  ].join('');
}

/** The badge in the form that shields.io takes (https://shields.io/badges/endpoint-badge). Pure. */
export function badgeJson(label: string, word: BadgeWord): string {
  return JSON.stringify({ schemaVersion: 1, label, message: word, color: COLORS[word], cacheSeconds: 300 });
}

/** About what Verdana takes at 11 pixels; the image then has the text fill exactly that. */
function textWidth(text: string): number {
  return [...text].reduce((sum, letter) => sum + (NARROW.has(letter) ? 4 : WIDE.has(letter) ? 10 : 7), 0);
}

const NARROW: ReadonlySet<string> = new Set('fijlrt -');
const WIDE: ReadonlySet<string> = new Set('mw');
