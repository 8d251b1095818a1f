import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Acceptance,
  acceptedBy,
  chooseDeviations,
  dayProblem,
  isShown,
  shortDigest,
} from '../../../controller/drift/acceptance.ts';
import type { DriftResult, Excuse, ResourceDrift } from '../../../controller/drift/drift.ts';
import { deviationsOf, excuse } from '../../../controller/drift/excuse.ts';

const at = (day: string) => Date.parse(`${day}T12:00:00Z`);
const source = { file: 'teams/a/f.yaml', line: 3, column: 1, document: 'Function/charge' };
const base = {
  stack: 'acme-team-a',
  logicalId: 'FunctionCharge',
  type: 'AWS::Lambda::Function',
  physicalId: 'acme-a-charge',
  source,
};
const memory = { path: '/Properties/MemorySize', expected: 256, actual: 1024 };
const timeout = { path: '/Properties/Timeout', expected: 3, actual: 9 };
const modified: ResourceDrift = { ...base, status: 'modified', differences: [memory, timeout] };
const deleted: ResourceDrift = {
  ...base,
  logicalId: 'LogGroupCharge',
  type: 'AWS::Logs::LogGroup',
  physicalId: 'lg',
  status: 'deleted',
};
const added: ResourceDrift = {
  stack: 'acme-application',
  logicalId: '',
  type: 'AWS::ApiGatewayV2::Route',
  physicalId: 'r1',
  status: 'added',
  actual: { RouteKey: 'GET /debug' },
};
const inSync: ResourceDrift = {
  ...base,
  logicalId: 'Role',
  type: 'AWS::IAM::Role',
  physicalId: 'role',
  status: 'in-sync',
};
const sweep = (...resources: readonly ResourceDrift[]): DriftResult => ({ sha: 'a'.repeat(40), resources });
const ALL = sweep(modified, deleted, added, inSync);

const keysOf = (result: DriftResult) => result.resources.flatMap(deviationsOf).map(({ key }) => key);
const keyOf = (resource: ResourceDrift) => keysOf(sweep(resource))[0] ?? '';
const word = (given: Partial<Acceptance> & { readonly of: readonly string[] }): Acceptance => {
  const { of, ...rest } = given;
  const deviations = of.map((key) => ({ key, stack: 's', logicalId: 'l', type: 't', physicalId: 'p' }));
  return { id: 'w', by: 'mona', at: 1, until: '2026-12-24', deviations, ...rest };
};

describe('what is left of a sweep', () => {
  test('a resource with an accepted property and another one is drift in the other one only', () => {
    const accepted = acceptedBy([word({ of: [keysOf(sweep(modified))[0] ?? ''], reason: 'a test' })], '2026-12-24');
    expect(excuse(ALL, accepted).resources[0]).toEqual({
      ...base,
      status: 'modified',
      differences: [timeout],
      excused: [{ ...memory, excuse: { kind: 'accepted', owner: 'mona', until: '2026-12-24', reason: 'a test' } }],
    });
  });

  test('with everything accepted nothing is drift, and nothing in sync that was not', () => {
    const accepted = acceptedBy([word({ of: keysOf(ALL) })], '2026-12-24');
    expect(excuse(ALL, accepted).resources.map(({ status }) => status)).toEqual([
      'excused',
      'excused',
      'excused',
      'in-sync',
    ]);
  });

  test('judged without any excuse, it is as it was found', () => {
    const accepted = acceptedBy([word({ of: keysOf(ALL) })], '2026-12-24');
    expect(excuse(excuse(ALL, accepted), () => undefined)).toEqual(ALL);
    expect(keysOf(excuse(ALL, accepted))).toEqual(keysOf(ALL));
  });

  test.each([
    ['the value in AWS', { ...base, status: 'modified', differences: [{ ...memory, actual: 2048 }] }],
    ['what Git says', { ...base, status: 'modified', differences: [{ ...memory, expected: 512 }] }],
    ['that the property is gone', { ...base, status: 'modified', differences: [{ path: memory.path, expected: 256 }] }],
    ['the property', { ...base, status: 'modified', differences: [{ ...memory, path: '/Properties/Other' }] }],
    ['the resource of that name', { ...base, physicalId: 'another', status: 'modified', differences: [memory] }],
    ['that it is gone', { ...base, status: 'deleted' }],
  ] satisfies [string, ResourceDrift][])('another one is another deviation: %s', (_, other) => {
    expect(keyOf(other)).not.toBe(keyOf({ ...base, status: 'modified', differences: [memory] }));
  });

  test('the line of the registry, and who it was, make no other deviation', () => {
    const moved = { ...base, source: { ...source, line: 90 }, by: { principal: 'p', at: 'then', call: 'c' } };
    const there = { ...memory, source: { file: 'x', line: 9, column: 1 } };
    expect(keyOf({ ...moved, status: 'modified', differences: [there] })).toBe(keyOf(modified));
  });

  test('C11: a word counts to the end of its last day; the newest counts, also when it takes back', () => {
    const [key = ''] = keysOf(ALL);
    const find = (words: readonly Acceptance[], today: string) =>
      excuse(ALL, acceptedBy(words, today)).resources[0]?.status === 'modified' &&
      excuse(ALL, acceptedBy(words, today))
        .resources.flatMap(deviationsOf)
        .find((one) => one.key === key)?.excuse?.until;
    const first = word({ of: [key], at: 1 });
    const later = word({ id: 'x', of: [key], at: 2, until: '2026-12-01' });
    const { until: _, ...back } = word({ id: 'y', of: [key], at: 3 });
    expect(find([first], '2026-12-24')).toBe('2026-12-24');
    expect(find([first], '2026-12-25')).toBeUndefined();
    expect(find([later, first], '2026-11-26')).toBe('2026-12-01');
    expect(find([later, first], '2026-12-02')).toBeUndefined();
    expect(find([back, later, first], '2026-11-26')).toBeUndefined();
  });
});

describe('what somebody means', () => {
  const names = (result: DriftResult, words: readonly string[], about: 'drift' | 'accepted' = 'drift') => {
    const chosen = chooseDeviations(result, words, about);
    return 'problem' in chosen
      ? chosen.problem
      : chosen.deviations.map(({ path, physicalId }) => path ?? physicalId).sort();
  };

  test('by no name everything that is drift, by a name all of that resource', () => {
    expect(names(ALL, [])).toEqual(['/Properties/MemorySize', '/Properties/Timeout', 'lg', 'r1']);
    expect(names(ALL, ['Function/charge'])).toEqual(['/Properties/MemorySize', '/Properties/Timeout', 'lg']);
    expect(names(ALL, ['FunctionCharge'])).toEqual(['/Properties/MemorySize', '/Properties/Timeout']);
    expect(names(ALL, ['acme-team-a/LogGroupCharge', 'r1'])).toEqual(['lg', 'r1']);
    expect(names(ALL, ['Role'])).toBe('Nothing called Role has drifted.');
    expect(names(sweep(inSync), [])).toBe('Nothing has drifted.');
  });

  test('what the registry ignores is nobody’s to accept', () => {
    const ignored: Excuse = { kind: 'ignored', owner: 'o', until: '2099-01-01' };
    expect(
      names(
        excuse(ALL, () => ignored),
        [],
      ),
    ).toBe('Nothing has drifted.');
    expect(
      names(
        excuse(ALL, () => ignored),
        [],
        'accepted',
      ),
    ).toBe('Nothing is accepted.');
  });

  test('the digest means exactly what is chosen, whatever the order, and its beginning fits on a button', () => {
    const digest = (result: DriftResult) => {
      const chosen = chooseDeviations(result, [], 'drift');
      return 'problem' in chosen ? chosen.problem : chosen.digest;
    };
    expect(digest(sweep(added, deleted, modified))).toBe(digest(ALL));
    expect(digest(sweep(deleted, modified))).not.toBe(digest(ALL));
    const short = shortDigest(digest(ALL));
    expect(`accept-${short}`).toHaveLength(19);
    expect([
      isShown(short, digest(ALL)),
      isShown(digest(ALL), digest(ALL)),
      isShown(short, digest(sweep(added))),
    ]).toEqual([true, true, false]);
  });
});

describe('a day', () => {
  const now = at('2026-11-26');
  test.each([
    ['2026-11-26', undefined],
    ['2027-02-24', undefined],
    ['2026-11-25', '2026-11-25 is past; it is 2026-11-26 (UTC).'],
    [
      '2027-02-25',
      'Drift can be accepted for 90 days, until 2027-02-24. What has to last goes into the registry: ignoreDifferences.',
    ],
    ['2026-11-31', '2026-11-31 is no date such as 2026-12-03.'],
    ['26.11.2026', '26.11.2026 is no date such as 2026-12-03.'],
    ['', ' is no date such as 2026-12-03.'],
  ])('%j: %s', (day, problem) => {
    expect(dayProblem(day, now)).toBe(problem);
  });

  test('never throws, whatever somebody writes', () => {
    fc.assert(fc.property(fc.string(), (day) => dayProblem(day, now) !== null));
  });
});
