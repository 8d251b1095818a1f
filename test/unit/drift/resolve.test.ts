import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Unresolved } from '../../../controller/drift/expected.ts';
import { knownValuesOf, resolve } from '../../../controller/drift/resolve.ts';
import type { Json } from '../../../controller/lib/json.ts';
import { makeSwept, makeTemplate } from './stacks.ts';

const known = knownValuesOf(
  makeSwept(
    makeTemplate(
      {
        ChargeFunction: { Type: 'AWS::Lambda::Function' },
        ChargeRole: { Type: 'AWS::IAM::Role', Properties: { Path: '/demo/payments/' } },
        PlainRole: { Type: 'AWS::IAM::Role' },
        OddRole: { Type: 'AWS::IAM::Role', Properties: { Path: { Ref: 'ApplicationApiId' } } },
        ChargeLogGroup: { Type: 'AWS::Logs::LogGroup' },
        Bucket: { Type: 'AWS::S3::Bucket' },
        Api: { Type: 'AWS::ApiGatewayV2::Api' },
        NewFunction: { Type: 'AWS::Lambda::Function' },
      },
      { Endpoint: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } },
    ),
    {
      parameters: { ApplicationApiId: 'a1b2c3' },
      outputs: { Endpoint: 'https://a1b2c3.execute-api.us-east-1.amazonaws.com' },
      resources: [
        { logicalId: 'ChargeFunction', type: 'AWS::Lambda::Function', physicalId: 'demo-payments-function-charge' },
        { logicalId: 'ChargeRole', type: 'AWS::IAM::Role', physicalId: 'demo-payments-role-charge' },
        { logicalId: 'PlainRole', type: 'AWS::IAM::Role', physicalId: 'plain' },
        { logicalId: 'OddRole', type: 'AWS::IAM::Role', physicalId: 'odd' },
        { logicalId: 'ChargeLogGroup', type: 'AWS::Logs::LogGroup', physicalId: '/aws/lambda/charge' },
        { logicalId: 'Bucket', type: 'AWS::S3::Bucket', physicalId: 'demo-artifacts' },
        { logicalId: 'Api', type: 'AWS::ApiGatewayV2::Api', physicalId: 'a1b2c3' },
      ],
    },
  ),
);

describe('what can be known', () => {
  const cases: readonly (readonly [name: string, expression: Json, value: Json])[] = [
    ['a parameter', { Ref: 'ApplicationApiId' }, 'a1b2c3'],
    ['a resource', { Ref: 'ChargeFunction' }, 'demo-payments-function-charge'],
    ['the region', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['the account', { Ref: 'AWS::AccountId' }, '123456789012'],
    ['the partition', { Ref: 'AWS::Partition' }, 'aws'],
    ['the stack', { Ref: 'AWS::StackName' }, 'demo-team-payments'],
    [
      'a function',
      { 'Fn::GetAtt': ['ChargeFunction', 'Arn'] },
      'arn:aws:lambda:us-east-1:123456789012:function:demo-payments-function-charge',
    ],
    [
      'an attribute as text',
      { 'Fn::GetAtt': 'ChargeFunction.Arn' },
      'arn:aws:lambda:us-east-1:123456789012:function:demo-payments-function-charge',
    ],
    [
      'a role with a path',
      { 'Fn::GetAtt': ['ChargeRole', 'Arn'] },
      'arn:aws:iam::123456789012:role/demo/payments/demo-payments-role-charge',
    ],
    ['a role without a path', { 'Fn::GetAtt': ['PlainRole', 'Arn'] }, 'arn:aws:iam::123456789012:role/plain'],
    [
      'a log group',
      { 'Fn::GetAtt': ['ChargeLogGroup', 'Arn'] },
      'arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/charge:*',
    ],
    ['a bucket', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:::demo-artifacts'],
    [
      'an attribute that an output recorded',
      { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] },
      'https://a1b2c3.execute-api.us-east-1.amazonaws.com',
    ],
    [
      'text with names',
      { 'Fn::Sub': '${AWS::Region}/${ChargeFunction}/${ChargeRole.Arn}' },
      'us-east-1/demo-payments-function-charge/arn:aws:iam::123456789012:role/demo/payments/demo-payments-role-charge',
    ],
    [
      'text with variables of its own',
      { 'Fn::Sub': ['${Api}-${Region}', { Api: { Ref: 'ApplicationApiId' }, Region: 'eu' }] },
      'a1b2c3-eu',
    ],
    ['text with an escaped name', { 'Fn::Sub': 'a ${!Literal} b' }, 'a ${Literal} b'],
    ['joined parts', { 'Fn::Join': ['/', ['integrations', { Ref: 'ApplicationApiId' }, 7]] }, 'integrations/a1b2c3/7'],
    ['a selected part', { 'Fn::Select': ['1', ['a', { Ref: 'ApplicationApiId' }]] }, 'a1b2c3'],
    ['values deep inside', { A: [{ B: { Ref: 'ApplicationApiId' } }] }, { A: [{ B: 'a1b2c3' }] }],
    ['no value', { A: { Ref: 'AWS::NoValue' }, B: [1, { Ref: 'AWS::NoValue' }] }, { B: [1] }],
    ['an object with more keys than a function has', { Ref: 'x', Other: 'y' }, { Ref: 'x', Other: 'y' }],
  ];
  test.each(cases)('F2: %s', (_, expression, value) => {
    expect(resolve(expression, known)).toEqual(value);
  });
});

describe('what cannot be known becomes a marker', () => {
  const cases: readonly (readonly [name: string, expression: Json, words: string])[] = [
    ['an unknown name', { Ref: 'Nothing' }, 'Ref Nothing'],
    ['a name that objects inherit', { Ref: 'constructor' }, 'Ref constructor'],
    ['an attribute that nobody recorded', { 'Fn::GetAtt': ['Api', 'ApiId'] }, 'Fn::GetAtt Api.ApiId'],
    ['a role whose path is no text', { 'Fn::GetAtt': ['OddRole', 'Arn'] }, 'Fn::GetAtt OddRole.Arn'],
    ['a resource without a name in AWS', { 'Fn::GetAtt': ['NewFunction', 'Arn'] }, 'Fn::GetAtt NewFunction.Arn'],
    ['a condition', { 'Fn::If': ['IsProd', 1, 2] }, 'Fn::If'],
    ['a function that we never emit', { 'Fn::ImportValue': 'Vpc' }, 'Fn::ImportValue Vpc'],
    ['a join with an unknown part', { 'Fn::Join': ['', ['a', { Ref: 'Nothing' }]] }, 'Fn::Join'],
    ['a substitution of an unknown name', { 'Fn::Sub': 'a-${Nothing}' }, 'Fn::Sub a-${Nothing}'],
    ['a selection beyond the list', { 'Fn::Select': [5, ['a']] }, 'Fn::Select'],
    ['a dynamic reference', '{{resolve:ssm:/demo/key}}', 'dynamic reference'],
  ];
  test.each(cases)('F4: %s', (_, expression, words) => {
    expect(resolve(expression, known)).toEqual(new Unresolved(words));
  });

  test('F4: without a stack id nobody guesses account and region', () => {
    const { stackId: _, ...record } = makeSwept(undefined).record;
    const homeless = knownValuesOf({
      record,
      sources: {},
      template: makeTemplate({ F: { Type: 'AWS::Lambda::Function' } }),
    });
    expect(resolve({ Ref: 'AWS::AccountId' }, homeless)).toEqual(new Unresolved('Ref AWS::AccountId'));
  });
});

test('W6: any JSON resolves without an error, and JSON without functions to itself', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      resolve(value as Json, known);
    }),
  );
  const plain = fc.letrec((tie) => ({
    value: fc.oneof(
      fc.integer(),
      fc.boolean(),
      fc.constantFrom('a', 'b c'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('A', 'B', 'C'), tie('value'), { maxKeys: 3 }),
    ),
  })).value;
  fc.assert(
    fc.property(plain, (value) => {
      expect(resolve(value as Json, known)).toEqual(value);
    }),
  );
});
