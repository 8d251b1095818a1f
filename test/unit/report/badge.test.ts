import { describe, expect, test } from 'vitest';
import {
  type BadgeRecord,
  type BadgeWord,
  badgeChangeOf,
  badgeJson,
  badgeSvg,
  badgeWord,
} from '../../../controller/report/badge.ts';
import type { HoldfastEvent } from '../../../controller/report/events-port.ts';

const SHA = 'a'.repeat(40);
const NOW = 1_767_225_600_000;
const WORDS: readonly BadgeWord[] = ['synced', 'drifted', 'out of sync', 'degraded', 'unknown'];
const finished = (over: object): HoldfastEvent => ({
  type: 'Run Finished',
  detail: { run: SHA, sha: SHA, purpose: 'apply', state: 'succeeded', seconds: 1, ...over },
});
const started = (purpose: 'apply' | 'revert' | 'rollback'): HoldfastEvent => ({
  type: 'Run Started',
  detail: { run: SHA, sha: SHA, purpose, stacks: [] },
});

const CHANGES: readonly (readonly [HoldfastEvent, object | undefined])[] = [
  [started('apply'), { run: 'applying' }],
  [started('rollback'), { run: 'applying' }],
  [started('revert'), undefined],
  [finished({}), { run: 'applied' }],
  [finished({ state: 'failed' }), { run: 'failed' }],
  [finished({ state: 'stopped' }), { run: 'behind' }],
  [finished({ state: 'superseded' }), undefined],
  [finished({ run: `${SHA}/network/1` }), undefined],
  [finished({ run: `${SHA}/network/1`, state: 'failed' }), { run: 'failed' }],
  [finished({ purpose: 'rollback' }), { run: 'behind' }],
  [finished({ purpose: 'rollback', state: 'stopped' }), undefined],
  [finished({ purpose: 'revert', state: 'failed' }), undefined],
  [
    {
      type: 'Drift Checked',
      detail: { sha: SHA, modified: 1, deleted: 2, added: 3, accepted: 5, ignored: 6, inSync: 9, unchecked: 4 },
    },
    { drifted: 6 },
  ],
  [{ type: 'Plan Posted', detail: { sha: SHA, conclusion: 'failure', errors: 1 } }, undefined],
];

test.each(CHANGES)('%j changes %j', (event, change) => {
  expect(badgeChangeOf(event)).toEqual(change);
});

const HOUR = 3_600_000;
const RECORDS: readonly (readonly [BadgeRecord | undefined, BadgeWord])[] = [
  [undefined, 'unknown'],
  [{ drifted: 0, at: NOW }, 'unknown'],
  [{ run: 'applied', at: NOW }, 'synced'],
  [{ run: 'applied', drifted: 0, at: NOW - 3 * HOUR }, 'synced'],
  [{ run: 'applied', drifted: 0, at: NOW - 3 * HOUR - 1 }, 'unknown'],
  [{ run: 'applied', drifted: 2, at: NOW }, 'drifted'],
  [{ run: 'applying', drifted: 2, at: NOW }, 'out of sync'],
  [{ run: 'behind', drifted: 0, at: NOW }, 'out of sync'],
  [{ run: 'failed', drifted: 0, at: NOW }, 'degraded'],
];

test.each(RECORDS)('%j is %s', (record, word) => {
  expect(badgeWord(record, NOW)).toBe(word);
});

describe('the image', () => {
  test('is this one', () => {
    expect(badgeSvg('dev', 'synced')).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" width="87" height="20" role="img" aria-label="dev: synced"><title>dev: synced</title>' +
        '<clipPath id="r"><rect width="87" height="20" rx="3"/></clipPath>' +
        '<g clip-path="url(#r)"><rect width="33" height="20" fill="#24292f"/><rect x="33" width="54" height="20" fill="#1a7f37"/></g>' +
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">' +
        '<text x="16.5" y="14" textLength="21" lengthAdjust="spacingAndGlyphs">dev</text>' +
        '<text x="60" y="14" textLength="42" lengthAdjust="spacingAndGlyphs">synced</text></g></svg>',
    );
  });

  test.each(WORDS)('of %s can be read: white on its colour has a contrast of at least 4.5 to 1', (word) => {
    const fills = [...badgeSvg('dev', word).matchAll(/height="20" fill="(#[0-9a-f]{6})"/g)].map(
      ([, fill = '']) => fill,
    );
    expect(fills).toHaveLength(2);
    for (const fill of fills) expect(1.05 / (luminance(fill) + 0.05)).toBeGreaterThanOrEqual(4.5);
  });

  test('G7: a label cannot break out of it', () => {
    const svg = badgeSvg(`"><script>alert('1')</script>&`, 'degraded');
    const tags = [...svg.matchAll(/<([a-zA-Z]+)/g)].map(([, tag]) => tag);
    expect(tags).toEqual(['svg', 'title', 'clipPath', 'rect', 'g', 'rect', 'rect', 'g', 'text', 'text']);
    expect(svg).toContain('aria-label="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;: degraded"');
  });
});

test('the same for shields.io', () => {
  expect(JSON.parse(badgeJson('dev', 'out of sync'))).toEqual({
    schemaVersion: 1,
    label: 'dev',
    message: 'out of sync',
    color: '#b34700',
    cacheSeconds: 300,
  });
});

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
