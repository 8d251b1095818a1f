import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../controller/lib/json.ts';
import type { Change, Plan, PlanNode } from '../../../controller/plan/plan.ts';
import { isPermissionProperty, permissionChanges } from '../../../controller/report/permissions.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';

function planOf(node: Partial<PlanNode>): Plan {
  const whole: PlanNode = {
    action: 'update',
    logicalId: 'X',
    type: 'AWS::IAM::Role',
    impact: 'update',
    changes: [],
    ...node,
  };
  const stacks = [{ name: 's', wave: 0, action: 'update', notes: [], nodes: [whole] }] as const;
  return deepFreeze({ digest: 'sha256:0', summary: { create: 0, update: 1, replace: 0, delete: 0, noop: 0 }, stacks });
}

function linesOf(node: Partial<PlanNode>): readonly unknown[] {
  return permissionChanges(planOf(node), 10).flatMap(({ lines }) => lines);
}

function creation(type: string, properties: { readonly [name: string]: Json }): Partial<PlanNode> {
  return { action: 'create', type, impact: 'create', changes: [{ op: 'add', path: '/Properties', value: properties }] };
}

describe('permission changes', () => {
  test('P6: everything that AWS’s service specification calls scrutinizable is one', () => {
    const spec = loadAwsServiceSpecSync();
    const missed: string[] = [];
    for (const resource of spec.all('resource')) {
      const type = resource.cloudFormationType;
      if (resource.scrutinizable && !isPermissionProperty(type, 'Anything')) missed.push(type);
      for (const [name, property] of Object.entries(resource.properties)) {
        const policy = property.scrutinizable !== undefined && String(property.scrutinizable) !== 'None';
        // Which queue takes the dead letters of a subscription permits nobody anything.
        if (policy && !isPermissionProperty(type, name) && !/^(?:Redrive|Replay|Archive)Policy$/.test(name))
          missed.push(`${type}.${name}`);
      }
    }
    expect(missed).toEqual([]);
  });

  test('P6: names, tags and sizes are none', () => {
    expect(isPermissionProperty('AWS::IAM::Role', 'Tags')).toBe(false);
    expect(isPermissionProperty('AWS::Lambda::Function', 'MemorySize')).toBe(false);
    expect(isPermissionProperty('AWS::SQS::Queue', 'RedrivePolicy')).toBe(false);
    expect(
      linesOf({ type: 'AWS::Lambda::Function', changes: [{ op: 'add', path: '/Properties/MemorySize', value: 1 }] }),
    ).toEqual([]);
  });

  test('P6: a new role tells who trusts it, what it may, and what limits it', () => {
    const role = creation('AWS::IAM::Role', {
      RoleName: 'r',
      AssumeRolePolicyDocument: {
        Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      },
      PermissionsBoundary: { Ref: 'Boundary' },
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      Policies: [
        {
          PolicyName: 'p',
          PolicyDocument: {
            Statement: [
              { Effect: 'Deny', NotAction: ['s3:*', 'sqs:*'], NotResource: { 'Fn::GetAtt': ['Bucket', 'Arn'] } },
              {
                Effect: 'Allow',
                Action: 's3:*',
                Resource: { 'Fn::Join': ['/', ['arn:x', { Ref: 'Y' }]] },
                Condition: { Bool: { 'aws:SecureTransport': 'true' } },
              },
            ],
          },
        },
      ],
    });
    expect(linesOf(role)).toEqual([
      { effect: 'gained', text: 'Allow sts:AssumeRole for lambda.amazonaws.com' },
      { effect: 'limited', text: '${Boundary}' },
      { effect: 'gained', text: 'ManagedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]' },
      { effect: 'limited', text: 'Deny everything except s3:*, sqs:* on everything except ${Bucket.Arn}' },
      { effect: 'gained', text: 'Allow s3:* on arn:x/${Y} if {"Bool":{"aws:SecureTransport":"true"}}' },
    ]);
  });

  test('P6: a new resource policy is its statements; where it is attached counts only when that changes', () => {
    const document = { Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource: '*', Principal: '*' }] };
    const policy = creation('AWS::SNS::TopicPolicy', { Topics: [{ Ref: 'Alarms' }], PolicyDocument: document });
    expect(linesOf(policy)).toEqual([{ effect: 'gained', text: 'Allow sns:Publish on * for *' }]);
    const moved: Change = { op: 'replace', path: '/Properties/Topics/0', old: 'a', value: 'b' };
    expect(linesOf({ type: 'AWS::SNS::TopicPolicy', changes: [moved] })).toEqual([
      { effect: 'changed', change: { property: 'Topics[0]', before: 'a', after: 'b', masked: false } },
    ]);
  });

  test('P6: a role without managed policies is not said to gain an empty list', () => {
    expect(linesOf(creation('AWS::IAM::Role', { ManagedPolicyArns: [], MaxSessionDuration: 3600 }))).toEqual([]);
  });

  test('P6: a Lambda permission is one sentence', () => {
    const permission = creation('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'FunctionCharge' },
      Principal: 'apigateway.amazonaws.com',
      SourceArn: { 'Fn::Sub': 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiId}/*' },
    });
    expect(linesOf(permission)).toEqual([
      {
        effect: 'gained',
        text: 'Allow lambda:InvokeFunction on ${FunctionCharge} for apigateway.amazonaws.com from arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiId}/*',
      },
    ]);
  });

  test('P6: a replaced statement is lost and gained, a changed word is old and new, a lost boundary is a change', () => {
    const changes: readonly Change[] = [
      {
        op: 'replace',
        path: '/Properties/Policies/0/PolicyDocument/Statement',
        old: [{ Effect: 'Allow', Action: 'a:B', Resource: 'x' }],
        value: [{ Effect: 'Allow', Action: 'a:*', Resource: '*' }],
      },
      { op: 'replace', path: '/Properties/Policies/1/PolicyDocument/Statement/0/Effect', old: 'Deny', value: 'Allow' },
      { op: 'remove', path: '/Properties/PermissionsBoundary', old: 'arn:b' },
    ];
    expect(linesOf({ changes })).toEqual([
      { effect: 'lost', text: 'Allow a:B on x' },
      { effect: 'gained', text: 'Allow a:* on *' },
      {
        effect: 'changed',
        change: {
          property: 'Policies[1].PolicyDocument.Statement[0].Effect',
          before: 'Deny',
          after: 'Allow',
          masked: false,
        },
      },
      {
        effect: 'changed',
        change: { property: 'PermissionsBoundary', before: 'arn:b', after: undefined, masked: false },
      },
    ]);
  });

  test('P6: an opened security group and a deleted role are shown', () => {
    const open = { CidrIp: '0.0.0.0/0', IpProtocol: '-1' };
    expect(
      linesOf({
        type: 'AWS::EC2::SecurityGroup',
        changes: [{ op: 'add', path: '/Properties/SecurityGroupIngress/0', value: open }],
      }),
    ).toEqual([{ effect: 'gained', text: 'SecurityGroupIngress[0]: {"CidrIp":"0.0.0.0/0","IpProtocol":"-1"}' }]);
    expect(linesOf({ action: 'delete', impact: 'destroy' })).toEqual([
      { effect: 'lost', text: 'everything that it permits' },
    ]);
    expect(linesOf({ action: 'delete', impact: 'orphan' })).toEqual([
      { effect: 'lost', text: 'nothing: it stays in AWS, no longer managed' },
    ]);
  });
});
