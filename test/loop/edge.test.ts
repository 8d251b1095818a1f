import { expect, test } from 'vitest';
import type { FakeFile } from '../fakes/github.ts';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, REGISTRY, teamFile } from './registry.ts';

const ROUTE = 'spec: { method: GET, path: /orders/status, function: status }';

/** The registry with a throttle on the route of one team. */
function throttled(rate: number): FakeFile {
  const own = `${ROUTE.slice(0, -2)}, throttle: { rate: ${rate}, burst: 1 } }`;
  return functionFile('orders', 'status').replace(ROUTE, own);
}

async function apply(loop: Loop, files: Parameters<Loop['commit']>[0]): Promise<string> {
  const push = loop.commit(files);
  await loop.arrive(push);
  await loop.settle();
  return push.after;
}

/** What the applied template of the edge says of routes. */
async function settings(loop: Loop): Promise<unknown> {
  const template = JSON.parse(await loop.cloudformation.readTemplate('acme-edge'));
  return template.Resources.ApiStage.Properties.RouteSettings;
}

test('a stage that names routes comes after them, and one that fails is not named', async () => {
  const loop = createLoop();
  loop.cloudformation.fail('acme-team-orders/FunctionStatus', 'The role cannot be assumed');
  const sha = await apply(loop, { ...REGISTRY, 'teams/orders/status.yaml': throttled(5) });
  expect((await loop.ledger.readRun(sha))?.steps['acme-edge']).toEqual({
    step: 'skipped',
    reason: 'acme-team-orders failed',
  });
  loop.cloudformation.heal('acme-team-orders/FunctionStatus');
  await loop.arrive({ type: 'manual', action: 'reconcile', requestedBy: 'someone' });
  await loop.settle();
  expect(await settings(loop)).toEqual({
    'GET /orders/status': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 1, DetailedMetricsEnabled: false },
  });
});

test('settings of routes that a stage no longer names are taken off it before it is changed, and no others', async () => {
  const loop = createLoop();
  await apply(loop, { ...REGISTRY, 'teams/orders/status.yaml': throttled(5) });
  const { outputs } = (await loop.ledger.readStacks()).find(({ name }) => name === 'acme-application') ?? {};
  const apiId = outputs?.ApiId ?? '';
  const own = { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 1 };
  loop.apis.putStage(apiId, { StageName: '$default', RouteSettings: { 'GET /orders/status': own, 'GET /gone': own } });
  const stageNow = async () => (await loop.apis.readApi(apiId))?.stages.$default?.RouteSettings;

  await apply(loop, { 'teams/orders/status.yaml': throttled(6) });
  expect(await stageNow()).toEqual({ 'GET /orders/status': own });
  await apply(loop, { 'teams/orders/status.yaml': functionFile('orders', 'status') });
  expect(await stageNow()).toEqual({});
  expect(await settings(loop)).toBeUndefined();
});

/** A function with as many integrations on the shared API as it has routes: each has a timeout of its own. */
function patientFile(team: string, name: string, routes: number): string {
  const entries = Array.from({ length: routes }, (_, index) => {
    return `    - { method: GET, path: /${team}/${name}/${index}, timeoutMs: ${index + 100} }\n`;
  });
  const own = `spec:\n  function: ${name}\n  routes:\n${entries.join('')}`;
  return functionFile(team, name)
    .replace('  memoryMb', '  traffic: { requestsPerMonth: 1000 }\n  memoryMb')
    .replace(`spec: { method: GET, path: /${team}/${name}, function: ${name} }\n`, own);
}

test('a team that has no room on the shared API gets a second one, and stays on it when the first has room again', async () => {
  const loop = createLoop();
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const busy = names.map((name) => [`teams/busy/${name}.yaml`, patientFile('busy', name, 40)] as const);
  const team = { 'teams/busy/team.yaml': teamFile('busy') };
  await apply(loop, { ...REGISTRY, ...team, ...Object.fromEntries(busy) });
  const before = await loop.cloudformation.readTemplate('acme-team-orders');
  expect(before).toContain('"ApplicationApi2Id"');
  const { outputs } = (await loop.ledger.readStacks()).find(({ name }) => name === 'acme-application') ?? {};
  expect(outputs?.Api2Id).not.toBe(outputs?.ApiId);

  const sha = await apply(loop, { 'teams/busy/g.yaml': null });
  const run = await loop.ledger.readRun(sha);
  expect(run?.state).toBe('succeeded');
  expect(Object.keys(run?.steps ?? {})).toEqual(['acme-team-busy-3']);
  expect(await loop.cloudformation.readTemplate('acme-team-orders')).toBe(before);
}, 60_000);
