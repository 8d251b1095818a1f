import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changedStarter, holdfast, ROOT, temporaryFolder } from './run.ts';

const OFFLINE = ['plan', '--registry', 'test/golden/two-teams/registry', '--offline'];

/** The stacks of the starter registry in the order in which they are applied, and how many resources each has. */
const STACKS = [
  ['shared-lambda-infra-network', 18],
  ['shared-lambda-infra-stateful', 6],
  ['shared-lambda-infra-application', 5],
  ['shared-lambda-infra-observability', 7],
  ['shared-lambda-infra-edge', 1],
  ['shared-lambda-infra-team-orders', 6],
  ['shared-lambda-infra-team-payments', 6],
] as const;

interface PlanJson {
  readonly digest: string | null;
  readonly summary: object;
  readonly stacks: readonly { name: string; wave: number; nodes: readonly Record<string, unknown>[] }[];
  readonly findings: readonly object[];
  readonly cost: { readonly teams: readonly object[]; readonly resources: readonly object[] } | null;
  readonly drift: object | null;
}

async function planJson(...args: readonly string[]): Promise<{ code: number; err: string; plan: PlanJson }> {
  const { code, out, err } = await holdfast([...args, '--format', 'json']);
  return { code, err, plan: JSON.parse(out) };
}

test('plan --format json has exactly the promised members', async () => {
  const { code, err, plan } = await planJson(...OFFLINE);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(Object.keys(plan)).toEqual(['digest', 'summary', 'stacks', 'findings', 'cost', 'drift']);
  expect(plan.drift).toBeNull();
  expect(plan.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(plan.summary).toEqual({ create: 49, update: 0, replace: 0, delete: 0, noop: 0 });
  expect(plan.findings).toEqual([]);
  expect(plan.stacks.map(({ name, nodes }) => [name, nodes.length])).toEqual(STACKS);
  expect(plan.stacks.map(({ wave }) => wave)).toEqual([0, 1, 2, 3, 4, 4, 4]);
  for (const stack of plan.stacks) {
    expect(Object.keys(stack)).toEqual(['name', 'wave', 'action', 'notes', 'nodes']);
    for (const { physicalId, ...node } of stack.nodes) {
      expect(Object.keys(node)).toEqual(['action', 'logicalId', 'type', 'impact', 'changes']);
      expect(typeof (physicalId ?? '')).toBe('string');
    }
  }
});

test('plan --format json says what the plan does to the monthly bill; offline nothing was there before', async () => {
  const { plan } = await planJson(...OFFLINE);
  expect(Object.keys(plan.cost ?? {})).toEqual([
    ...['currency', 'region', 'pricesAsOf', 'beforeUsd', 'afterUsd', 'deltaUsd', 'teams', 'resources'],
  ]);
  expect(plan.cost).toMatchObject({ currency: 'USD', beforeUsd: 0, afterUsd: 4.063889, deltaUsd: 4.063889 });
  expect(plan.cost?.teams).toEqual([
    { team: null, beforeUsd: 0, afterUsd: 3.401, deltaUsd: 3.401 },
    { team: 'orders', beforeUsd: 0, afterUsd: 0.298111, deltaUsd: 0.298111 },
    { team: 'payments', beforeUsd: 0, afterUsd: 0.364778, deltaUsd: 0.364778 },
  ]);
  expect(plan.cost?.resources[0]).toEqual({
    ...{ stack: 'shared-lambda-infra-observability', logicalId: 'Dashboard', type: 'AWS::CloudWatch::Dashboard' },
    ...{ document: 'Platform/shared', beforeUsd: 0, afterUsd: 3, deltaUsd: 3 },
  });
});

test('S3: plan --format json prints no environment value, only that it changes', async () => {
  const registry = await changedStarter('teams/orders/status.yaml', 'LOG_LEVEL: info', 'LOG_LEVEL: canary-of-orders');
  const { code, out } = await holdfast(['plan', '--registry', registry, '--offline', '--format', 'json']);
  expect(code).toBe(1);
  expect(out).not.toContain('canary-of-orders');
  expect(out).toMatch(/"LOG_LEVEL": "sha256:[0-9a-f]{4}…"/);
});

test.each(['text', 'markdown'])('S3: nor does --format %s', async (format) => {
  const registry = await changedStarter('teams/orders/status.yaml', 'LOG_LEVEL: info', 'LOG_LEVEL: canary-of-orders');
  const { out } = await holdfast(['plan', '--registry', registry, '--offline', '--format', format]);
  expect(out).not.toContain('canary-of-orders');
  expect(out).toContain('49 to create');
});

test('P4: the same folder gives the same bytes', async () => {
  const first = await holdfast([...OFFLINE, '--format', 'json']);
  expect(await holdfast([...OFFLINE, '--format', 'json'])).toEqual(first);
});

test('--out writes one template per stack and says so on standard error', async () => {
  const folder = join(await temporaryFolder(), 'new/templates');
  const { code, err } = await holdfast([...OFFLINE, '--out', folder]);
  expect({ code, err }).toEqual({ code: 1, err: `Wrote 7 templates to ${folder}.\n` });
  expect(readdirSync(folder).toSorted()).toEqual(STACKS.map(([name]) => `${name}.template.json`).toSorted());
  for (const [name, resources] of STACKS) {
    const template: unknown = JSON.parse(readFileSync(join(folder, `${name}.template.json`), 'utf8'));
    expect(template).toHaveProperty('AWSTemplateFormatVersion', '2010-09-09');
    expect(Object.keys(Object(template).Resources)).toHaveLength(resources);
  }
});

test('--quiet prints no progress, and the data all the same', async () => {
  const folder = await temporaryFolder();
  const loud = await holdfast([...OFFLINE, '--out', folder]);
  const quiet = await holdfast([...OFFLINE, '--out', folder, '--quiet']);
  expect(quiet).toEqual({ ...loud, err: '' });
});

test('an error stops the plan: exit 1, an empty plan with the findings, no templates', async () => {
  const registry = await changedStarter('teams/orders/status.yaml', 'function: status', 'function: statsu');
  const folder = join(await temporaryFolder(), 'templates');
  const { code, plan } = await planJson('plan', '--registry', registry, '--offline', '--out', folder);
  expect(code).toBe(1);
  expect(plan).toMatchObject({
    digest: null,
    summary: { create: 0, update: 0, replace: 0, delete: 0, noop: 0 },
    stacks: [],
    findings: [{ severity: 'error', file: 'teams/orders/status.yaml', line: 26, hint: 'Did you mean status?' }],
    cost: null,
  });
  expect(() => readdirSync(folder)).toThrow('ENOENT');
});

test('a folder that templates cannot be written to is one line and exit 2', async () => {
  const { code, out, err } = await holdfast([...OFFLINE, '--out', join(ROOT, 'package.json')]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^holdfast: Error: EEXIST: .*\n$/);
});

test('--component plans and writes that one only', async () => {
  const folder = join(await temporaryFolder(), 'templates');
  const { code, plan } = await planJson(...OFFLINE, '--component', 'stateful', '--out', folder);
  expect(code).toBe(1);
  expect(plan.stacks.map(({ name, nodes }) => [name, nodes.length])).toEqual([['shared-lambda-infra-stateful', 6]]);
  expect(plan.summary).toEqual({ create: 6, update: 0, replace: 0, delete: 0, noop: 0 });
  expect(readdirSync(folder)).toEqual(['shared-lambda-infra-stateful.template.json']);
});

test('--component has a digest of its own, and one that nobody knows is one line and exit 2', async () => {
  const { plan: whole } = await planJson(...OFFLINE);
  const { plan: part } = await planJson(...OFFLINE, '--component', 'stateful');
  expect(part.digest).not.toBe(whole.digest);
  const { code, out, err } = await holdfast([...OFFLINE, '--component', 'sateful']);
  expect({ code, out, err }).toEqual({
    code: 2,
    out: '',
    err: 'holdfast: The registry has no component sateful. Did you mean stateful?\n',
  });
});
