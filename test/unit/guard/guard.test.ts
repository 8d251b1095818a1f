import { describe, expect, test } from 'vitest';
import type { TemplateResource } from '../../../controller/compile/template.ts';
import { type GuardInput, guard } from '../../../controller/guard/guard.ts';
import type { ObservedStack } from '../../../controller/observe/observed.ts';
import type { Plan, PlanNode, StackPlan } from '../../../controller/plan/plan.ts';

const at = { file: 'platform.yaml', line: 1, column: 1 };
const ours = { 'managed-by': 'holdfast', project: 'acme' };

function stack(name: string, size: number, tags: Readonly<Record<string, string>> = ours): ObservedStack {
  const ids = Array.from({ length: size }, (_, index) => `R${index}`);
  const resources: Record<string, TemplateResource> = Object.fromEntries(
    ids.map((id) => [id, { Type: 'AWS::SQS::Queue' }]),
  );
  const template = { AWSTemplateFormatVersion: '2010-09-09', Resources: resources } as const;
  return {
    name,
    stackId: `arn:${name}`,
    status: 'UPDATE_COMPLETE',
    template,
    parameters: {},
    outputs: {},
    tags,
    resources: ids.map((logicalId) => ({ logicalId, type: 'AWS::SQS::Queue', physicalId: logicalId })),
  };
}

function planOf(name: string, action: StackPlan['action'], deletions: number): Plan {
  const node: PlanNode = { action: 'delete', logicalId: 'R', type: 'AWS::SNS::Topic', impact: 'destroy', changes: [] };
  const nodes = Array.from({ length: deletions }, (_, index) => ({ ...node, logicalId: `R${index}` }));
  const summary = { create: 0, update: 0, replace: 0, delete: deletions, noop: 0 };
  return { digest: 'sha256:0', summary, stacks: [{ name, wave: 1, action, notes: [], nodes }] };
}

const DEFAULTS = {
  project: 'acme',
  documents: 5,
  account: '123456789012',
  limits: { resources: 20, share: 0.3 },
  teamRoles: false,
  ownersOf: () => undefined,
  desired: { project: 'acme', stacks: [] },
  today: '2026-11-20',
  at,
} as const;

const run = (given: Partial<GuardInput> & Pick<GuardInput, 'plan' | 'observed'>) =>
  guard({ ...DEFAULTS, ...given }).map(({ code, message }) => [code, message]);

describe('guard', () => {
  test('lets an ordinary plan pass', () => {
    expect(run({ plan: planOf('acme-team-a', 'update', 3), observed: { stacks: [stack('acme-team-a', 10)] } })).toEqual(
      [],
    );
  });

  test('K1: an empty registry never deletes', () => {
    const found = run({
      documents: 0,
      plan: planOf('acme-team-a', 'delete', 1),
      observed: { stacks: [stack('acme-team-a', 1)] },
    });
    expect(found.map(([code]) => code)).toContain('EmptyRegistry');
  });

  test('K6: a same-named stack of somebody else is refused', () => {
    const observed = { stacks: [stack('acme-network', 2, { owner: 'someone' })] };
    expect(run({ plan: planOf('acme-network', 'update', 0), observed })).toEqual([
      ['ForeignStack', 'A stack named acme-network exists and is not managed by Holdfast for project acme.'],
    ]);
  });

  test('K6: a stack of another project of ours is refused too', () => {
    const observed = { stacks: [stack('acme-network', 2, { 'managed-by': 'holdfast', project: 'other' })] };
    expect(run({ plan: planOf('acme-network', 'delete', 0), observed }).map(([code]) => code)).toEqual([
      'ForeignStack',
    ]);
  });

  test('K5: many deletions that are also a large share are refused', () => {
    expect(run({ plan: planOf('a', 'update', 31), observed: { stacks: [stack('a', 100)] } })).toEqual([
      ['MassDelete', 'This revision would delete 31 of 100 resources (31 %).'],
    ]);
  });

  test('K5: few deletions pass, whatever their share; a small share passes, whatever its number', () => {
    expect(run({ plan: planOf('a', 'update', 20), observed: { stacks: [stack('a', 20)] } })).toEqual([]);
    expect(run({ plan: planOf('a', 'update', 30), observed: { stacks: [stack('a', 100)] } })).toEqual([]);
  });

  test('a renamed parameter in a path of a REST API is refused at the line that asks for it', () => {
    const source = { file: 'teams/a/team.yaml', line: 3, column: 1, document: 'Team/a' };
    const path = {
      logicalId: 'ApiPathA',
      type: 'AWS::ApiGateway::Resource',
      action: 'replace',
      impact: 'replace',
      source,
      changes: [{ op: 'replace', path: '/Properties/PathPart', value: '{key}', old: '{id}' }],
    } as const;
    const moved = {
      ...path,
      changes: [{ op: 'replace', path: '/Properties/ParentId', value: 'b', old: 'a' }],
    } as const;
    const plan = planOf('acme-team-a', 'update', 0);
    const stacks = [{ name: 'acme-team-a', wave: 4, action: 'update', notes: [], nodes: [path, moved] } as const];
    const observed = { stacks: [stack('acme-team-a', 2)] };
    const found = guard({
      ...DEFAULTS,
      plan: { ...plan, stacks },
      observed,
    });
    expect(found.map(({ code, message, file, line }) => [code, message, file, line])).toEqual([
      ['UnsupportedChange', 'A path parameter cannot be renamed in one step: {id} to {key}.', 'teams/a/team.yaml', 3],
    ]);
  });
});

describe('event sources', () => {
  const from = { op: 'replace', path: '/Properties/StartingPosition', value: 'LATEST', old: 'TRIM_HORIZON' } as const;
  const of = { op: 'replace', path: '/Properties/EventSourceArn/Ref', value: 'B', old: 'A' } as const;

  test.each([
    ['another place to begin', [from], ['UnsupportedChange']],
    ['another source', [of, from], []],
  ])('%s', (_, changes, wanted) => {
    const type = 'AWS::Lambda::EventSourceMapping';
    const node: PlanNode = { action: 'replace', logicalId: 'S', type, impact: 'replace', changes };
    const plan = planOf('acme-team-a', 'update', 0);
    const stacks = plan.stacks.map((one) => ({ ...one, nodes: [node] }));
    const found = run({ plan: { ...plan, stacks }, observed: { stacks: [stack('acme-team-a', 2)] } });
    expect(found.map(([code]) => code)).toEqual(wanted);
  });
});

describe('L5: runtimes in which Lambda creates no functions', () => {
  const source = { file: 'teams/web/page.yaml', line: 5, column: 12, document: 'Function/page' };

  function refused(runtime: string, action: PlanNode['action'], today: string): readonly string[] {
    const type = 'AWS::Lambda::Function';
    const renamed = { op: 'replace', path: '/Properties/FunctionName', value: 'b', old: 'a' } as const;
    const changes = action === 'replace' ? [renamed] : [];
    const node: PlanNode = { action, logicalId: 'F', type, impact: 'create', changes, source };
    const plan: Plan = { ...planOf('acme-team-web', 'update', 0) };
    const stacks = plan.stacks.map((one) => ({ ...one, nodes: [node] }));
    const template = {
      AWSTemplateFormatVersion: '2010-09-09',
      Resources: { F: { Type: type, Properties: { Runtime: runtime } } },
    } as const;
    const place = { owner: 'team/web', wave: 4, body: '', digest: '', parameters: {}, tags: {}, sources: {} };
    const desired = { project: 'acme', stacks: [{ name: 'acme-team-web', template, ...place }] };
    const observed = { stacks: [] };
    return guard({ ...DEFAULTS, plan: { ...plan, stacks }, observed, desired, today }).map(
      ({ code, message, line, path }) => `${code} ${line} ${path} ${message}`,
    );
  }

  test.each([
    ['nodejs20.x', 'create', '2027-01-31', []],
    ['nodejs20.x', 'update', '2027-02-01', []],
    ['nodejs20.x', 'noop', '2027-02-01', []],
    [
      'nodejs20.x',
      'create',
      '2027-02-01',
      [
        'RetiredRuntime 5 spec.runtime Function/page is new, and Lambda creates no more functions with nodejs20.x since 2027-02-01.',
      ],
    ],
    [
      'nodejs20.x',
      'replace',
      '2027-02-01',
      [
        'RetiredRuntime 5 spec.runtime Function/page would be replaced by a new function, and Lambda creates no more functions with nodejs20.x since 2027-02-01.',
      ],
    ],
    ['nodejs24.x', 'create', '2027-02-01', []],
  ] as const)('%s: to %s on %s', (runtime, action, today, wanted) => {
    expect(refused(runtime, action, today)).toEqual(wanted);
  });
});
