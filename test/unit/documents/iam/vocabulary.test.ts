import { describe, expect, test } from 'vitest';
import { statementProblems } from '../../../../controller/documents/iam/statement-problems.ts';
import type { Json } from '../../../../controller/lib/json.ts';
import { allow, codes, declare, problems } from './declare.ts';

const OWN = 'arn:aws:dynamodb:us-east-1:123456789012:table/acme-payments-orders';

/** Message and hint of the one problem that there is. */
function said(...statements: readonly Json[]): { readonly message: string; readonly hint?: string } {
  const [problem, ...others] = statementProblems(statements, []);
  expect(others).toEqual([]);
  expect(problem?.code).toBe('UnknownIamName');
  return { message: problem?.message ?? '', ...(problem?.hint === undefined ? {} : { hint: problem.hint }) };
}

describe('A5: services and actions', () => {
  test.each([
    ['dynamo:GetItem', '"dynamo:GetItem" names the service dynamo, which IAM does not know.', undefined],
    [
      'dynamodbb:GetItem',
      '"dynamodbb:GetItem" names the service dynamodbb, which IAM does not know.',
      'dynamodb:GetItem',
    ],
    ['dynamodb:GetItems', 'dynamodb has no action GetItems.', 'dynamodb:GetItem'],
    ['DynamoDB:getitm', 'dynamodb has no action getitm.', 'dynamodb:GetItem'],
    ['sqs:SendMesage', 'sqs has no action SendMesage.', 'sqs:SendMessage'],
    ['xray:PutTraceSegment', 'xray has no action PutTraceSegment.', 'xray:PutTraceSegments'],
    ['lambda:Zzz', 'lambda has no action Zzz.', undefined],
    ['dynamodb:Qeury*', '"dynamodb:Qeury*" matches no action of dynamodb.', 'dynamodb:Query'],
    ['dynamodb:*Tabel', '"dynamodb:*Tabel" matches no action of dynamodb.', undefined],
    ['s3:?', '"s3:?" matches no action of s3.', undefined],
  ])('%s', (action, message, near) => {
    const hint = near === undefined ? {} : { hint: `Did you mean ${near}?` };
    const found = said(allow(action, OWN));
    expect(found.message).toBe(message);
    if (near !== undefined) expect(found).toEqual({ message, ...hint });
  });

  test.each([
    [
      'dynamodb:TransactWriteItems',
      'dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem, dynamodb:ConditionCheckItem',
    ],
    ['s3:ListObjectsV2', 's3:ListBucket'],
    ['s3:HeadObject', 's3:GetObject'],
    ['sqs:SendMessageBatch', 'sqs:SendMessage'],
    ['lambda:Invoke', 'lambda:InvokeFunction'],
  ])('%s is a call, not an action', (call, actions) => {
    expect(said(allow(call, OWN)).hint).toBe(`IAM checks ${actions} for that call.`);
  });

  test.each([
    'dynamodb:GetItem',
    'DYNAMODB:GETITEM',
    'dynamodb:Get*',
    'dynamodb:?etItem',
    'dynamodb:*',
    'apigateway:GET',
    'execute-api:ManageConnections',
    'rds-db:connect',
  ])('%s is known', (action) => {
    expect(codes(allow(action, OWN))).not.toContain('UnknownIamName');
  });

  test('a name is unknown in Deny and NotAction too: a misspelt Deny forbids nothing', () => {
    expect(codes({ Effect: 'Deny', Action: 'sqs:SendMesage', Resource: '*' })).toEqual(['UnknownIamName']);
    expect(codes({ Effect: 'Deny', NotAction: ['sqs:SendMesage'], Resource: '*' })).toEqual(['UnknownIamName']);
  });

  test('each unknown name is a finding at its line', () => {
    const found = declare([
      allow(['sqs:SendMessage', 'sqs:A', 'sqs:B'], 'arn:aws:sqs:us-east-1:123456789012:acme-payments-x'),
    ]);
    expect(found.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'UnknownIamName spec.statements[0].Action[1]',
      'UnknownIamName spec.statements[0].Action[2]',
    ]);
  });

  const calls = [
    ...['ExecuteStatement', 'BatchExecuteStatement', 'TransactGetItems', 'TransactWriteItems'].map(
      (call) => `dynamodb:${call}`,
    ),
    ...[
      'CompleteMultipartUpload',
      'CopyObject',
      'CreateMultipartUpload',
      'DeleteObjects',
      'HeadBucket',
      'HeadObject',
    ].map((call) => `s3:${call}`),
    ...['ListBuckets', 'ListObjects', 'ListObjectsV2', 'UploadPart'].map((call) => `s3:${call}`),
    ...['ChangeMessageVisibilityBatch', 'DeleteMessageBatch', 'SendMessageBatch'].map((call) => `sqs:${call}`),
    'lambda:Invoke',
    'sns:PublishBatch',
  ];

  test.each(calls)('%s is no action, and what is given for it is', (call) => {
    const actions = /^IAM checks (.*) for that call\.$/.exec(said(allow(call, OWN)).hint ?? '')?.[1]?.split(', ') ?? [];
    expect(actions.length).toBeGreaterThan(0);
    expect(codes(allow(actions, OWN))).toEqual([]);
  });

  test('R2: only the first twenty unknown names are compared with all others', () => {
    const names = Array.from({ length: 25 }, (_, index) => `sqs:SendMessag${'x'.repeat((index % 2) + 1)}`);
    const hints = statementProblems([allow(names, OWN)], []).filter(({ hint }) => hint !== undefined);
    expect(hints).toHaveLength(20);
  });
});

describe('A5: conditions', () => {
  const where = (condition: Json, action: Json = 'dynamodb:GetItem'): Json => ({
    Effect: 'Allow',
    Action: action,
    Resource: OWN,
    Condition: condition,
  });

  test.each([
    [{ StringEqual: { 'aws:SourceIp': 'x' } }, '"StringEqual" is no condition operator of IAM.', 'StringEquals'],
    [
      { 'ForAllValues:StringLikes': { 'aws:TagKeys': 'x' } },
      '"ForAllValues:StringLikes" is no condition operator of IAM.',
      'ForAllValues:StringLike',
    ],
    [
      { StringEqualIfExists: { 'aws:SourceIp': 'x' } },
      '"StringEqualIfExists" is no condition operator of IAM.',
      'StringEqualsIfExists',
    ],
    [{ NullIfExists: { 'aws:SourceIp': 'true' } }, '"NullIfExists" is no condition operator of IAM.', 'Null'],
    [
      { StringEquals: { 'dynamodb:LeadingKey': 'x' } },
      '"dynamodb:LeadingKey" is no condition key of dynamodb.',
      'dynamodb:LeadingKeys',
    ],
    [
      { StringEquals: { 'aws:PrincipalTags/team': 'x' } },
      '"aws:PrincipalTags/team" is no condition key of dynamodb.',
      undefined,
    ],
    [{ StringEquals: { 's3:prefix': 'x' } }, '"s3:prefix" is no condition key of dynamodb.', undefined],
    [{ StringEquals: { 'aws:SourceIP4': 'x' } }, '"aws:SourceIP4" is no condition key of dynamodb.', 'aws:SourceIp'],
  ])('%o', (condition, message, near) => {
    const found = said(where(condition));
    expect(found.message).toBe(message);
    if (near !== undefined) expect(found.hint).toBe(`Did you mean ${near}?`);
  });

  test.each([
    [{ StringEquals: { 'aws:PrincipalTag/team': 'x', 'aws:requestedregion': 'x' } }],
    [{ 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['a*'] } }],
    [{ 'ForAllValues:StringEqualsIfExists': { 'dynamodb:Attributes': ['a'] } }],
    [{ Null: { 'aws:MultiFactorAuthAge': 'true' } }],
    [{ ArnLike: { 'lambda:SourceFunctionArn': 'arn:aws:lambda:*:*:function:x' } }],
    [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, Bool: { 'aws:SecureTransport': 'true' } }],
  ])('%o is known', (condition) => {
    expect(codes(where(condition))).toEqual([]);
  });

  test('a key of any service of the statement is known, with any text where AWS allows it', () => {
    expect(codes(where({ StringEquals: { 's3:prefix': 'x' } }, ['dynamodb:GetItem', 's3:ListBucket']))).toEqual([]);
    expect(codes(where({ StringEquals: { 's3:ExistingObjectTag/anything': 'x' } }, 's3:GetObject'))).toEqual([]);
    expect(codes(where({ StringEquals: { 'kms:EncryptionContext:tenant': 'x' } }, 'kms:Decrypt'))).toEqual([]);
    expect(codes(where({ StringEquals: { 's3:ExistingObjectTag/': 'x' } }, 's3:GetObject'))).toEqual([
      'UnknownIamName',
    ]);
  });

  test('operator and key are found at their own lines', () => {
    const found = declare([where({ StringEqual: { 'dynamodb:LeadingKey': 'x' } })]);
    expect(found.map(({ path }) => path)).toEqual([
      'spec.statements[0].Condition.StringEqual',
      'spec.statements[0].Condition.StringEqual["dynamodb:LeadingKey"]',
    ]);
  });

  test('where actions are not known, keys are not judged', () => {
    expect(codes(where({ StringEquals: { 'nothing:Here': 'x' } }, 'nothing:Here'))).toEqual(['UnknownIamName']);
    const deny = {
      Effect: 'Deny',
      NotAction: 's3:*',
      Resource: '*',
      Condition: { StringEquals: { 's3:prefix': 'x' } },
    };
    expect(codes(deny)).toEqual([]);
  });
});

describe('A5, S6: variables', () => {
  const on = (resource: string): Json => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: resource });

  test.each([
    '${aws:username}',
    '${aws:PrincipalTag/tenant}',
    "${aws:PrincipalTag/tenant, 'none'}",
    '${s3:prefix}',
    '${*}',
    '${?}',
    '${$}',
  ])('%s is known', (variable) => {
    expect(codes(on(`arn:aws:s3:::acme-payments-data/${variable}/*`))).toEqual([]);
  });

  test.each([
    ['${aws:usernames}', '"${aws:usernames}" is no policy variable.', 'Did you mean ${aws:username}?'],
    [
      '${AWS::AccountId}',
      '"${AWS::AccountId}" is CloudFormation\'s, which does not replace it here.',
      'Write the value itself.',
    ],
    ['${Stage}', '"${Stage}" is no policy variable.', undefined],
  ])('%s is not', (variable, message, hint) => {
    const found = said(on(`arn:aws:s3:::acme-payments-data/${variable}/*`));
    expect(found).toEqual(hint === undefined ? { message } : { message, hint });
  });

  test('in values of conditions too', () => {
    const statement = {
      Effect: 'Allow',
      Action: 'dynamodb:GetItem',
      Resource: OWN,
      Condition: { StringEquals: { 'dynamodb:LeadingKeys': ['a', '${AWS::Region}'] } },
    };
    expect(problems(statement)).toEqual([
      'UnknownIamName 0.Condition.StringEquals.dynamodb:LeadingKeys.1: "${AWS::Region}" is CloudFormation\'s, which does not replace it here.',
    ]);
  });
});

describe('S6: nothing in a statement is evaluated by CloudFormation', () => {
  const base = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: OWN };

  test.each<[string, Json, string]>([
    ['Ref as a resource', { ...base, Resource: { Ref: 'Table' } }, 'WrongType'],
    ['Fn::Sub as a resource', { ...base, Resource: { 'Fn::Sub': 'arn' } }, 'WrongType'],
    ['Fn::GetAtt in a list', { ...base, Resource: [{ 'Fn::GetAtt': ['a', 'Arn'] }] }, 'WrongType'],
    ['Fn::If as an action', { ...base, Action: { 'Fn::If': ['a', 'b', 'c'] } }, 'WrongType'],
    ['Fn::Transform beside the fields', { ...base, 'Fn::Transform': { Name: 'AWS::Include' } }, 'UnknownField'],
    ['Ref as an operator', { ...base, Condition: { Ref: { 'aws:SourceIp': 'x' } } }, 'InvalidValue'],
    ['Condition as an operator', { ...base, Condition: { Condition: { 'aws:SourceIp': 'x' } } }, 'InvalidValue'],
    ['Fn::Sub as an operator', { ...base, Condition: { 'Fn::Sub': { 'aws:SourceIp': 'x' } } }, 'InvalidValue'],
    ['Fn::Sub as a key', { ...base, Condition: { StringEquals: { 'Fn::Sub': 'x' } } }, 'InvalidValue'],
    [
      'Fn::Sub as a value',
      { ...base, Condition: { StringEquals: { 'aws:SourceIp': { 'Fn::Sub': 'x' } } } },
      'WrongType',
    ],
    ['{{resolve: in a resource', { ...base, Resource: `${OWN}{{resolve:ssm:x}}` }, 'DynamicReference'],
    [
      '{{resolve: in a value',
      { ...base, Condition: { StringEquals: { 'aws:SourceIp': '{{resolve:ssm:x}}' } } },
      'DynamicReference',
    ],
    [
      '{{resolve: in a key',
      { ...base, Condition: { StringEquals: { 'aws:PrincipalTag/{{resolve:ssm:x}}': 'x' } } },
      'DynamicReference',
    ],
  ])('%s', (_, statement, code) => {
    expect(declare([statement]).map((finding) => finding.code)).toContain(code);
  });
});

describe('the grammar of a policy', () => {
  test('a Sid is taken once', () => {
    const named = (Sid: string) => ({ Sid, Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: OWN });
    expect(problems(named('A'), named('B'), named('A'))).toEqual([
      'InvalidValue 2.Sid: An earlier statement has the Sid "A" too; IAM takes it once.',
    ]);
  });

  test('R2: statements of twice the characters that a role takes are not looked at any further', () => {
    const filled = (length: number): Json => {
      const empty = JSON.stringify([allow('dynamodb:GetItem', [OWN, ''])]).length;
      return allow('dynamodb:GetItem', [OWN, `arn:aws:s3:::${'x'.repeat(length - empty - 13)}`]);
    };
    expect(codes(filled(20_480))).toEqual([]);
    expect(codes(filled(20_481))).toEqual(['PolicyTooLarge']);
    expect(codes(filled(20_481), allow('*'))).toEqual(['PolicyTooLarge']);
  });
});
