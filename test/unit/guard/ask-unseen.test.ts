import { expect, test } from 'vitest';
import { askUnseen } from '../../../controller/guard/ask-unseen.ts';
import type { Plan, StackPlan } from '../../../controller/plan/plan.ts';
import type { Shown, ShownOn } from '../../../controller/plan/shown.ts';

const stack = (name: string, action: StackPlan['action']): StackPlan => ({
  name,
  wave: 4,
  action,
  notes: [],
  nodes: [],
});
const plan: Plan = {
  digest: 'sha256:0',
  summary: { create: 0, update: 0, replace: 0, delete: 0, noop: 0 },
  stacks: [stack('acme-team-a', 'update'), stack('acme-team-b', 'update'), stack('acme-network', 'noop')],
};
const at = { file: 'platform.yaml', line: 1, column: 1 };
const on: ShownOn = { sha: 'a'.repeat(40), number: 7, digest: 'sha256:1', at: 0 };
const ask = (shown: Shown) =>
  askUnseen(plan, shown, (name) => (name === 'acme-team-a' ? ['boss'] : undefined), at).map(
    ({ severity, message, consent }) => [severity, message, consent],
  );

test('G6: each stack in which nobody was shown something asks its own owners, also beyond what is listed', () => {
  const counts = { unseen: 201, start: 0, gone: 0 };
  expect(
    ask({ kind: 'moved', on, also: [], counts, list: [], unseen: { 'acme-team-a': 200, 'acme-team-b': 1 } }),
  ).toEqual([
    ['error', 'acme-team-a: 200 changes that no plan showed before the merge.', { what: 'unseen', owners: ['boss'] }],
    ['error', 'acme-team-b: 1 change that no plan showed before the merge.', { what: 'unseen' }],
  ]);
});

test('V2: without a shown plan every stack that is touched asks; with the same plan, or less, none does', () => {
  expect(ask({ kind: 'none', because: 'push' })).toEqual([
    [
      'error',
      'acme-team-a: nobody was shown a plan before this commit was merged.',
      { what: 'unseen', owners: ['boss'] },
    ],
    ['error', 'acme-team-b: nobody was shown a plan before this commit was merged.', { what: 'unseen' }],
  ]);
  expect(ask({ kind: 'same', on })).toEqual([]);
  expect(ask({ kind: 'moved', on, also: [], counts: { unseen: 0, start: 1, gone: 1 }, list: [], unseen: {} })).toEqual(
    [],
  );
});
