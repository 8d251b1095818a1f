import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { LambdaClient, PublishLayerVersionCommand } from '@aws-sdk/client-lambda';
import { PutBucketVersioningCommand, PutPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { createFunctionReader } from '../../controller/adapters/lambda-functions.ts';
import { type Calls, createCalls } from '../../controller/adapters/readers/calls.ts';
import type { DesiredStack } from '../../controller/compile/desired.ts';
import type { DriftResult, ResourceDrift } from '../../controller/drift/drift.ts';
import type { SweptStack } from '../../controller/drift/swept-stack.ts';
import { coverageOf } from '../../controller/report/drift-words.ts';
import { goldenCases, runCase } from '../golden/run-case.ts';
import { deployRegistry } from './deployed-registry.ts';
import { clientConfig } from './local-cloud/stack.ts';
import { governor, sweepCase } from './swept-registry.ts';

let aws: LocalAws;
let lambda: LambdaClient;
let gateway: ApiGatewayV2Client;
let s3: S3Client;

beforeAll(async () => {
  aws = await startLocalAws();
  lambda = new LambdaClient(clientConfig(aws));
  gateway = new ApiGatewayV2Client(clientConfig(aws));
  s3 = new S3Client({ ...clientConfig(aws), forcePathStyle: true });
});

afterAll(async () => {
  for (const client of [lambda, gateway, s3]) client?.destroy();
  await aws?.stop();
});

/** What the emulator cannot make at all; see docs/local-cloud.md. */
const NOT_MADE = /^AWS::(?:CodeDeploy|Route53)::/;

/** Rules of a partner's bus, which only the partner can make. */
const NOT_DEPLOYED = new Set(['events']);

/** Functions that other teams of the company own are not in this cloud, so what they allow is really not there. */
const AUTHORIZER_IS_NOT_HERE = 'deleted AWS::Lambda::Permission';

/** What is so in the emulator and not in AWS; see docs/local-cloud.md. */
const EMULATOR: Readonly<Record<string, readonly string[]>> = {
  'http-authorizers': [AUTHORIZER_IS_NOT_HERE],
  'rest-api': [AUTHORIZER_IS_NOT_HERE],
  // GetBucketAbac is not there.
  shared: ['AWS::S3::Bucket /Properties/AbacStatus'],
  // DescribeVpcEndpoints leaves these out.
  'platform-full': [
    ...Array(3).fill('AWS::EC2::VPCEndpoint /Properties/SecurityGroupIds,/Properties/PrivateDnsEnabled'),
    AUTHORIZER_IS_NOT_HERE,
  ],
  // The lists of a function give what an alias has as the function's own.
  'released-function': [...Array(3).fill('added AWS::Lambda::Permission'), ...Array(2).fill('added AWS::Lambda::Url')],
};

async function deployCase(name: string): Promise<readonly SweptStack[]> {
  await aws.reset();
  const { stacks } = await runCase(name);
  for (const layer of ['first', ...Array(7).fill('second')]) await publishLayer(layer);
  return deployRegistry(aws, stacks.map(withoutUnknownTypes), createFunctionReader(lambda));
}

async function publishLayer(LayerName: string): Promise<void> {
  const ZipFile = zipSync({ 'a.txt': new TextEncoder().encode('a') });
  await lambda.send(new PublishLayerVersionCommand({ LayerName, Content: { ZipFile } }));
}

function withoutUnknownTypes(stack: DesiredStack): DesiredStack {
  const Resources = Object.entries(stack.template.Resources).filter(([, { Type }]) => !NOT_MADE.test(Type));
  return { ...stack, template: { ...stack.template, Resources: Object.fromEntries(Resources) } };
}

function sweep(stacks: readonly SweptStack[], name: string): Promise<DriftResult> {
  return sweepCase(stacks, name, { endpoint: aws.endpoint, lambda, gateway });
}

function drifted({ resources }: DriftResult): readonly ResourceDrift[] {
  return resources.filter(({ status }) => status !== 'in-sync');
}

describe('a registry that was just applied', () => {
  const cases = goldenCases().filter((name) => !NOT_DEPLOYED.has(name));

  test.each(cases)('F4: %s has no drift, and all of it was looked at', { timeout: 60_000 }, async (name) => {
    const result = await sweep(await deployCase(name), name);
    const found = drifted(result).map((one) => (one.status === 'modified' ? shown(one) : `${one.status} ${one.type}`));
    expect(found).toEqual(EMULATOR[name] ?? []);
    expect(coverageOf(result).percent).toBe(100);
  });
});

/** A finding in one line. */
function shown(resource: ResourceDrift): string {
  const { status, type, physicalId } = resource;
  if (status === 'modified') return `${type} ${resource.differences.map(({ path }) => path).join()}`;
  return status === 'unchecked' ? `unchecked ${type} ${resource.because}` : `${status} ${type} ${physicalId}`;
}

/** What somebody does by hand, and what a sweep then says of it. `id` finds the first resource of a type with a part of its name. */
interface ByHand {
  readonly what: string;
  readonly change: (calls: Calls, id: (type: string, part?: string) => string) => Promise<unknown>;
  readonly found: readonly string[];
}

const IAM = '2010-05-08';
const EC2 = '2016-11-15';
const SNS = '2010-03-31';
const FUNCTION = 'AWS::Lambda::Function';

const CHANGES: readonly ByHand[] = [
  {
    what: 'a policy written into a role',
    change: (calls, id) =>
      calls.query('iam', IAM, 'PutRolePolicy', {
        RoleName: id('AWS::IAM::Role', 'charge'),
        PolicyName: 'admin',
        PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
      }),
    found: ['AWS::IAM::Role /Properties/Policies'],
  },
  {
    what: 'another account trusted by a role',
    change: (calls, id) =>
      calls.query('iam', IAM, 'UpdateAssumeRolePolicy', {
        RoleName: id('AWS::IAM::Role', 'status'),
        PolicyDocument:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"sts:AssumeRole"}]}',
      }),
    found: ['AWS::IAM::Role /Properties/AssumeRolePolicyDocument/Statement'],
  },
  {
    what: 'a tag on a role',
    change: (calls, id) =>
      calls.query('iam', IAM, 'TagRole', {
        RoleName: id('AWS::IAM::Role', 'imports'),
        'Tags.member.1.Key': 'by-hand',
        'Tags.member.1.Value': 'yes',
      }),
    found: ['AWS::IAM::Role /Properties/Tags/by-hand'],
  },
  {
    what: 'a queue that forgets sooner',
    change: (calls, id) =>
      calls.json('sqs', 'AmazonSQS.SetQueueAttributes', {
        QueueUrl: id('AWS::SQS::Queue', 'imports'),
        Attributes: { MessageRetentionPeriod: '60' },
      }),
    found: ['AWS::SQS::Queue /Properties/MessageRetentionPeriod'],
  },
  {
    what: 'a queue opened to everybody',
    change: (calls, id) =>
      calls.json('sqs', 'AmazonSQS.SetQueueAttributes', {
        QueueUrl: id('AWS::SQS::Queue', 'planner'),
        Attributes: {
          Policy:
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*"}]}',
        },
      }),
    found: ['AWS::SQS::QueuePolicy /Properties/PolicyDocument/Statement'],
  },
  {
    what: 'a table without recovery',
    change: (calls, id) =>
      calls.json('dynamodb', 'DynamoDB_20120810.UpdateContinuousBackups', {
        TableName: id('AWS::DynamoDB::Table', 'orders-table-orders'),
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
      }),
    found: ['AWS::DynamoDB::Table /Properties/PointInTimeRecoverySpecification'],
  },
  {
    what: 'a table without protection',
    change: (calls, id) =>
      calls.json('dynamodb', 'DynamoDB_20120810.UpdateTable', {
        TableName: id('AWS::DynamoDB::Table', 'charges'),
        DeletionProtectionEnabled: false,
      }),
    found: ['AWS::DynamoDB::Table /Properties/DeletionProtectionEnabled'],
  },
  {
    what: 'a bucket that keeps no versions',
    change: (_, id) => {
      const VersioningConfiguration = { Status: 'Suspended' } as const;
      return s3.send(
        new PutBucketVersioningCommand({ Bucket: id('AWS::S3::Bucket', 'artifacts'), VersioningConfiguration }),
      );
    },
    found: ['AWS::S3::Bucket /Properties/VersioningConfiguration'],
  },
  {
    what: 'a bucket that may be public',
    change: (_, id) => {
      const PublicAccessBlockConfiguration = {
        BlockPublicAcls: false,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      };
      return s3.send(
        new PutPublicAccessBlockCommand({ Bucket: id('AWS::S3::Bucket', 'logs'), PublicAccessBlockConfiguration }),
      );
    },
    found: ['AWS::S3::Bucket /Properties/PublicAccessBlockConfiguration/BlockPublicAcls'],
  },
  {
    what: 'a log group that keeps everything',
    change: (calls, id) =>
      calls.json('logs', 'Logs_20140328.DeleteRetentionPolicy', { logGroupName: id('AWS::Logs::LogGroup', 'charge') }),
    found: ['AWS::Logs::LogGroup /Properties/RetentionInDays'],
  },
  {
    what: 'a log group that is gone',
    change: (calls, id) =>
      calls.json('logs', 'Logs_20140328.DeleteLogGroup', { logGroupName: id('AWS::Logs::LogGroup', 'status') }),
    found: ['deleted AWS::Logs::LogGroup /aws/lambda/shared-lambda-infra-orders-function-status'],
  },
  {
    what: 'an alarm that tells nobody',
    change: (calls, id) =>
      calls.json('cloudwatch', 'GraniteServiceVersion20100801.DisableAlarmActions', {
        AlarmNames: [id('AWS::CloudWatch::Alarm', 'errors-alarm-charge')],
      }),
    found: ['AWS::CloudWatch::Alarm /Properties/ActionsEnabled'],
  },
  {
    what: 'an alarm that is gone',
    change: (calls, id) =>
      calls.json('cloudwatch', 'GraniteServiceVersion20100801.DeleteAlarms', {
        AlarmNames: [id('AWS::CloudWatch::Alarm', 'alarm-api-5xx')],
      }),
    found: ['deleted AWS::CloudWatch::Alarm shared-lambda-infra-alarm-api-5xx'],
  },
  {
    what: 'another dashboard under the same name',
    change: (calls, id) =>
      calls.json('cloudwatch', 'GraniteServiceVersion20100801.PutDashboard', {
        DashboardName: id('AWS::CloudWatch::Dashboard'),
        DashboardBody: '{"widgets":[]}',
      }),
    found: ['AWS::CloudWatch::Dashboard /Properties/DashboardBody'],
  },
  {
    what: 'a function that everybody may call',
    change: (_, id) =>
      fetch(`${aws.endpoint}/2015-03-31/functions/${id(FUNCTION, 'charge')}/policy`, {
        method: 'POST',
        body: JSON.stringify({ StatementId: 'everybody', Action: 'lambda:InvokeFunction', Principal: '*' }),
        headers: { authorization: authorization('lambda') },
      }),
    found: ['added AWS::Lambda::Permission everybody'],
  },
  {
    what: 'an alias',
    change: (_, id) =>
      fetch(`${aws.endpoint}/2015-03-31/functions/${id(FUNCTION, 'charge')}/aliases`, {
        method: 'POST',
        body: JSON.stringify({ Name: 'by-hand', FunctionVersion: '$LATEST' }),
        headers: { authorization: authorization('lambda') },
      }),
    found: [
      'added AWS::Lambda::Alias arn:aws:lambda:us-east-1:123456789012:function:shared-lambda-infra-payments-function-charge:by-hand',
    ],
  },
  {
    what: 'a URL',
    change: (_, id) =>
      fetch(`${aws.endpoint}/2021-10-31/functions/${id(FUNCTION, 'settle')}/url`, {
        method: 'POST',
        body: JSON.stringify({ AuthType: 'NONE' }),
        headers: { authorization: authorization('lambda') },
      }),
    found: [
      'added AWS::Lambda::Url arn:aws:lambda:us-east-1:123456789012:function:shared-lambda-infra-payments-function-settle',
    ],
  },
  {
    what: 'a mapping that takes more at once',
    change: (_, id) =>
      fetch(`${aws.endpoint}/2015-03-31/event-source-mappings/${id('AWS::Lambda::EventSourceMapping')}`, {
        method: 'PUT',
        body: JSON.stringify({ BatchSize: 7 }),
        headers: { authorization: authorization('lambda') },
      }),
    found: ['AWS::Lambda::EventSourceMapping /Properties/BatchSize'],
  },
  {
    what: 'a rule that is off',
    change: (calls, id) =>
      calls.json('events', 'AWSEvents.DisableRule', {
        Name: id('AWS::Events::Rule', 'imports'),
        EventBusName: 'default',
      }),
    found: ['AWS::Events::Rule /Properties/State'],
  },
  {
    what: 'a rule that also sends elsewhere',
    change: (calls, id) =>
      calls.json('events', 'AWSEvents.PutTargets', {
        Rule: id('AWS::Events::Rule', 'large-orders'),
        EventBusName: id('AWS::Events::EventBus'),
        Targets: [{ Id: 'copy', Arn: 'arn:aws:sqs:us-east-1:444455556666:theirs' }],
      }),
    found: ['AWS::Events::Rule /Properties/Targets'],
  },
  {
    what: 'a topic with another name to show',
    change: (calls, id) =>
      calls.query('sns', SNS, 'SetTopicAttributes', {
        TopicArn: id('AWS::SNS::Topic', 'alarms'),
        AttributeName: 'DisplayName',
        AttributeValue: 'Ours',
      }),
    found: ['AWS::SNS::Topic /Properties/DisplayName'],
  },
  {
    what: 'a subscription',
    change: (calls, id) =>
      calls.query('sns', SNS, 'Subscribe', {
        TopicArn: id('AWS::SNS::Topic', 'findings'),
        Protocol: 'sqs',
        Endpoint: 'arn:aws:sqs:us-east-1:444455556666:theirs',
      }),
    found: [expect.stringMatching(/^added AWS::SNS::Subscription arn:aws:sns:.*findings:/)],
  },
  {
    what: 'a port opened in a security group',
    change: (calls, id) =>
      calls.query('ec2', EC2, 'AuthorizeSecurityGroupIngress', {
        GroupId: id('AWS::EC2::SecurityGroup'),
        'IpPermissions.1.IpProtocol': 'tcp',
        'IpPermissions.1.FromPort': '22',
        'IpPermissions.1.ToPort': '22',
        'IpPermissions.1.IpRanges.1.CidrIp': '0.0.0.0/0',
      }),
    found: ['AWS::EC2::SecurityGroup /Properties/SecurityGroupIngress'],
  },
  {
    what: 'a route out of the network',
    change: (calls, id) =>
      calls.query('ec2', EC2, 'CreateRoute', {
        RouteTableId: id('AWS::EC2::RouteTable'),
        DestinationCidrBlock: '192.168.0.0/16',
        GatewayId: id('AWS::EC2::InternetGateway'),
      }),
    found: [expect.stringMatching(/^added AWS::EC2::Route rtb-\w+\|192\.168\.0\.0\/16$/)],
  },
  {
    what: 'a network without names',
    change: (calls, id) =>
      calls.query('ec2', EC2, 'ModifyVpcAttribute', {
        VpcId: id('AWS::EC2::VPC'),
        'EnableDnsHostnames.Value': 'false',
      }),
    found: ['AWS::EC2::VPC /Properties/EnableDnsHostnames'],
  },
  {
    what: 'a secret described as something else',
    change: (calls, id) =>
      calls.json('secretsmanager', 'secretsmanager.UpdateSecret', {
        SecretId: id('AWS::SecretsManager::Secret'),
        Description: 'Ours',
      }),
    found: ['AWS::SecretsManager::Secret /Properties/Description'],
  },
  {
    what: 'a schedule that is gone',
    change: (_, id) =>
      fetch(
        `${aws.endpoint}/schedules/${id('AWS::Scheduler::Schedule')}?groupName=${id('AWS::Scheduler::ScheduleGroup')}`,
        {
          method: 'DELETE',
          headers: { authorization: authorization('scheduler') },
        },
      ),
    found: ['deleted AWS::Scheduler::Schedule shared-lambda-infra-payments-schedule-settle-nightly'],
  },
  {
    what: 'a budget that is gone',
    change: (calls, id) =>
      calls.json('budgets', 'AWSBudgetServiceGateway.DeleteBudget', {
        AccountId: aws.account,
        BudgetName: id('AWS::Budgets::Budget', 'monthly'),
      }),
    found: ['deleted AWS::Budgets::Budget shared-lambda-infra-budget-monthly-618e3a84'],
  },
];

/** The emulator takes the service from the signature and checks none. */
function authorization(service: string): string {
  return `AWS4-HMAC-SHA256 Credential=${aws.account}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}

describe('what somebody does by hand to the starter registry', { timeout: 120_000 }, () => {
  let stacks: readonly SweptStack[];
  let before: readonly ResourceDrift[] = [];

  beforeAll(async () => {
    stacks = await deployCase('starter');
    before = drifted(await sweep(stacks, 'starter'));
    expect(before).toEqual([]);
  }, 60_000);

  const id = (type: string, part = '') => {
    const resources = stacks.flatMap(({ record }) => record.resources);
    const found = resources.find((one) => one.type === type && one.physicalId.includes(part));
    if (found === undefined) throw new Error(`no ${type} with ${part}`);
    return found.physicalId;
  };

  test.each(CHANGES)('$what is found as exactly that', async ({ change, found }) => {
    const answer = await change(createCalls({ client: lambda, endpoint: aws.endpoint, governor }), id);
    if (answer instanceof Response) expect(answer.ok, await answer.text()).toBe(true);
    const now = drifted(await sweep(stacks, 'starter'));
    const known = new Set(before.map((one) => JSON.stringify(one)));
    const fresh = now.filter((one) => !known.has(JSON.stringify(one)));
    before = now;
    expect(fresh.map(shown)).toEqual(found);
    // Blamed at the document that asked for it; what was added by hand nobody asked for.
    for (const { status, source } of fresh) {
      if (status !== 'added') expect(source).toMatchObject({ file: expect.stringMatching(/\.yaml$/) });
    }
  });
});
