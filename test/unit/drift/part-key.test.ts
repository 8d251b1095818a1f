import { expect, test } from 'vitest';
import { Unresolved } from '../../../controller/drift/expected.ts';
import { partKey } from '../../../controller/drift/part-key.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:charge';

test.each([
  ['AWS::Lambda::Permission', 'fn|sid', { FunctionName: `${FUNCTION}:live` }, 'sid', { FunctionName: 'charge:live' }],
  [
    'AWS::Lambda::Alias',
    `${FUNCTION}:live`,
    { FunctionName: FUNCTION, Name: 'live' },
    'x',
    { FunctionName: 'charge', Name: 'live' },
  ],
  ['AWS::Lambda::Url', FUNCTION, { TargetFunctionArn: FUNCTION }, 'charge', { TargetFunctionArn: 'charge' }],
  ['AWS::ApiGatewayV2::Authorizer', 'auth1|api1', { ApiId: 'api1' }, 'auth1', {}],
  ['AWS::ApiGatewayV2::Authorizer', 'api1|auth1', { ApiId: 'api1' }, 'auth1', {}],
  [
    'AWS::EC2::Route',
    'stack-Route-1',
    { RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0' },
    'rtb-1|0.0.0.0/0',
    { RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0' },
  ],
  ['AWS::SNS::Subscription', 'arn:aws:sns:us-east-1:1:t:a', {}, 'arn:aws:sns:us-east-1:1:t:a', { Protocol: 'sqs' }],
] as const)('%s is the same in a template and in AWS', (type, declaredId, declared, foundId, found) => {
  expect(partKey(type, declaredId, declared)).toBe(partKey(type, foundId, found));
});

test('two statements of the same name on two functions are two', () => {
  const key = (FunctionName: string) => partKey('AWS::Lambda::Permission', 'sid', { FunctionName });
  expect(key('charge')).not.toBe(key('refund'));
  expect(key('charge')).not.toBe(key('charge:live'));
});

test('F4: what is not known gives no key', () => {
  expect(partKey('AWS::Lambda::Permission', 'sid', { FunctionName: new Unresolved('Ref X') })).toBeUndefined();
  expect(partKey('AWS::EC2::Route', 'x', { RouteTableId: 'rtb-1' })).toBeUndefined();
});
