import { describe, expect, test } from 'vitest';
import type { DriftResult, ResourceDrift } from '../../../controller/drift/drift.ts';
import { HEAL_CLASSES } from '../../../controller/drift/heal-class.ts';
import { planHeal, type SelfHeal } from '../../../controller/drift/self-heal.ts';
import { selfHealSchema } from '../../../registry/kinds/platform/self-heal.ts';

const resource = (stack: string, logicalId: string, type: string) => ({
  stack,
  logicalId,
  type,
  physicalId: logicalId,
});
const fn = resource('a', 'Function', 'AWS::Lambda::Function');
const role = resource('a', 'Role', 'AWS::IAM::Role');
const table = resource('b', 'Table', 'AWS::DynamoDB::Table');
const differs = (of: typeof fn, path = '/Properties/X'): ResourceDrift => ({
  ...of,
  status: 'modified',
  differences: [{ path, expected: 1, actual: 2 }],
});
const excuse = { kind: 'accepted', owner: 'mona', until: '2026-12-24' } as const;
const sweep = (...resources: readonly ResourceDrift[]): DriftResult => ({ sha: 's', resources });

function plan(result: DriftResult, selfHeal: SelfHeal, healed: Readonly<Record<string, number>> = {}) {
  const { stacks, functions, resources, left } = planHeal(result, selfHeal, new Map(Object.entries(healed)));
  return {
    stacks,
    functions: functions.map(({ logicalId }) => logicalId),
    resources,
    left: left.map(({ logicalId }) => logicalId),
  };
}
const NOTHING = { stacks: [], functions: [], resources: [], left: [] };

test('the registry and the controller know the same classes', () => {
  expect(Object.keys(selfHealSchema.options[1].shape).sort()).toEqual([...HEAL_CLASSES].sort());
  expect(selfHealSchema.parse({ functions: true })).toMatchObject({ functions: true, permissions: false, data: false });
});

describe('what is healed', () => {
  test('nothing unless it is asked for', () => {
    for (const off of [false, {}, { data: false }] as const) expect(plan(sweep(differs(fn)), off)).toEqual(NOTHING);
  });

  test('a stack of which all that differs is of classes that are on', () => {
    const result = sweep(differs(fn), differs(role), differs(table));
    expect(plan(result, true)).toEqual({
      ...NOTHING,
      stacks: ['a', 'b'],
      resources: ['a/Function', 'a/Role', 'b/Table'],
    });
    expect(plan(result, { data: true })).toEqual({ ...NOTHING, stacks: ['b'], resources: ['b/Table'] });
    expect(plan(result, { functions: true })).toEqual({ ...NOTHING, left: ['Function'] });
    expect(plan(result, { functions: true, permissions: true })).toEqual({
      ...NOTHING,
      stacks: ['a'],
      resources: ['a/Function', 'a/Role'],
    });
  });

  test('code by itself, whatever else is in its stack', () => {
    const result = sweep(differs(fn, '/Properties/Code'), differs(role));
    expect(plan(result, { functions: true })).toEqual({
      ...NOTHING,
      functions: ['Function'],
      resources: ['a/Function'],
    });
    expect(plan(result, { permissions: true })).toEqual({ ...NOTHING, stacks: ['a'], resources: ['a/Role'] });
  });

  test('no stack in which something is accepted or ignored that a change set would undo', () => {
    const left = { path: '/Properties/Y', expected: 1, actual: 2, excuse };
    const excused = { ...role, status: 'excused', was: 'modified', excused: [left] } as const;
    expect(plan(sweep(differs(fn), excused), true)).toEqual({ ...NOTHING, left: ['Function'] });
    expect(plan(sweep({ ...differs(fn), excused: [left] } as ResourceDrift), true)).toEqual({
      ...NOTHING,
      left: ['Function'],
    });
    expect(plan(sweep(differs(fn), { ...role, status: 'excused', was: 'deleted', excuse }), true)).toEqual({
      ...NOTHING,
      left: ['Function'],
    });
    const code = { ...excused, ...resource('a', 'Other', fn.type), excused: [{ ...left, path: '/Properties/Code' }] };
    expect(plan(sweep(differs(fn), code), true)).toMatchObject({ stacks: ['a'] });
    const added = { ...role, logicalId: '', status: 'excused', was: 'added', actual: {}, excuse } as const;
    expect(plan(sweep(differs(fn), added), true)).toMatchObject({ stacks: ['a'] });
  });

  test('what was made by hand is never healed, and what nobody could check neither', () => {
    expect(
      plan(sweep({ ...fn, status: 'added', actual: {} }, { ...role, status: 'unchecked', because: 'x' }), true),
    ).toEqual(NOTHING);
  });

  test('C13: nothing a fourth time within the window, and not its stack either', () => {
    const result = sweep(differs(fn), differs(role), differs(table));
    expect(plan(result, true, { 'a/Function': 2 }).stacks).toEqual(['a', 'b']);
    expect(plan(result, true, { 'a/Function': 3 })).toEqual({
      ...NOTHING,
      stacks: ['b'],
      resources: ['b/Table'],
      left: ['Function', 'Role'],
    });
    expect(plan(sweep(differs(fn, '/Properties/Code')), true, { 'a/Function': 3 })).toEqual({
      ...NOTHING,
      left: ['Function'],
    });
    expect(planHeal(result, true, new Map([['a/Function', 3]])).left.map(({ exhausted }) => exhausted)).toEqual([
      true,
      false,
    ]);
  });
});
