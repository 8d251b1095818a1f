import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ESCALATION_PATHS, REFUSED_ACTIONS } from '../../../../controller/documents/iam/escalation-paths.ts';
import { declare } from './declare.ts';

const page = readFileSync(new URL('../../../../docs/reference/iam.md', import.meta.url), 'utf8');

const examples = [...page.matchAll(/^```yaml\n# (accepted|refused: [\w ]+)\n(.*?)^```$/gms)].map(
  ([, verdict = '', yaml = '']) => ({ expected: verdict.split(' ').slice(1), yaml, name: yaml.split('\n')[1]?.trim() }),
);

test('every block of docs/reference/iam.md is an example that says what becomes of it', () => {
  expect(examples).toHaveLength([...page.matchAll(/^```yaml$/gm)].length);
  expect(examples.length).toBeGreaterThan(10);
});

test.each(examples)('docs/reference/iam.md: $name gives $expected', ({ yaml, expected }) => {
  expect(declare(parse(yaml)).map(({ code }) => code)).toEqual(expected);
});

test('docs/reference/iam.md explains every path that pathfinding.cloud does not', () => {
  const ids = [ESCALATION_PATHS, REFUSED_ACTIONS].flatMap((table) => Object.keys(table));
  const own = ids.filter((id) => id.startsWith('platform-'));
  expect([...new Set(own)].filter((id) => !page.includes(id))).toEqual([]);
});
