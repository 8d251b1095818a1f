import { expect, test } from 'vitest';
import type { Unwell } from '../../../controller/health/health.ts';
import { renderApply } from '../../../controller/report/render-apply.ts';
import { renderText } from '../../../controller/report/render-text.ts';
import type { ApplyReport, HealthReport } from '../../../controller/report/report.ts';
import { PLAIN } from './plain.ts';

const SHA = 'b'.repeat(40);
const OLD = 'a'.repeat(40);

function unwell(name: string, more: Partial<Unwell> = {}): Unwell {
  const target = { kind: 'function', stack: 's', logicalId: name, name } as const;
  return { target, health: 'Degraded', reason: 'Its state is Failed.', blamed: SHA, isNews: true, ...more };
}

function report(health: Partial<HealthReport>, more: Partial<ApplyReport> = {}): ApplyReport {
  const stacks = [{ name: 's', action: 'update', state: 'applied' }] as const;
  const told = { health: 'Degraded', looked: 3, left: 0, unwell: [], ...health } as const;
  return { kind: 'apply', sha: SHA, state: 'succeeded', findings: [], stacks, health: told, ...more };
}

const shown = (given: ApplyReport) => {
  const { conclusion, title } = renderApply(given);
  return `${conclusion}: ${title}`;
};

test('what a commit broke turns its check red, and the title names the first of it', () => {
  expect(shown(report({ unwell: [unwell('charge')] }))).toBe('failure: Applied, but unhealthy: function charge');
  expect(shown(report({ unwell: [unwell('charge'), unwell('pay'), unwell('sell')] }))).toBe(
    'failure: Applied, but unhealthy: function charge and 2 more',
  );
});

test('what was broken before, and what nobody could tell, leaves it green', () => {
  const { blamed: _, ...nobodys } = unwell('charge');
  const old = { blamed: OLD };
  const { isNews: __, ...earlier } = unwell('charge', old);
  for (const one of [nobodys, earlier, unwell('charge', { health: 'Unknown' })]) {
    expect(shown(report({ unwell: [one] }))).toBe('success: Applied: 1 stack');
  }
});

test('the section has each thing with its reason and since when, and what is done about it', () => {
  const { blamed: _, ...nobodys } = unwell('pay');
  const all = [unwell('charge'), nobodys, unwell('sell', { blamed: OLD })];
  const { summary } = renderApply(report({ unwell: all, left: 7, rollsBackTo: OLD }));
  expect(summary).toContain(`### Health

**Degraded**, after a look at 3 resources and route probes in the minutes after the apply.

| What | Health | Why |
| --- | --- | --- |
| \`function charge\` | Degraded | Its state is Failed. |
| \`function pay\` | Degraded | Its state is Failed. So it was before this commit. |
| \`function sell\` | Degraded | Its state is Failed. So since \`aaaaaaaaaaaa\`. |

7 resources of this commit were not looked at, because there are so many. The environment goes back to \`${OLD}\`, the last healthy commit.`);
});

test('G7: what AWS says cannot break out of the section', () => {
  const { summary } = renderApply(report({ unwell: [unwell('charge', { reason: '| <img> @all ``` \n# Big' })] }));
  expect(summary).toContain('| `function charge` | Degraded | `\\u007c` `<img>` `@all` ```` ``` ```` `#` Big |\n');
});

test('a rollback that is unhealthy says so, and a terminal says what a check says', () => {
  const rollback = { over: OLD, by: 'sync.rollback' };
  const given = report({ unwell: [unwell('charge')] }, { rollback });
  expect(shown(given)).toBe(`failure: Rolled back to ${SHA.slice(0, 12)}, which is unhealthy too`);
  const text = renderText(report({ unwell: [unwell('charge')] }), PLAIN);
  expect(text).toContain('Health: Degraded\n  Degraded: function charge: Its state is Failed.\n');
});
