import { describe, expect, test } from 'vitest';
import { loadWith, VALID } from './registry-files.ts';

const document = (kind: string, name: string, spec: string) =>
  `apiVersion: holdfast/v1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: {${spec}}\n`;

const code = '{runtime: nodejs24.x, handler: index.handler, s3: {bucket: acme-artifacts, key: f.zip}}';

/** What is said about a document of the team beside the Platform, of which `cost` is a part. */
function said(text: string, cost = '{}', today?: string): readonly string[] {
  const platform = `${VALID['platform.yaml'] ?? ''}  cost: ${cost}\n`;
  const files = { 'platform.yaml': platform, 'teams/payments/it.yaml': text };
  return loadWith(files, today).findings.map(({ code: found, path, message }) => `${found} ${path}: ${message}`);
}

describe('an agent’s budget', () => {
  const budget = document('Agent', 'researcher', `functions: [${code}], budget: {monthlyUsd: 5}`);

  test('needs the tag that it counts by, which a platform activates if it does not say otherwise', () => {
    expect(said(budget)).toEqual([]);
    expect(said(budget, '{allocationTags: [project, part-of]}')).toEqual([]);
    expect(said(budget, '{allocationTags: [project]}')).toEqual([
      'InvalidValue spec.budget: The budget would count nothing: spec.cost.allocationTags of the platform lacks part-of.',
    ]);
  });

  test('an agent without one does not', () => {
    expect(said(document('Agent', 'researcher', `functions: [${code}]`), '{allocationTags: [project]}')).toEqual([]);
  });
});

test('I4: a bus of this platform is not named, but said to be the team’s', () => {
  const target = document(
    'EventRule',
    'r',
    'bus: BUS, pattern: {source: [a]}, targets: [{kind: Function, name: charge}]',
  );
  expect(said(target.replace('BUS', 'team'))).toEqual([]);
  expect(said(target.replace('BUS', 'aws.partner/example.com/1'))).toEqual([]);
  expect(said(target.replace('BUS', 'acme-orders-events'))).toEqual([
    'ForeignName spec.bus: The bus acme-orders-events has a name of this platform: it is that of a team.',
  ]);
});

describe('I4: on the default bus a pattern takes nothing of other teams', () => {
  const rule = (pattern: string, bus = 'default') =>
    said(document('EventRule', 'r', `bus: ${bus}, pattern: ${pattern}, targets: [{kind: Function, name: charge}]`));
  const source = 'On the default bus a pattern says whose events it wants.';
  const buckets = "This pattern takes events about other teams' buckets.";
  const calls = 'This pattern takes what CloudTrail tells of calls by anybody in the account.';
  const created = 'detail-type: [Object Created]';

  test.each([
    ['{source: [aws.codebuild], detail-type: [CodeBuild Build State Change]}', []],
    ['{source: [aws.ec2], detail-type: [{prefix: EC2 Spot}]}', []],
    ['{source: [acme.billing]}', []],
    [`{source: [aws.s3], ${created}, detail: {bucket: {name: [acme-payments-bucket-uploads-123456789012]}}}`, []],
    [`{source: [aws.s3], ${created}, detail: {bucket: {name: [{prefix: acme-payments-}]}}}`, []],
    [`{source: [aws.s3], ${created}, detail: {bucket: {name: [old-uploads, {prefix: old-}]}}}`, []],
    ['{detail-type: [Object Created]}', [source]],
    [`{source: [aws.s3], ${created}}`, [buckets]],
    [`{source: [aws.s3], ${created}, detail: {bucket: {name: [acme-orders-bucket-secret-123456789012]}}}`, [buckets]],
    [`{source: [aws.s3], ${created}, detail: {bucket: {name: [{prefix: ac}]}}}`, [buckets]],
    [`{source: [aws.s3], ${created}, detail: {bucket: {name: [{anything-but: [x]}]}}}`, [buckets]],
    [`{source: [{prefix: aws}], ${created}}`, [buckets]],
    ['{source: [aws.lambda]}', [calls]],
    ['{source: [aws.lambda], detail-type: [AWS API Call via CloudTrail]}', [calls]],
    ['{source: [aws.lambda], detail-type: [{prefix: AWS}]}', [calls]],
    ['{source: [aws.lambda], detail-type: [{suffix: CloudTrail}]}', [calls]],
    [
      `{${created}, $or: [{source: [aws.ecr]}, {source: [aws.s3], detail: {bucket: {name: [acme-orders-x]}}}]}`,
      [buckets],
    ],
  ])('%s', (pattern, wanted) => {
    expect(rule(pattern).map((text) => text.replace(/^OutsideScope spec\.pattern(?:\["\$or"\]\[1\])?: /, ''))).toEqual(
      wanted,
    );
  });

  test('a bus of their own, or of a partner, carries what is meant for them', () => {
    expect(rule('{detail-type: [Charged]}', 'team')).toEqual([]);
    expect(rule('{detail-type: [Charged]}', 'aws.partner/example.com/1')).toEqual([]);
  });

  test('the part of a larger document is judged, too', () => {
    const agent = `functions: [${code}], subscriptions: [{name: all, pattern: {source: [aws.s3]}}]`;
    expect(said(document('Agent', 'researcher', agent))).toEqual([
      expect.stringMatching(/^OutsideScope spec\.subscriptions\[0\]\.pattern: /),
    ]);
  });
});

test('a schedule whose last day is past is spoken of from the second day on, whatever its time zone', () => {
  const once = document(
    'Schedule',
    'once',
    'expression: at(2026-11-20T12:00:00), target: {kind: Function, name: charge}',
  );
  expect(said(once, '{}', '2026-11-20')).toEqual([]);
  expect(said(once, '{}', '2026-11-21')).toEqual([]);
  expect(said(once, '{}', '2026-11-22')).toEqual([
    'PastSchedule spec.expression: The schedule does not fire after 2026-11-20, which is past.',
  ]);
});

describe('a table that event processors share', () => {
  const processor = (table: string) =>
    document(
      'EventProcessor',
      'nightly',
      `source: {schedule: {expression: rate(1 hour)}}, function: ${code}, idempotency: {table: {kind: Table, ${table}}}`,
    );
  const table = (spec: string) => document('Table', 'handled', spec);
  const shared = (spec: string) => said(`${processor('name: handled')}---\n${table(spec)}`);
  const unfit = 'UnfitDocument spec.idempotency.table.name: Table handled has not the form of an idempotency table.';

  test.each([
    ['partitionKey: {name: id}, ttl: expiration', []],
    ['partitionKey: {name: id}', [unfit]],
    ['partitionKey: {name: id}, ttl: ttl', [unfit]],
    ['partitionKey: {name: key}, ttl: expiration', [unfit]],
    ['partitionKey: {name: id, type: number}, ttl: expiration', [unfit]],
    ['partitionKey: {name: id}, sortKey: {name: at}, ttl: expiration', [unfit]],
  ])('with %s', (spec, expected) => {
    expect(shared(spec)).toEqual(expected);
  });

  test('I4: is not that of another team: both may have processors of one name', () => {
    const files = {
      'teams/orders/team.yaml': VALID['teams/payments/team.yaml']?.replace('name: payments', 'name: orders') ?? '',
      'teams/orders/table.yaml': `${table('partitionKey: {name: id}, ttl: expiration').replace('{name: handled}', '{name: handled, sharedWith: [{team: payments, level: write}]}')}`,
      'teams/payments/it.yaml': processor('name: handled, team: orders'),
    };
    const { findings } = loadWith({ 'platform.yaml': VALID['platform.yaml'] ?? '', ...files });
    expect(findings.map(({ code: found, path, message }) => `${found} ${path}: ${message}`)).toEqual([
      'UnfitDocument spec.idempotency.table.team: A table of team orders would mix up processors of one name in both teams.',
    ]);
  });
});
