import { describe, expect, test } from 'vitest';
import type { DriftResult, ResourceDrift } from '../../../controller/drift/drift.ts';
import { declaredCode, planRevert } from '../../../controller/drift/revert.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';
import { makeSwept, makeTemplate, SHA } from './stacks.ts';
import { team } from './world.ts';

const base = { stack: 'demo-team-b', logicalId: 'F', type: 'AWS::Lambda::Function', physicalId: 'demo-b-function-f' };

function planOf(...resources: readonly ResourceDrift[]) {
  const result: DriftResult = deepFreeze({ sha: SHA, resources });
  return planRevert(result);
}

function modified(paths: readonly string[], change: Partial<typeof base> = {}): ResourceDrift {
  return {
    ...base,
    ...change,
    status: 'modified',
    differences: paths.map((path) => ({ path, expected: 1, actual: 2 })),
  };
}

const NOTHING = { stacks: [], functions: [], doubtful: [] };

describe('planRevert', () => {
  test('F2: other code needs the restorer only, since CloudFormation cannot see it', () => {
    expect(planOf(modified(['/Properties/Code']))).toEqual({ ...NOTHING, functions: [base] });
  });

  test('F6: another property needs a change set that compares with reality', () => {
    expect(planOf(modified(['/Properties/MemorySize']))).toEqual({ ...NOTHING, stacks: ['demo-team-b'] });
  });

  test('both need both', () => {
    const plan = planOf(modified(['/Properties/Code', '/Properties/Environment/Variables/A']));
    expect(plan).toEqual({ stacks: ['demo-team-b'], functions: [base], doubtful: [] });
  });

  test('a deleted function is made again by its stack, code and all', () => {
    expect(planOf({ ...base, status: 'deleted' })).toEqual({ ...NOTHING, stacks: ['demo-team-b'] });
  });

  test('each stack is named once, in order', () => {
    const other = { stack: 'demo-team-a' };
    const paths = ['/Properties/Timeout'];
    expect(planOf(modified(paths), modified(paths, other), modified(paths)).stacks).toEqual([
      'demo-team-a',
      'demo-team-b',
    ]);
  });

  test('K6: what somebody added by hand is never deleted', () => {
    expect(planOf({ ...base, status: 'added', actual: {} })).toEqual(NOTHING);
  });

  test('F4: what is in sync or unchecked is left alone', () => {
    expect(planOf({ ...base, status: 'in-sync' }, { ...base, status: 'unchecked', because: 'x' })).toEqual(NOTHING);
  });

  test('F3: parts that CloudFormation may not read back are named, and their stack is tried all the same', () => {
    const stage = { type: 'AWS::ApiGatewayV2::Stage', logicalId: 'ApiStage', physicalId: '$default' };
    expect(planOf(modified(['/Properties/DefaultRouteSettings/ThrottlingRateLimit'], stage))).toEqual({
      stacks: ['demo-team-b'],
      functions: [],
      doubtful: [{ ...base, ...stage }],
    });
    expect(planOf(modified(['/Properties/SnapStart/ApplyOn'])).doubtful).toEqual([base]);
    expect(planOf(modified(['/Properties/SnapStartLike'])).doubtful).toEqual([]);
  });
});

describe('declaredCode', () => {
  const withCode = (Code: Record<string, string | Record<string, string>>) =>
    makeSwept(makeTemplate({ F: { Type: 'AWS::Lambda::Function', Properties: { Code } } }), {
      parameters: { Bucket: 'artifacts' },
      resources: [{ logicalId: 'F', type: 'AWS::Lambda::Function', physicalId: 'f' }],
    });

  test('V4: the package of the template, pinned to its version', () => {
    expect(declaredCode(team(), 'demo-payments-function-charge')).toEqual({
      s3: { bucket: 'artifacts', key: 'payments/charge.zip', version: '3' },
    });
  });

  test('an unversioned object, a bucket from a parameter, an image', () => {
    expect(declaredCode(withCode({ S3Bucket: { Ref: 'Bucket' }, S3Key: 'a.zip' }), 'f')).toEqual({
      s3: { bucket: 'artifacts', key: 'a.zip' },
    });
    const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/charge@sha256:aa';
    expect(declaredCode(withCode({ ImageUri: image }), 'f')).toEqual({ imageUri: image });
  });

  test('V4: code that is not known is not guessed, least of all its version', () => {
    expect(declaredCode(withCode({ S3Bucket: { Ref: 'Nobody' }, S3Key: 'a.zip' }), 'f')).toBeUndefined();
    const unknownVersion = { S3Bucket: 'artifacts', S3Key: 'a.zip', S3ObjectVersion: { Ref: 'Nobody' } };
    expect(declaredCode(withCode(unknownVersion), 'f')).toBeUndefined();
    expect(declaredCode(withCode({ ZipFile: 'exports' }), 'f')).toBeUndefined();
  });

  test('a function that the stack does not have has no code', () => {
    expect(declaredCode(team(), 'demo-payments-function-other')).toBeUndefined();
    expect(declaredCode(makeSwept(undefined, team().record), 'demo-payments-function-charge')).toBeUndefined();
  });
});
