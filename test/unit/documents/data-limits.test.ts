import { describe, expect, test } from 'vitest';
import { loadWith, team } from './registry-files.ts';

/** Code and message of every finding of a team's documents, each with its kind and spec. */
function said(...documents: readonly (readonly [kind: string, spec: object])[]): readonly string[] {
  const texts = documents.map(([kind, spec], index) =>
    JSON.stringify({ apiVersion: 'holdfast/v1', kind, metadata: { name: `n${index}` }, spec }),
  );
  const files = { 'teams/shop/team.yaml': team('shop'), 'teams/shop/own.yaml': texts.join('\n---\n') };
  return loadWith(files).findings.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
}

const queue = ['Queue', {}] as const;
const code = { runtime: 'nodejs24.x', handler: 'a.b', s3: { bucket: 'acme-artifacts', key: 'c.zip' } };

describe('a filter of a subscription', () => {
  const filtered = (filter: object, scope = {}) =>
    said(queue, ['Topic', { subscriptions: [{ kind: 'Queue', name: 'n0', filter, ...scope }] }]);

  test('has ranges of addresses that are some', () => {
    expect(filtered({ ip: [{ cidr: '10.0.0.0/24' }, { cidr: '2001:db8::/32' }] })).toEqual([]);
    expect(filtered({ ip: [{ cidr: '10.0.0.0/33' }] })).toEqual([
      'error InvalidValue: spec.subscriptions[0].filter.ip[0].cidr must be a range such as 10.0.0.0/24, but is text "10.0.0.0/33".',
    ]);
  });

  test('has no two stars in a row', () => {
    expect(filtered({ file: [{ wildcard: 'in/*.csv' }, { 'anything-but': { wildcard: '*.tmp' } }] })).toEqual([]);
    expect(filtered({ file: [{ wildcard: 'in/**' }] })).toEqual([
      'error InvalidValue: spec.subscriptions[0].filter.file[0].wildcard must not have two * in a row, but is text "in/**".',
    ]);
  });

  test('has no $or, which SNS would take for an attribute', () => {
    expect(filtered({ $or: ['a'] })).toEqual([
      'error InvalidValue: The name "$or" in spec.subscriptions[0].filter is not taken: subscribe once for each alternative.',
    ]);
  });
});

describe('a receiver of a topic', () => {
  test('has an address with a port that exists, or a mailbox in any domain', () => {
    expect(
      said([
        'Topic',
        { subscriptions: [{ email: 'ops@xn--e1afmkfd.xn--p1ai' }, { https: 'https://a.example:8443/' }] },
      ]),
    ).toEqual([]);
    expect(said(['Topic', { subscriptions: [{ https: 'https://a.example:65536/' }] }])).toEqual([
      'error InvalidValue: spec.subscriptions[0].https must be an https:// address with a port of at most 65535, but is text "https://a.example:65536/".',
    ]);
  });
});

describe('what a rule sends', () => {
  const sent = (input: string) =>
    said(queue, ['EventRule', { pattern: { source: ['a'] }, targets: [{ kind: 'Queue', name: 'n0', input }] }]);

  test('has at most 8192 characters of JSON', () => {
    expect(sent('x'.repeat(8190))).toEqual([]);
    expect(sent('x'.repeat(8191))).toEqual([
      expect.stringMatching(
        /^error InvalidValue: spec\.targets\[0\]\.input must be at most 8192 characters of JSON, but is text "x+…"\.$/,
      ),
    ]);
  });
});

describe('a generated secret', () => {
  test('has characters left of each sort that must be in it', () => {
    expect(said(['Secret', { generate: { excludeCharacters: '0123456789', numbers: false } }])).toEqual([]);
    expect(said(['Secret', { generate: { excludeCharacters: '012345678' } }])).toEqual([]);
    expect(said(['Secret', { generate: { excludeCharacters: '/9876543210@' } }])).toEqual([
      'error ConflictingFields: spec.generate.excludeCharacters leaves no numbers, of which the value has at least one.',
    ]);
  });

  test('has at most 65536 bytes with its fields', () => {
    const fields = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 'x'.repeat(250)]));
    expect(said(['Secret', { generate: { length: 4096, valueField: 'password', fields: fields(200) } }])).toEqual([]);
    expect(said(['Secret', { generate: { length: 4096, valueField: 'password', fields: fields(240) } }])).toEqual([
      'error InvalidValue: The secret would have 66401 bytes; Secrets Manager keeps 65536.',
    ]);
  });
});

describe('an agent', () => {
  const agent = (spec: object) => said(['Agent', { functions: [code], ...spec }], ['Topic', {}]);
  const topic = { kind: 'Topic', name: 'n1' };

  test('orders its results by an attribute that has no meaning yet', () => {
    expect(agent({ results: { sortKey: 'expiration' } })).toEqual([]);
    expect(agent({ results: { sortKey: 'id' } })).toEqual([
      'error ConflictingFields: The attribute id is the partition key of the table already.',
    ]);
    expect(agent({ results: { sortKey: 'expiration', expireAfterDays: 7 } })).toEqual([
      'error ConflictingFields: The attribute expiration is the time at which a result is deleted, so it is no key.',
    ]);
  });

  test('is subscribed to a topic once', () => {
    const subscriptions = [
      { name: 'a', topic },
      { name: 'b', topic: { ...topic, filter: { kind: ['b'] } } },
    ];
    expect(agent({ subscriptions })).toEqual([
      'error ConflictingFields: The agent is subscribed to this topic already.',
    ]);
  });

  test('is not subscribed to a topic that names its queue already', () => {
    const files = said(
      ['Agent', { functions: [code], subscriptions: [{ name: 'a', topic }] }],
      ['Topic', { subscriptions: [{ kind: 'Queue', name: 'n0-work' }] }],
    );
    expect(files).toEqual([
      'error ConflictingFields: Topic n1 names the work queue n0-work among its subscriptions already.',
    ]);
  });

  test('has each alert of its budget once, and a budget of a cent at least', () => {
    expect(agent({ budget: { monthlyUsd: 0.001, alertPercent: [80, 80] } })).toEqual([
      'error InvalidValue: spec.budget.monthlyUsd must be at least 0.01, but is the number 0.001.',
      'error DuplicateEntry: The entry is already in spec.budget.alertPercent[0]; AWS takes it once.',
    ]);
  });
});

describe('a schedule', () => {
  const starting = (startsAt: string) =>
    said(queue, ['Schedule', { expression: 'rate(1 day)', startsAt, target: { kind: 'Queue', name: 'n0' } }]);

  test('that has begun is told that it cannot be changed with its start', () => {
    expect(starting('2026-11-20T00:00:00Z')).toEqual([]);
    expect(starting('2026-11-19T23:59:59Z')).toEqual([
      'warning PastStart: The start, 2026-11-19T23:59:59Z, is past: AWS neither creates nor changes a schedule with it.',
    ]);
  });
});
