import { expect, test } from 'vitest';
import { overlapsWith, touchedBy } from '../../../controller/plan/overlaps.ts';
import type { Action, Plan, StackPlan } from '../../../controller/plan/plan.ts';

function stack(name: string, action: StackPlan['action'], nodes: Readonly<Record<string, Action>>): StackPlan {
  const of = ([logicalId, done]: [string, Action]) =>
    ({ action: done, logicalId, type: 'AWS::SQS::Queue', impact: 'none', changes: [] }) as const;
  return { name, wave: 1, action, notes: [], nodes: Object.entries(nodes).map(of) };
}

function planOf(...stacks: readonly StackPlan[]): Plan {
  return { digest: 'sha256:aa', summary: { create: 0, update: 0, replace: 0, delete: 0, noop: 0 }, stacks };
}

test('what a plan touches: resources with an action, and stacks that change without one', () => {
  const plan = planOf(
    stack('shop-team-b', 'update', { Two: 'update', One: 'create', Same: 'noop' }),
    stack('shop-network', 'update', { Vpc: 'noop' }),
    stack('shop-team-c', 'noop', {}),
    stack('shop-team-a', 'delete', { Gone: 'delete' }),
  );
  expect(touchedBy(plan)).toEqual(['shop-network', 'shop-team-a/Gone', 'shop-team-b/One', 'shop-team-b/Two']);
});

test('plans that touch some of the same, by number', () => {
  const others = [
    { number: 12, touches: ['a/One', 'a/Two'] },
    { number: 3, touches: ['a/Two', 'b/One'] },
    { number: 4, touches: ['c/One'] },
    { number: 5, touches: [] },
  ];
  expect(overlapsWith(['a/Two', 'a/One'], others)).toEqual([
    { number: 3, resources: ['a/Two'] },
    { number: 12, resources: ['a/One', 'a/Two'] },
  ]);
  expect(overlapsWith([], others)).toEqual([]);
});
