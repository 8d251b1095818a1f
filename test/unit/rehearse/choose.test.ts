import { expect, test } from 'vitest';
import type { StackRecord } from '../../../controller/apply/progress.ts';
import type { DesiredStack } from '../../../controller/compile/desired.ts';
import type { Plan, StackPlan } from '../../../controller/plan/plan.ts';
import { chooseTargets } from '../../../controller/rehearse/choose.ts';

const SHA = '6dcb09b5b57875f334f61aebed695e2e4193db5e';
const idOf = (name: string) => `arn:aws:cloudformation:us-east-1:123456789012:stack/${name}/1`;

function planOf(...stacks: readonly (readonly [string, StackPlan['action']])[]): Plan {
  const summary = { create: 0, update: 0, replace: 0, delete: 0, noop: 0 };
  const planned = stacks.map(([name, action]) => ({ name, action, wave: 1, notes: [], nodes: [] }));
  return { digest: 'sha256:0', summary, stacks: planned };
}

function desired(name: string, parameters: DesiredStack['parameters'] = {}): DesiredStack {
  const template = { AWSTemplateFormatVersion: '2010-09-09', Resources: {} } as const;
  const digest = `sha256:${name}`;
  return { name, owner: name, wave: 1, template, body: '{}', digest, parameters, tags: { team: 'a' }, sources: {} };
}

function record(name: string, given: Partial<StackRecord> = {}): StackRecord {
  const empty = { outputs: {}, parameters: {}, tags: { team: 'a' }, resources: [], codeDigests: {} };
  return { name, stackId: idOf(name), ...empty, ...given };
}

function choose(plan: Plan, stacks: readonly DesiredStack[], records: readonly StackRecord[]) {
  return chooseTargets(plan, { project: 'acme', stacks }, records, SHA, 'standard');
}

test('stacks that a plan updates are asked about, with the values that their parameters have', () => {
  const plan = planOf(['new', 'create'], ['api', 'update'], ['same', 'noop'], ['old', 'delete']);
  const needs = { VpcId: { stack: 'network', output: 'VpcId' } };
  const stacks = ['new', 'api', 'same'].map((name) => desired(name, name === 'api' ? needs : {}));
  const records = [record('network', { outputs: { VpcId: 'vpc-1' } }), record('api'), record('same'), record('old')];
  const { targets, leftOut } = choose(plan, stacks, records);
  expect(leftOut).toEqual([]);
  expect(targets).toEqual([
    {
      stack: 'api',
      stackId: idOf('api'),
      changeSet: expect.stringMatching(/^holdfast-plan-6dcb09b5b578-[0-9a-f]{12}$/),
      templateDigest: 'sha256:api',
      parameters: { VpcId: 'vpc-1' },
      tags: { team: 'a' },
      retags: false,
      made: false,
    },
  ]);
});

test('C3: the same plan asks by the same name, another value by another', () => {
  const needs = { VpcId: { stack: 'network', output: 'VpcId' } };
  const nameWith = (vpc: string) => {
    const records = [record('network', { outputs: { VpcId: vpc } }), record('api')];
    return choose(planOf(['api', 'update']), [desired('api', needs)], records).targets[0]?.changeSet;
  };
  expect(nameWith('vpc-1')).toBe(nameWith('vpc-1'));
  expect(nameWith('vpc-1')).not.toBe(nameWith('vpc-2'));
});

test('K6: a stack that the record does not know by its id is not asked about', () => {
  const { stackId: _, ...unknown } = record('api');
  expect(choose(planOf(['api', 'update']), [desired('api')], [unknown])).toEqual({
    targets: [],
    leftOut: [{ stack: 'api', answer: { kind: 'none', because: 'the record does not know which stack it is' } }],
  });
});

test('nor one that takes a value which is yet to come', () => {
  const needs = { QueueArn: { stack: 'team', output: 'QueueArn' } };
  const { targets, leftOut } = choose(planOf(['api', 'update']), [desired('api', needs)], [record('api')]);
  expect(targets).toEqual([]);
  expect(leftOut).toEqual([
    {
      stack: 'api',
      answer: { kind: 'none', because: 'it takes QueueArn of team, which has none before that is applied' },
    },
  ]);
});

test('P5: ten stacks of a plan are asked about, the others are named', () => {
  const names = Array.from({ length: 12 }, (_, index) => `team-${String(index).padStart(2, '0')}`);
  const plan = planOf(...names.map((name) => [name, 'update'] as const));
  const { targets, leftOut } = choose(
    plan,
    names.map((name) => desired(name)),
    names.map((name) => record(name)),
  );
  expect(targets.map(({ stack }) => stack)).toEqual(names.slice(0, 10));
  expect(leftOut.map(({ stack }) => stack)).toEqual(['team-10', 'team-11']);
});

test('tags of the stack that change are told', () => {
  const records = [record('api', { tags: { team: 'b' } })];
  expect(choose(planOf(['api', 'update']), [desired('api')], records).targets[0]?.retags).toBe(true);
});
