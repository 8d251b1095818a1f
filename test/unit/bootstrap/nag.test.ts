import { CfnResource } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { expect, test } from 'vitest';
import { acknowledgements, violations } from './synth.ts';

test('the stack breaks no rule of AwsSolutions and fits AWS’s own resource schemas', () => {
  expect(violations()).toEqual([]);
});

test('both checks would notice', () => {
  const found = violations((stack) => {
    new Bucket(stack, 'Open');
    new CfnResource(stack, 'Wrong', {
      type: 'AWS::SQS::Queue',
      properties: { VisibilityTimeout: 'soon', Colour: 'red' },
    });
  });
  expect(found).toEqual(['AwsSolutions-S1', 'AwsSolutions-S10', 'F3002', 'F3012']);
});

test('every suppression has a reason that says something', () => {
  const reasons = acknowledgements();
  expect(reasons.length).toBeGreaterThan(20);
  expect(reasons.filter(([, reason]) => reason.split(' ').length < 6)).toEqual([]);
});
