import {
  ApiGatewayV2Client,
  DeleteRouteCommand,
  GetApisCommand,
  GetRoutesCommand,
  GetStagesCommand,
  UpdateApiCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import { DescribeRuleCommand, EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type LocalAws, startLocalAws } from '../../../bootstrap/local/aws.ts';
import { clientConfig, failing, query, Stacks } from './stack.ts';

let aws: LocalAws;
let stacks: Stacks;
let sqs: SQSClient;
let api: ApiGatewayV2Client;
let events: EventBridgeClient;

beforeAll(async () => {
  aws = await startLocalAws();
  stacks = new Stacks(aws);
  sqs = new SQSClient(clientConfig(aws));
  api = new ApiGatewayV2Client(clientConfig(aws));
  events = new EventBridgeClient(clientConfig(aws));
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const ref = (name: string) => ({ Ref: name });
const revert = { DeploymentMode: 'REVERT_DRIFT' } as const;

test('a changed queue is put back and a deleted one made again', async () => {
  const queue = (QueueName: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName, VisibilityTimeout: 30 } });
  const resources = { A: queue('a'), B: queue('b'), C: queue('c') };
  await stacks.deploy('s', resources);
  const url = async (QueueName: string) => (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl;
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: await url('a'), Attributes: { VisibilityTimeout: '99' } }));
  await sqs.send(new DeleteQueueCommand({ QueueUrl: await url('b') }));
  const change = await stacks.changeSet('s', resources, {}, revert);
  expect(
    change.Changes?.map(({ ResourceChange: c }) => [c?.Action, c?.LogicalResourceId, c?.ResourceDriftStatus]),
  ).toEqual([
    ['Modify', 'A', 'MODIFIED'],
    ['Add', 'B', 'DELETED'],
  ]);
  await stacks.execute('s', change);
  for (const name of ['a', 'b']) {
    const found = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: await url(name), AttributeNames: ['VisibilityTimeout'] }),
    );
    expect(found.Attributes).toEqual({ VisibilityTimeout: '30' });
  }
});

test('a changed API, stage and rule are put back and a deleted route is made again', async () => {
  const resources = {
    Api: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        Name: 'shared',
        ProtocolType: 'HTTP',
        CorsConfiguration: { AllowOrigins: ['https://a.example.com'] },
      },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: {
        ApiId: ref('Api'),
        StageName: '$default',
        AutoDeploy: true,
        DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
      },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: ref('Api'),
        IntegrationType: 'HTTP_PROXY',
        IntegrationMethod: 'GET',
        IntegrationUri: 'https://example.com',
        PayloadFormatVersion: '1.0',
      },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId: ref('Api'), RouteKey: 'GET /x', Target: { 'Fn::Sub': 'integrations/${Integration}' } },
    },
    Rule: { Type: 'AWS::Events::Rule', Properties: { Name: 'r', EventPattern: { source: ['x'] }, State: 'ENABLED' } },
  };
  await stacks.deploy('s', resources);
  const ApiId = (await api.send(new GetApisCommand({}))).Items?.[0]?.ApiId;
  const route = (await api.send(new GetRoutesCommand({ ApiId }))).Items?.[0];
  await api.send(new UpdateApiCommand({ ApiId, CorsConfiguration: { AllowOrigins: ['*'] } }));
  await api.send(
    new UpdateStageCommand({
      ApiId,
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 },
    }),
  );
  await api.send(new DeleteRouteCommand({ ApiId, RouteId: route?.RouteId }));
  await events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["y"]}', State: 'DISABLED' }));

  const change = await stacks.changeSet('s', resources, {}, revert);
  expect((await stacks.execute('s', change)).StackStatus).toBe('UPDATE_COMPLETE');
  expect((await api.send(new GetApisCommand({}))).Items).toMatchObject([
    { ApiId, CorsConfiguration: { AllowOrigins: ['https://a.example.com'] } },
  ]);
  expect((await api.send(new GetStagesCommand({ ApiId }))).Items).toMatchObject([
    { DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 } },
  ]);
  expect((await api.send(new GetRoutesCommand({ ApiId }))).Items).toMatchObject([{ RouteKey: 'GET /x' }]);
  expect(await events.send(new DescribeRuleCommand({ Name: 'r' }))).toMatchObject({
    EventPattern: '{"source": ["x"]}',
    State: 'ENABLED',
  });
});

test('a changed role and its inline policy are put back', async () => {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] };
  const resources = {
    R: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'r',
        AssumeRolePolicyDocument: trust,
        Policies: [{ PolicyName: 'p', PolicyDocument: policy }],
      },
    },
    Q: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'q', Roles: [ref('R')], PolicyDocument: policy } },
  };
  await stacks.deploy('s', resources);
  const wide = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
  const call = (Action: string, PolicyName: string, more = {}) =>
    query(aws, 'iam', { Action, RoleName: 'r', PolicyName, Version: '2010-05-08', ...more });
  for (const name of ['p', 'q']) await call('PutRolePolicy', name, { PolicyDocument: wide });
  await stacks.execute('s', await stacks.changeSet('s', resources, {}, revert));
  for (const name of ['p', 'q'])
    expect(decodeURIComponent(await call('GetRolePolicy', name))).toContain('s3:GetObject');
});

test('reverting drift of a secret and of a table leaves their contents', async () => {
  const resources = {
    Secret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { Name: 'sec', GenerateSecretString: { PasswordLength: 20 } },
    },
    V: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/v', Type: 'String', Value: 'x' } },
  };
  await stacks.deploy('s', resources);
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const secrets = new SecretsManagerClient(clientConfig(aws));
  const before = (await secrets.send(new GetSecretValueCommand({ SecretId: 'sec' }))).SecretString;
  await stacks.execute('s', await stacks.changeSet('s', resources, {}, revert));
  expect((await secrets.send(new GetSecretValueCommand({ SecretId: 'sec' }))).SecretString).toBe(before);
});

test('every status change of a stack and its resources is an event on the default bus', async () => {
  await stacks.deploy('watch', { Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'events' } } });
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'events' }));
  await events.send(
    new PutRuleCommand({ Name: 'cfn', EventPattern: JSON.stringify({ source: ['aws.cloudformation'] }) }),
  );
  await events.send(
    new PutTargetsCommand({ Rule: 'cfn', Targets: [{ Id: '1', Arn: 'arn:aws:sqs:us-east-1:123456789012:events' }] }),
  );
  const change = await stacks.changeSet('s', {
    A: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'a' } },
    B: failing(['A']),
  });
  const { StackId } = await stacks.execute('s', change, 'token-1');

  const seen: Record<string, unknown>[] = [];
  await vi.waitFor(
    async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 60 }),
      );
      for (const { Body = '{}' } of Messages) seen.push(JSON.parse(Body));
      expect(seen.map((event) => status(event)).at(-1)).toBe('ROLLBACK_COMPLETE');
    },
    { timeout: 5_000, interval: 20 },
  );

  const stackEvents = seen.filter((event) => event['detail-type'] === 'CloudFormation Stack Status Change');
  expect(stackEvents.map(status)).toEqual([
    'REVIEW_IN_PROGRESS',
    'CREATE_IN_PROGRESS',
    'ROLLBACK_IN_PROGRESS',
    'ROLLBACK_COMPLETE',
  ]);
  expect(stackEvents.at(-1)).toMatchObject({
    version: '0',
    source: 'aws.cloudformation',
    account: '123456789012',
    region: 'us-east-1',
    resources: [StackId],
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    detail: {
      'stack-id': StackId,
      'status-details': { status: 'ROLLBACK_COMPLETE', 'status-reason': expect.any(String) },
      'client-request-token': 'token-1',
    },
  });
  const failed = seen.find((event) => status(event) === 'CREATE_FAILED');
  expect(failed).toMatchObject({
    'detail-type': 'CloudFormation Resource Status Change',
    detail: {
      'stack-id': StackId,
      'logical-resource-id': 'B',
      'resource-type': 'AWS::IAM::Policy',
      'status-details': { 'status-reason': expect.stringContaining('no-such-role') },
    },
  });
});

function status(event: Record<string, unknown>): unknown {
  return Object(Object(event.detail)['status-details']).status;
}
