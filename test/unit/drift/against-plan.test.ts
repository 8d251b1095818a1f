import { expect, test } from 'vitest';
import { driftAgainst } from '../../../controller/drift/against-plan.ts';
import type { Difference, ResourceDrift } from '../../../controller/drift/drift.ts';
import type { Change, Plan, PlanNode } from '../../../controller/plan/plan.ts';

const STACK = 'acme-team-a';
const base = { stack: STACK, type: 'AWS::Lambda::Function', physicalId: 'acme-a-charge' };

function plan(nodes: readonly Partial<PlanNode>[]): Plan {
  const all = nodes.map((given) => ({
    action: 'update' as const,
    logicalId: 'Charge',
    type: 'AWS::Lambda::Function',
    impact: 'update' as const,
    changes: [],
    ...given,
  }));
  return {
    digest: 'sha256:0',
    summary: { create: 0, update: 0, replace: 0, delete: 0, noop: 0 },
    stacks: [{ name: STACK, wave: 4, action: 'update', notes: [], nodes: all }],
  };
}

const modified = (...differences: readonly Difference[]): ResourceDrift => ({
  ...base,
  logicalId: 'Charge',
  status: 'modified',
  differences,
});

const against = (made: Plan, ...resources: readonly ResourceDrift[]) =>
  driftAgainst(made, { result: { sha: 'a'.repeat(40), resources }, at: 7 });

const setting = (path: string, value: Change['value']): Change => ({
  op: 'replace',
  path,
  ...(value !== undefined && { value }),
});

test('F1: nothing to say where nothing had drifted', () => {
  const calm: ResourceDrift = { ...base, logicalId: 'Charge', status: 'in-sync' };
  const unknown: ResourceDrift = { ...base, logicalId: 'Charge', status: 'unchecked', because: 'no reader' };
  expect(against(plan([{}]), calm, unknown)).toBeUndefined();
});

test('F1: a drifted property, three ways: what the plan sets, what it leaves, and what AWS has already', () => {
  const made = plan([
    {
      changes: [
        setting('/Properties/MemorySize', 512),
        setting('/Properties/Timeout', 30),
        setting('/Properties/TracingConfig', { Mode: 'Active' }),
      ],
    },
  ]);
  const drift = against(
    made,
    modified(
      { path: '/Properties/MemorySize', expected: 256, actual: 300 },
      { path: '/Properties/Timeout', expected: 3, actual: 30 },
      { path: '/Properties/TracingConfig/Mode', expected: 'PassThrough', actual: 'Off' },
      { path: '/Properties/ReservedConcurrentExecutions', actual: 0 },
      { path: '/Properties/Handler', expected: 'a.b', actual: 'c.d' },
    ),
  );
  expect(drift?.nodes).toEqual([
    {
      stack: STACK,
      logicalId: 'Charge',
      type: 'AWS::Lambda::Function',
      action: 'update',
      status: 'modified',
      properties: [
        { path: '/Properties/MemorySize', planned: 512, applied: 256, actual: 300, effect: 'overwritten' },
        { path: '/Properties/Timeout', planned: 30, applied: 3, actual: 30, effect: 'same' },
        {
          path: '/Properties/TracingConfig/Mode',
          planned: 'Active',
          applied: 'PassThrough',
          actual: 'Off',
          effect: 'overwritten',
        },
        { path: '/Properties/ReservedConcurrentExecutions', actual: 0, effect: 'stays' },
        { path: '/Properties/Handler', planned: 'a.b', applied: 'a.b', actual: 'c.d', effect: 'stays' },
      ],
    },
  ]);
  expect(drift?.untouched).toEqual({ modified: 0, deleted: 0, added: 0, names: [] });
  expect([drift?.at, drift?.sha]).toEqual([7, 'a'.repeat(40)]);
});

test('S3: a new secret value is masked as the old ones are', () => {
  const path = '/Properties/Environment/Variables/KEY';
  const [node] =
    against(
      plan([{ changes: [setting(path, 'hunter2')] }]),
      modified({ path, expected: 'sha256:aaaa…', actual: 'sha256:bbbb…' }),
    )?.nodes ?? [];
  expect(node?.properties[0]?.planned).toMatch(/^sha256:[0-9a-f]{4}…$/);
  expect(JSON.stringify(node)).not.toContain('hunter2');
});

test('a property of which only a part changes; one that is removed; a code digest', () => {
  const made = plan([
    {
      changes: [
        setting('/Properties/Code/S3ObjectVersion', '4'),
        { op: 'remove', path: '/Properties/Layers', old: ['a'] },
      ],
    },
  ]);
  const drift = against(
    made,
    modified(
      { path: '/Properties/Code', expected: 'x', actual: 'y' },
      { path: '/Properties/Layers', expected: ['a'], actual: ['b'] },
    ),
  );
  expect(drift?.nodes[0]?.properties).toEqual([
    { path: '/Properties/Code', applied: 'x', actual: 'y', effect: 'partly' },
    { path: '/Properties/Layers', applied: ['a'], actual: ['b'], effect: 'overwritten' },
  ]);
});

test('what is replaced or deleted takes its drift with it', () => {
  const difference = { path: '/Properties/MemorySize', expected: 256, actual: 300 };
  for (const action of ['replace', 'delete'] as const) {
    const [node] = against(plan([{ action }]), modified(difference))?.nodes ?? [];
    expect(node?.properties[0]?.effect).toBe('gone');
  }
});

test('a resource that is gone is named with what the plan wants of it', () => {
  const drift = against(plan([{}]), { ...base, logicalId: 'Charge', status: 'deleted' });
  expect(drift?.nodes).toMatchObject([{ logicalId: 'Charge', action: 'update', status: 'deleted', properties: [] }]);
});

test('the rest is counted and named: what the plan leaves as it is, what was added, what is another type now', () => {
  const drift = against(
    plan([{ action: 'noop' }, { logicalId: 'Topic', type: 'AWS::SNS::Topic' }]),
    modified({ path: '/Properties/Timeout', expected: 3, actual: 4 }),
    { ...base, logicalId: 'Topic', status: 'deleted' },
    { ...base, logicalId: '', physicalId: 'GET /debug', status: 'added', actual: {} },
  );
  expect(drift?.nodes).toEqual([]);
  expect(drift?.untouched).toEqual({
    modified: 1,
    deleted: 1,
    added: 1,
    names: [`${STACK}/Charge`, `${STACK}/Topic`, 'GET /debug'],
  });
});
