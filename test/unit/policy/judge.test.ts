import { describe, expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { judge } from '../../../controller/policy/judge.ts';
import { judgedOf } from '../../../controller/policy/judged.ts';
import { judgeTeams } from '../../../controller/policy/quotas.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';
import { snapshotOf, TODAY, VALID } from '../documents/registry-files.ts';

const CHARGE = `apiVersion: holdfast/v1
kind: Function
metadata: { name: charge }
spec:
  runtime: nodejs22.x
  handler: index.handler
  s3: { bucket: acme-artifacts, key: charge.zip }
  architecture: x86_64
  memoryMb: 2048
  timeoutSeconds: 600
  reservedConcurrency: 50
  statements:
    - { Effect: Allow, Action: ["xray:PutT*", "cloudwatch:PutMetricData"], Resource: "*" }
---
apiVersion: holdfast/v1
kind: Route
metadata: { name: charge }
spec: { method: GET, path: /payments/charge, function: charge }
`;

function policy(rules: string, more = ''): string {
  return `apiVersion: holdfast/v1\nkind: Policy\nmetadata: { name: baseline }\nspec:\n  rules: ${rules}\n${more}`;
}

/** Findings of the guard rails on the valid registry with a policy, and with these costs in USD a month by logical id. */
function judged(files: Readonly<Record<string, string>>, usd: Readonly<Record<string, number>> = {}, today = TODAY) {
  const all = { ...VALID, 'teams/payments/charge.yaml': CHARGE, ...files };
  const { registry, findings } = loadDocuments(snapshotOf(all), { today });
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const platform = registry.documents.find((document) => document.kind === 'Platform');
  if (platform === undefined) throw new Error('no platform');
  const { stacks } = compile(buildGraph(registry).graph, {}).desired;
  const costs = Object.entries(usd).map(([logicalId, dollars]) => ({
    stack: 'acme-team-payments',
    logicalId,
    micros: dollars * 1_000_000,
  }));
  const input = deepFreeze(judgedOf(platform, registry.documents, stacks, costs));
  return [...judge(input, today), ...judgeTeams(input)].map(
    ({ code, severity, file, line, message }) => `${severity} ${code} ${file}:${line} ${message}`,
  );
}

describe('each rule, at the line that breaks it', () => {
  test.each([
    ['{ runtimes: [nodejs24.x] }', 'charge.yaml:5', 'runtimes', 'the runtime nodejs22.x is not one of nodejs24.x'],
    ['{ architectures: [arm64] }', 'charge.yaml:8', 'architectures', 'the processor x86_64 is not arm64'],
    ['{ maxMemoryMb: 1024 }', 'charge.yaml:9', 'maxMemoryMb', 'memory of 2048 MB is more than 1024'],
    ['{ maxTimeoutSeconds: 300 }', 'charge.yaml:10', 'maxTimeoutSeconds', 'a timeout of 600 seconds is more than 300'],
    [
      '{ maxReservedConcurrency: 49 }',
      'charge.yaml:11',
      'maxReservedConcurrency',
      'a reserved concurrency of 50 is more than 49',
    ],
    [
      '{ allowedActions: ["xray:*"] }',
      'charge.yaml:13',
      'allowedActions',
      'cloudwatch:PutMetricData is not within xray:*',
    ],
    [
      '{ deniedActions: ["XRAY:putTraceSegments"] }',
      'charge.yaml:13',
      'deniedActions',
      'xray:PutT* allows XRAY:putTraceSegments',
    ],
    ['{ starResources: false }', 'charge.yaml:13', 'starResources', 'a statement on every resource is not allowed'],
    ['{ openRoutes: false }', 'charge.yaml:18', 'openRoutes', 'a route without an authorizer is not allowed'],
    ['{ requiredTags: [cost-center] }', 'team.yaml:4', 'requiredTags', 'the tag cost-center is missing'],
  ])('%s', (rules, place, rule, message) => {
    expect(judged({ 'policies/baseline.yaml': policy(rules) })).toEqual([
      `error PolicyViolation teams/payments/${place} Policy baseline (${rule}): ${message}.`,
    ]);
  });

  test('regions: at the platform', () => {
    expect(judged({ 'policies/baseline.yaml': policy('{ regions: [eu-west-1] }') })).toEqual([
      'error PolicyViolation platform.yaml:9 Policy baseline (regions): the region us-east-1 is not eu-west-1.',
    ]);
  });

  test('cost ceilings: a team, and a document, by what their resources cost together', () => {
    const rules = policy('{ maxMonthlyUsdPerTeam: 10, maxMonthlyUsdPerDocument: 9 }');
    expect(judged({ 'policies/baseline.yaml': rules }, { FunctionCharge: 9, RouteCharge: 2 })).toEqual([
      'error PolicyViolation teams/payments/team.yaml:3 Policy baseline (maxMonthlyUsdPerTeam): an estimated 11.00 USD a month is more than 10.00.',
    ]);
    expect(judged({ 'policies/baseline.yaml': rules }, { FunctionCharge: 9, LogGroupCharge: 0.5 })).toEqual([
      'error PolicyViolation teams/payments/charge.yaml:3 Policy baseline (maxMonthlyUsdPerDocument): an estimated 9.50 USD a month is more than 9.00.',
    ]);
  });

  test.each([
    '{ runtimes: [nodejs22.x] }',
    '{ images: false }',
    '{ architectures: [arm64, x86_64] }',
    '{ maxMemoryMb: 2048 }',
    '{ maxTimeoutSeconds: 600 }',
    '{ maxReservedConcurrency: 50 }',
    '{ allowedActions: ["xray:Put*", "cloudwatch:*"] }',
    '{ deniedActions: ["s3:Put*"] }',
    '{ starResources: true }',
    '{ openRoutes: true }',
    '{ requiredTags: [team, environment] }',
    '{ regions: [us-east-1] }',
    '{ publicUrls: false }',
  ])('%s holds', (rules) => {
    expect(judged({ 'policies/baseline.yaml': policy(rules) })).toEqual([]);
  });
});

describe('a policy', () => {
  test('warns in mode warn', () => {
    const [finding] = judged({ 'policies/baseline.yaml': policy('{ maxMemoryMb: 1024 }', '  mode: warn\n') });
    expect(finding).toMatch(/^warning PolicyViolation /);
  });

  test('is for the teams and environments that it names', () => {
    const rules = '{ maxMemoryMb: 1024 }';
    expect(judged({ 'policies/baseline.yaml': policy(rules, '  teams: [orders]\n') })).toEqual([]);
    expect(judged({ 'policies/baseline.yaml': policy(rules, '  environments: [prod]\n') })).toEqual([]);
    expect(judged({ 'policies/baseline.yaml': policy(rules, '  environments: [dev]\n  teams: [payments]\n') })).toEqual(
      [expect.stringContaining('maxMemoryMb')],
    );
  });

  test('I6: sees what an overlay makes of a document', () => {
    const overlay = `apiVersion: holdfast/v1
kind: Overlay
metadata: { name: dev }
spec:
  patches:
    - target: { kind: Function, team: payments, name: charge }
      patch:
        - { op: replace, path: /spec/memoryMb, value: 4096 }
`;
    expect(judged({ 'policies/baseline.yaml': policy('{ maxMemoryMb: 2048 }'), 'overlays/dev.yaml': overlay })).toEqual(
      ['error PolicyViolation overlays/dev.yaml:8 Policy baseline (maxMemoryMb): memory of 4096 MB is more than 2048.'],
    );
  });
});

describe('an exception', () => {
  const exception = (fields: string) =>
    policy(
      '{ maxMemoryMb: 1024, maxTimeoutSeconds: 300 }',
      `  exceptions:\n    - { team: payments, rules: [maxMemoryMb], owner: platform, reason: "needed for the time being", ${fields} }\n`,
    );

  test('excuses its rules for its documents until the end of its last day', () => {
    const file = { 'policies/baseline.yaml': exception('kind: Function, name: charge, until: "2026-11-20"') };
    expect(judged(file)).toEqual([expect.stringContaining('maxTimeoutSeconds')]);
    expect(judged(file, {}, '2026-11-21')).toEqual([
      expect.stringContaining('(maxMemoryMb)'),
      expect.stringContaining('(maxTimeoutSeconds)'),
      'warning ExpiredException policies/baseline.yaml:7 An exception of policy baseline for team payments ended on 2026-11-20; platform answers for it.',
    ]);
  });

  test('that nothing needs is pointed out', () => {
    const file = { 'policies/baseline.yaml': exception('name: other, until: "2027-01-31"') };
    expect(judged(file)).toContain(
      'info UnusedException policies/baseline.yaml:7 Nothing needs this exception of policy baseline.',
    );
  });
});

describe('what a Team document allows', () => {
  const team = (spec: string) =>
    `apiVersion: holdfast/v1\nkind: Team\nmetadata: { name: payments }\nspec:\n  owner: payments\n  ${spec}\n`;

  test.each([
    ['quotas: { functions: 0 }', 'Team payments has 1 functions; its quota is 0.'],
    ['quotas: { memoryMb: 2047 }', 'Team payments has 2048 MB of memory; its quota is 2047.'],
    ['quotas: { concurrency: 49 }', 'Team payments has 50 reserved concurrency; its quota is 49.'],
  ])('%s', (spec, message) => {
    expect(judged({ 'teams/payments/team.yaml': team(spec) })).toEqual([
      `error QuotaExceeded teams/payments/team.yaml:6 ${message}`,
    ]);
  });

  test('kinds and actions, at the line of the document', () => {
    const spec = 'allowed: { kinds: [Function], actions: ["xray:*"] }';
    expect(judged({ 'teams/payments/team.yaml': team(spec) })).toEqual([
      'error KindNotAllowed teams/payments/charge.yaml:16 Team payments may not use Route/charge; it may use Function.',
      'error PolicyViolation teams/payments/charge.yaml:13 Team payments (allowed.actions): cloudwatch:PutMetricData is not within xray:*.',
    ]);
  });

  test('nothing is said within the quotas', () => {
    const spec = 'quotas: { functions: 1, memoryMb: 2048, concurrency: 50 }';
    expect(judged({ 'teams/payments/team.yaml': team(spec) })).toEqual([]);
  });
});
