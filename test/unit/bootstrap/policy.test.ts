import { expect, test } from 'vitest';
import { isAllowed, matches, type Statement } from './policy.ts';

const allow: Statement = {
  Sid: 'Allow',
  Effect: 'Allow',
  Action: ['s3:Get*'],
  Resource: ['arn:aws:s3:::team-?/*'],
  Condition: {},
};

test('a statement applies to actions in any case and to resources by pattern', () => {
  expect(isAllowed([allow], { action: 'S3:getObject', resource: 'arn:aws:s3:::team-a/x/y' })).toBe(true);
  expect(isAllowed([allow], { action: 's3:PutObject', resource: 'arn:aws:s3:::team-a/x' })).toBe(false);
  expect(isAllowed([allow], { action: 's3:GetObject', resource: 'arn:aws:s3:::team-ab/x' })).toBe(false);
});

test('a deny wins over an allow', () => {
  const deny: Statement = { ...allow, Effect: 'Deny', Action: ['s3:*'], Resource: ['*'] };
  expect(isAllowed([allow, deny], { action: 's3:GetObject', resource: 'arn:aws:s3:::team-a/x' })).toBe(false);
});

test('StringEquals needs the key, StringEqualsIfExists does not, ForAllValues compares every value', () => {
  const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::team-a/x' };
  const under = (operator: string, context: Readonly<Record<string, string | readonly string[]>>) =>
    isAllowed([{ ...allow, Condition: { [operator]: { key: ['a*', 'b'] } } }], { ...request, context });
  expect(under('StringEquals', {})).toBe(false);
  expect(under('StringEquals', { key: 'b' })).toBe(true);
  expect(under('StringEqualsIfExists', {})).toBe(true);
  expect(under('StringEqualsIfExists', { key: 'c' })).toBe(false);
  expect(under('ForAllValues:StringLike', { key: ['abc', 'b'] })).toBe(true);
  expect(under('ForAllValues:StringLike', { key: ['abc', 'c'] })).toBe(false);
  expect(() => under('Bool', {})).toThrow('teach this evaluator');
});

test('only * and ? have a meaning in a pattern', () => {
  expect(matches('a.c', 'abc')).toBe(false);
  expect(matches('a?c*', 'abc/d')).toBe(true);
});
