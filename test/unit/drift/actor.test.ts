import { describe, expect, test } from 'vitest';
import { type ApiCall, isAbout, mergeSweeps, withActors } from '../../../controller/drift/actor.ts';
import type { DriftResult, ResourceDrift } from '../../../controller/drift/drift.ts';

const SHA = 'a'.repeat(40);

describe('a call is about a resource', () => {
  test.each([
    ['its name', 'shop-a-function-charge', 'shop-a-function-charge'],
    ['its ARN', 'arn:aws:lambda:us-east-1:123456789012:function:shop-a-function-charge', 'shop-a-function-charge'],
    [
      'its ARN with a version',
      'arn:aws:lambda:us-east-1:123456789012:function:shop-a-function-charge:7',
      'shop-a-function-charge',
    ],
    [
      'its URL',
      'https://sqs.us-east-1.amazonaws.com/123456789012/shop-a-queue-work',
      'https://sqs.us-east-1.amazonaws.com/123456789012/shop-a-queue-work',
    ],
    ['an ARN with a path', 'arn:aws:iam::123456789012:role/shop/a/shop-a-role-charge', 'shop-a-role-charge'],
    ['the id of a part', 'r1a2b3', 'api123|r1a2b3'],
  ])('by %s', (_, name, physicalId) => {
    expect(isAbout({ names: ['x', name] }, physicalId)).toBe(true);
  });

  test.each([
    ['a name that only begins alike', 'shop-a-function-charge-card', 'shop-a-function-charge'],
    ['a name that only ends alike', 'old-shop-a-function-charge', 'shop-a-function-charge'],
    [
      'the ARN of another',
      'arn:aws:lambda:us-east-1:123456789012:function:shop-a-function-charge-card',
      'shop-a-function-charge',
    ],
    ['no name', '', ''],
  ])('but not by %s', (_, name, physicalId) => {
    expect(isAbout({ names: [name] }, physicalId)).toBe(false);
  });
});

const call = (at: string, principal: string, ...names: readonly string[]): ApiCall => ({
  names,
  actor: { principal, at, call: 'lambda:UpdateFunctionConfiguration' },
});

const base = (logicalId: string, physicalId: string) => ({ stack: 's', logicalId, type: 'T', physicalId });
const modified = (logicalId: string, physicalId: string): ResourceDrift => ({
  ...base(logicalId, physicalId),
  status: 'modified',
  differences: [{ path: '/Properties/MemorySize', expected: 512, actual: 3008 }],
});
const inSync = (logicalId: string, physicalId: string): ResourceDrift => ({
  ...base(logicalId, physicalId),
  status: 'in-sync',
});

describe('who it was', () => {
  test('is whoever made the newest call about what drifted, and nobody for what is as Git says', () => {
    const result: DriftResult = {
      sha: SHA,
      resources: [modified('F', 'charge'), modified('G', 'refund'), inSync('H', 'charge')],
    };
    const calls = [call('2026-11-26T03:00:00Z', 'old', 'charge'), call('2026-11-26T04:00:00Z', 'mona', 'charge')];
    expect(withActors(result, calls).resources.map(({ by }) => by?.principal)).toEqual(['mona', undefined, undefined]);
  });
});

describe('looking again at a few resources', () => {
  test('replaces what was said of these and keeps the rest', () => {
    const added = (id: string): ResourceDrift => ({ ...base('', id), status: 'added', actual: {} });
    const last: DriftResult = {
      sha: SHA,
      resources: [modified('F', 'charge'), inSync('G', 'refund'), added('r1'), added('r2')],
    };
    const again: DriftResult = { sha: SHA, resources: [inSync('F', 'charge'), added('r2'), added('r3')] };
    const merged = mergeSweeps(last, again).resources.map(
      ({ logicalId, physicalId, status }) => `${logicalId}/${physicalId} ${status}`,
    );
    expect(merged.sort()).toEqual(['/r1 added', '/r2 added', '/r3 added', 'F/charge in-sync', 'G/refund in-sync']);
  });
});
