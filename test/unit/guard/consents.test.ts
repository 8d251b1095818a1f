import { describe, expect, test } from 'vitest';
import type { DesiredState } from '../../../controller/compile/desired.ts';
import type { TemplateResource } from '../../../controller/compile/template.ts';
import { findDataLoss } from '../../../controller/guard/data-loss.ts';
import { whoIsLetIn } from '../../../controller/guard/outsiders.ts';
import { findRenames } from '../../../controller/guard/renames.ts';
import { findWidening } from '../../../controller/guard/widening.ts';
import type { JsonObject } from '../../../controller/lib/json.ts';
import type { ObservedState } from '../../../controller/observe/observed.ts';
import { makePlan } from '../../../controller/plan/make-plan.ts';
import { REPLACEMENT_RULES } from '../../../controller/plan/replacement-table.ts';

const at = { file: 'platform.yaml', line: 1, column: 1 };
const ACCOUNT = '123456789012';
type Resources = Readonly<Record<string, TemplateResource>>;

function templateOf(resources: Resources) {
  return { AWSTemplateFormatVersion: '2010-09-09', Resources: { ...resources } } as const;
}

/** One stack as it shall be and as it is, with the plan between them. */
function between(before: Resources | undefined, after: Resources, owner = 'team/orders') {
  const name = owner.startsWith('team/') ? `acme-team-${owner.slice(5)}` : `acme-${owner}`;
  const body = JSON.stringify(after);
  const sources = Object.fromEntries(
    Object.keys(after).map((id) => {
      const document = `Function/${id.replace(/^Function/, '').toLowerCase()}`;
      return [id, { file: 'teams/orders/a.yaml', line: 3, column: 1, document }];
    }),
  );
  const stack = {
    name,
    owner,
    wave: 1,
    template: templateOf(after),
    body,
    digest: body,
    parameters: {},
    tags: {},
    sources,
  };
  const desired: DesiredState = { project: 'acme', stacks: [stack] };
  const there = { name, stackId: 's', status: 'UPDATE_COMPLETE', parameters: {}, outputs: {}, tags: {} };
  const physical = (id: string) => ({ logicalId: id, type: 'x', physicalId: `acme-orders-${id.toLowerCase()}` });
  const other = { ...there, name: 'acme-network', template: templateOf({}), resources: [] };
  const resources = Object.keys(before ?? {}).map(physical);
  const found = before === undefined ? [] : [{ ...there, template: templateOf(before), resources }];
  const observed: ObservedState = { stacks: [other, ...found] };
  const plan = makePlan({ desired, observed, rules: REPLACEMENT_RULES, prune: false });
  return { plan, desired, observed, at };
}

const ownersOf = (stack: string) => (stack === 'acme-team-orders' ? ['mona'] : undefined);

describe('data loss', () => {
  const queue = (properties: JsonObject, policy: Partial<TemplateResource> = {}): TemplateResource => ({
    Type: 'AWS::SQS::Queue',
    Properties: properties,
    ...policy,
  });
  const messages = (before: Resources, after: Resources) =>
    findDataLoss(between(before, after).plan, ownersOf, at).map(({ message }) => message);

  test('K4: what is deleted with all that it holds, and what an empty one takes the place of', () => {
    const before = { Gone: queue({ QueueName: 'a' }), Kept: queue({ QueueName: 'b' }) };
    expect(messages(before, { Kept: queue({ QueueName: 'c', FifoQueue: true }) })).toEqual([
      'acme-orders-kept (AWS::SQS::Queue) is replaced by an empty one; what it holds is lost to the platform.',
      'acme-orders-gone (AWS::SQS::Queue) is deleted; what it holds is lost to the platform.',
    ]);
  });

  test('not what stays in AWS, what holds nothing, or logs', () => {
    const before = {
      Orphan: queue({}, { DeletionPolicy: 'RetainExceptOnCreate' }),
      Topic: { Type: 'AWS::SNS::Topic' },
      Logs: { Type: 'AWS::Logs::LogGroup' },
      Same: queue({ QueueName: 'a' }),
    };
    expect(messages(before, { Same: queue({ QueueName: 'a', DelaySeconds: 5 }) })).toEqual([]);
  });

  test('the owners of the stack can agree', () => {
    const [found] = findDataLoss(between({ Gone: queue({}) }, { Other: queue({}) }).plan, ownersOf, at);
    expect(found?.consent).toEqual({ what: 'data-loss', owners: ['mona'] });
  });
});

describe('renames', () => {
  const lambda = (name: string, memory = 256, team = 'orders'): TemplateResource => ({
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: `acme-${team}-${name}`,
      MemorySize: memory,
      Role: { 'Fn::GetAtt': [`Role${name[0]?.toUpperCase()}${name.slice(1)}`, 'Arn'] },
      Environment: { Variables: { LEVEL: 'info' } },
    },
  });
  const messages = (before: Resources, after: Resources) =>
    findRenames(between(before, after), ownersOf).map(({ message }) => message);

  test('K3: the same under another name is one finding', () => {
    expect(messages({ FunctionCharge: lambda('charge') }, { FunctionBill: lambda('bill') })).toEqual([
      'Function/bill is acme-orders-functioncharge under another name: AWS makes a new one, and the old one is deleted.',
    ]);
  });

  test('not what differs in anything else, what stays, or what is only new', () => {
    expect(messages({ FunctionCharge: lambda('charge') }, { FunctionBill: lambda('bill', 512) })).toEqual([]);
    const both = { FunctionCharge: lambda('charge'), FunctionBill: lambda('bill') };
    expect(messages({ FunctionCharge: lambda('charge') }, both)).toEqual([]);
    expect(messages({}, { FunctionBill: lambda('bill') })).toEqual([]);
  });

  test('of two that are gone and one that came, one is the other', () => {
    const before = { FunctionCharge: lambda('charge'), FunctionRefund: lambda('refund') };
    expect(messages(before, { FunctionBill: lambda('bill') })).toHaveLength(1);
  });
});

describe('who is let in', () => {
  const statement = (Principal: JsonObject[string], more: JsonObject = {}) => ({
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      PolicyDocument: {
        Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'q', Principal, ...more }],
      },
    },
  });
  const source = { ArnLike: { 'aws:SourceArn': 'arn:aws:events:us-east-1:123456789012:rule/a' } };
  const role = (Principal: JsonObject) => ({
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }] } },
  });
  const permission = (properties: JsonObject) => ({
    Type: 'AWS::Lambda::Permission',
    Properties: { Action: 'lambda:InvokeFunction', FunctionName: 'f', ...properties },
  });

  test.each([
    ['anybody', statement('*'), true],
    ['anybody, as an account', statement({ AWS: '*' }), true],
    [
      'anybody of this account',
      statement('*', { Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } }),
      false,
    ],
    [
      'anybody but not over plain HTTP',
      statement('*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
      true,
    ],
    [
      'anybody not of this account',
      statement('*', { Condition: { StringNotEquals: { 'aws:SourceAccount': 'x' } } }),
      true,
    ],
    [
      'anybody if there is no account',
      statement('*', { Condition: { StringEqualsIfExists: { 'aws:SourceAccount': 'x' } } }),
      true,
    ],
    ['another account', statement({ AWS: 'arn:aws:iam::210987654321:root' }), true],
    ['another account by its number', statement({ AWS: ['210987654321'] }), true],
    ['this account', statement({ AWS: `arn:aws:iam::${ACCOUNT}:role/x` }), false],
    ['a role of the stack', statement({ AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } }), false],
    [
      'a role of another account, put together',
      statement({ AWS: { 'Fn::Sub': 'arn:aws:iam::210987654321:role/${X}' } }),
      true,
    ],
    ['everybody except somebody', statement({ AWS: ACCOUNT }, { NotPrincipal: { AWS: 'x' } }), true],
    ['a service for anybody', statement({ Service: 'events.amazonaws.com' }), true],
    ['a service for a rule', statement({ Service: 'events.amazonaws.com' }, { Condition: source }), false],
    ['nobody: it denies', statement('*', { Effect: 'Deny' }), false],
    ['a service in a trust policy', role({ Service: 'lambda.amazonaws.com' }), false],
    ['another account in a trust policy', role({ AWS: '210987654321' }), true],
    ['an identity provider', role({ Federated: 'arn:aws:iam::123456789012:oidc-provider/x' }), true],
    ['a service by a permission', permission({ Principal: 's3.amazonaws.com' }), true],
    ['a bucket by a permission', permission({ Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::a' }), false],
    ['another account by a permission', permission({ Principal: '210987654321' }), true],
    ['signed callers of a function URL', permission({ Principal: '*', FunctionUrlAuthType: 'AWS_IAM' }), false],
    ['anybody by a function URL', { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE' } }, true],
    ['nobody: a VPC endpoint', { ...statement('*'), Type: 'AWS::EC2::VPCEndpoint' }, false],
    ['nobody: a table', { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'a' } }, false],
  ])('%s', (_, resource, expected) => {
    expect(whoIsLetIn(resource as TemplateResource, ACCOUNT).length > 0).toBe(expected);
  });
});

describe('widening', () => {
  const role = (actions: readonly string[], more: JsonObject = {}): TemplateResource => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      Policies: [
        {
          PolicyName: 'p',
          PolicyDocument: { Statement: actions.map((Action) => ({ Effect: 'Allow', Action, Resource: '*' })) },
        },
      ],
      ...more,
    },
  });
  const open: TemplateResource = { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE' } };
  const found = (before: Resources | undefined, after: Resources, owner = 'application', teams = false) =>
    findWidening({ ...between(before, after, owner), account: ACCOUNT, teams }, ownersOf).map(({ message }) => message);

  test('a stack of the platform that gains a statement, a managed policy, or loses its boundary', () => {
    const before = { A: role(['s3:GetObject']), B: role([]), C: role([], { PermissionsBoundary: 'arn:b' }) };
    const after = {
      A: role(['s3:GetObject', 's3:PutObject']),
      B: role([], { ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }),
      C: role([]),
    };
    expect(found(before, after)).toEqual([
      'Function/a (A) gives more rights than before: Allow s3:PutObject on *.',
      'Function/b (B) gives more rights than before: attaches arn:aws:iam::aws:policy/ReadOnlyAccess.',
      'Function/c (C) gives more rights than before: changes its permissions boundary.',
    ]);
  });

  test('not what is taken away, put in another order, or denied', () => {
    const before = { A: role(['s3:GetObject', 's3:PutObject']), B: role(['a:B', 'c:D']) };
    expect(found(before, { A: role(['s3:GetObject']), B: role(['c:D', 'a:B']) })).toEqual([]);
  });

  test('not a stack that is new, nor roles of teams, unless it is wished', () => {
    expect(found(undefined, { A: role(['s3:*']) })).toEqual([]);
    expect(found({ A: role([]) }, { A: role(['s3:*']) }, 'team/orders')).toEqual([]);
    expect(found({ A: role([]) }, { A: role(['s3:*']) }, 'team/orders', true)).toEqual([
      'Function/a (A) gives more rights than before: Allow s3:* on *.',
    ]);
  });

  test('whoever is let in from outside, by whatever stack, also a new one', () => {
    expect(found(undefined, { A: open }, 'team/orders')).toEqual([
      'Function/a (A) gives more rights than before: Allow anybody to call its address.',
    ]);
    expect(found({ A: open }, { A: open, B: { Type: 'AWS::SNS::Topic' } }, 'team/orders')).toEqual([]);
  });

  test('nothing on the first apply of a platform', () => {
    const first = { ...between(undefined, { A: open }), observed: { stacks: [] } };
    expect(findWidening({ ...first, account: ACCOUNT, teams: true }, ownersOf)).toEqual([]);
  });
});
