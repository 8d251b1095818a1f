import { expect, test } from 'vitest';
import type { CostChange, ResourceChange } from '../../../controller/cost/change.ts';
import { costLines, costSection, costSentence } from '../../../controller/report/cost.ts';
import { PLAIN } from './plain.ts';

const resource = (logicalId: string, before: number, after: number): ResourceChange => ({
  ...{ stack: 's', logicalId, type: 'AWS::CloudWatch::Alarm' },
  ...{ before, after },
});

function change(before: number, after: number, ...resources: readonly ResourceChange[]): CostChange {
  return { region: 'us-east-1', before, after, teams: [], resources };
}

test('a plan that changes nothing says what everything costs', () => {
  expect(costLines(change(4_120_000, 4_120_000), PLAIN)).toEqual(['Cost: 4.12 USD a month, unchanged', '']);
  expect(costSentence(change(0, 0))).toMatch(/^\*\*Cost:\*\* 0\.00 USD a month, unchanged, /);
  expect(costSection(change(4_120_000, 4_120_000))).toBe('');
});

test('what a reader would not see is said in words', () => {
  expect(costLines(change(4_120_000, 4_121_000, resource('A', 0, 1_000)), PLAIN)).toEqual([
    'Cost: 4.12 USD a month, changed by less than a cent',
    '  0.00  1 smaller change',
    '',
  ]);
});

test('the lines add up to the change that is shown, also where each rounds the other way', () => {
  // 4.124 → 4.136 is shown as 4.12 → 4.14, one cent more than the 1.2 that it is.
  const lines = costLines(change(4_124_000, 4_136_000, resource('A', 0, 6_000), resource('B', 0, 6_000)), PLAIN);
  expect(lines.slice(0, 3)).toEqual([
    'Cost: 4.12 → 4.14 USD a month (+0.02)',
    ...['A', 'B'].map((id) => `  +0.01  ${id}  CloudWatch::Alarm`),
  ]);
});
