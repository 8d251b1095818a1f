import { expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import type { DesiredState } from '../../../controller/compile/desired.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { lookAfter } from '../../../controller/health/look-after.ts';
import { watchOf } from '../../../controller/health/watch.ts';
import type { Plan } from '../../../controller/plan/plan.ts';
import { lambda, platform, registryOf, team, type Written } from '../compile/registry-of.ts';

const SHA = 'b'.repeat(40);
const API = 'https://a1b2c3.execute-api.us-east-1.amazonaws.com';

function route(name: string, more: object): Written {
  return {
    kind: 'Route',
    metadata: { name },
    spec: { method: 'GET', path: `/web/${name}`, function: 'page', ...more },
  };
}

function desiredOf(documents: readonly Written[], api: object = {}): DesiredState {
  const { graph } = buildGraph(registryOf(platform({ api }), { web: [team('web'), lambda('page'), ...documents] }));
  return compile(graph, {}).desired;
}

/** A plan that updates these resources, by stack. */
function planOf(changes: Readonly<Record<string, readonly string[]>>): Plan {
  const stacks = Object.entries(changes).map(([name, ids]) => ({
    name,
    wave: 1,
    action: 'update' as const,
    notes: [],
    nodes: ids.map((logicalId) => ({
      action: 'update' as const,
      logicalId,
      type: 'x',
      impact: 'update' as const,
      changes: [],
    })),
  }));
  return { digest: 'sha256:0', summary: { create: 0, update: 1, replace: 0, delete: 0, noop: 0 }, stacks };
}

const TEAM = 'acme-platform-team-web';
const idsOf = (plan: Plan, desired: DesiredState) =>
  watchOf(plan, desired).watched.map(({ kind, logicalId }) => `${kind} ${logicalId}`);

test('of a changed function its alarms are looked at too, and of its stack every probe, but no other document', () => {
  const desired = desiredOf([lambda('other'), route('list', { probe: {} }), route('silent', {})]);
  expect(idsOf(planOf({ [TEAM]: ['FunctionPage'] }), desired)).toEqual([
    'function FunctionPage',
    'alarm LambdaErrorsAlarmPage',
    'alarm LambdaThrottlesAlarmPage',
    'route RouteList',
  ]);
});

test('what changes under all routes has their probes looked at; nothing that changes, nothing', () => {
  const desired = desiredOf([route('list', { probe: {} })]);
  expect(idsOf(planOf({ 'acme-platform-application': ['Api'] }), desired)).toEqual(['route RouteList']);
  expect(idsOf(planOf({}), desired)).toEqual([]);
});

test('a release has its alias looked at, with the version that its template means', () => {
  const released = { ...lambda('shop'), spec: { ...lambda('shop').spec, release: {} } };
  const desired = desiredOf([released]);
  const alias = watchOf(planOf({ [TEAM]: ['FunctionShop'] }), desired).watched.find(({ kind }) => kind === 'alias');
  expect(alias).toMatchObject({ logicalId: 'LambdaAliasShop', version: expect.stringMatching(/^LambdaVersion.*Shop/) });
});

test('P2: a probe goes to the recorded address of the shared API, and nowhere else', () => {
  const probe = { status: 404, path: '/web/item/none', timeoutMs: 900 };
  for (const [api, logicalId] of [
    [{}, 'RouteItem'],
    [{ type: 'rest' }, expect.stringMatching(/^Method/)],
  ] as const) {
    const desired = desiredOf([route('item', { path: '/web/item/{id}', probe })], api);
    const { watched } = watchOf(planOf({ [TEAM]: ['FunctionPage'] }), desired);
    const asked = watched.filter(({ kind }) => kind === 'route');
    const endpoint = { stack: 'acme-platform-application', output: 'ApiEndpoint' };
    expect(asked).toEqual([{ kind: 'route', stack: TEAM, logicalId, method: 'GET', endpoint, ...probe }]);
    expect(JSON.stringify(desired.stacks.map(({ body }) => body))).not.toContain('/web/item/none');
  }
});

test('of very much there is only so much that is looked at, and it is said how much not', () => {
  const many = Array.from({ length: 120 }, (_, index) => lambda(`f${index}`));
  const desired = desiredOf(many);
  const all = desired.stacks.map(({ name, template }) => [name, Object.keys(template.Resources)] as const);
  const { watched, left } = watchOf(planOf(Object.fromEntries(all)), desired);
  expect(watched.filter(({ kind }) => kind === 'function')).toHaveLength(100);
  expect(left).toBe(21);
});

const RECORD = {
  name: TEAM,
  outputs: {},
  parameters: {},
  tags: {},
  codeDigests: {},
  resources: [
    { logicalId: 'FunctionPage', type: 'AWS::Lambda::Function', physicalId: 'acme-web-page' },
    { logicalId: 'Alias', type: 'AWS::Lambda::Alias', physicalId: 'arn:aws:lambda:us-east-1:1:function:shop:live' },
    { logicalId: 'Version', type: 'AWS::Lambda::Version', physicalId: 'arn:aws:lambda:us-east-1:1:function:shop:12' },
    { logicalId: 'RouteList', type: 'AWS::ApiGatewayV2::Route', physicalId: 'r1' },
  ],
};
const STACKS = [RECORD, { ...RECORD, name: 'acme-platform-application', outputs: { ApiEndpoint: API }, resources: [] }];
const PAGE = { stack: TEAM, logicalId: 'FunctionPage' };

test('a look finds its things by what the record knows of them, and leaves out what is not there', () => {
  const endpoint = { stack: 'acme-platform-application', output: 'ApiEndpoint' };
  const watched = [
    { kind: 'function', ...PAGE },
    { kind: 'alias', stack: TEAM, logicalId: 'Alias', version: 'Version' },
    { kind: 'route', stack: TEAM, logicalId: 'RouteList', method: 'GET', path: '/web/list', endpoint, timeoutMs: 5000 },
    { kind: 'alarm', stack: TEAM, logicalId: 'Gone' },
  ] as const;
  const look = lookAfter({ id: SHA, sha: SHA, startedAt: 1, watch: { watched, left: 2 } }, {}, STACKS, 9);
  expect(look).toEqual({
    run: SHA,
    sha: SHA,
    at: 9,
    since: 1,
    left: 2,
    targets: [
      { by: SHA, target: { kind: 'function', ...PAGE, name: 'acme-web-page' } },
      {
        by: SHA,
        target: { kind: 'alias', stack: TEAM, logicalId: 'Alias', function: 'shop', alias: 'live', version: '12' },
      },
      {
        by: SHA,
        target: {
          kind: 'route',
          ...{ stack: TEAM, logicalId: 'RouteList', method: 'GET', path: '/web/list', endpoint: API, timeoutMs: 5000 },
        },
      },
    ],
  });
});

test('a look takes over what the overtaken one was for and what was not well, unless that is touched again or gone', () => {
  const old = 'a'.repeat(40);
  const page = { kind: 'function', ...PAGE, name: 'acme-web-page' } as const;
  const list = { kind: 'alarm', stack: TEAM, logicalId: 'RouteList', name: 'list' } as const;
  const gone = { kind: 'alarm', stack: TEAM, logicalId: 'Gone', name: 'gone' } as const;
  const run = { id: SHA, sha: SHA, startedAt: 50, watch: { watched: [], left: 0 } };
  const overtaken = { run: old, sha: old, at: 7, since: 5, left: 1, targets: [{ target: page, by: old }] };
  const ill = (target: typeof list | typeof gone) =>
    ({ target, health: 'Degraded', reason: 'It rings.', blamed: old }) as const;
  const health = { health: 'Degraded', run: old, sha: old, at: 1, unwell: [ill(list), ill(gone)] } as const;
  expect(lookAfter(run, { look: overtaken, health }, STACKS, 60)).toMatchObject({
    sha: SHA,
    since: 5,
    left: 1,
    targets: [
      { target: page, by: old },
      { target: list, blamed: old },
    ],
  });
  const touching = { ...run, watch: { watched: [{ kind: 'function', ...PAGE } as const], left: 0 } };
  expect(lookAfter(touching, { look: overtaken }, STACKS, 60)?.targets).toEqual([{ target: page, by: SHA }]);
  expect(lookAfter(run, {}, STACKS, 60)).toBeUndefined();
});
