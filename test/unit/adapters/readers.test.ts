import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGovernor } from '../../../controller/adapters/aws-governor.ts';
import { createResourceReader } from '../../../controller/adapters/readers/resources.ts';
import { sharedPrefix } from '../../../controller/adapters/readers/shared-prefix.ts';
import type { ReadTarget } from '../../../controller/drift/port.ts';
import type { JsonObject } from '../../../controller/lib/json.ts';

/** An answer by what the request names: action, target or path. A list is answered one by one, its last one for ever. */
type Answer = { readonly status?: number; readonly body: object | string };
type Answers = Readonly<Record<string, Answer | readonly Answer[]>>;

let server: Server;
let answers: Answers = {};
let asked: string[] = [];
let pauses: number[] = [];

beforeEach(async () => {
  [answers, asked, pauses] = [{}, [], []];
  server = createServer(async (request, response) => {
    const name = await nameOf(request);
    const times = asked.filter((one) => one === name).length;
    asked.push(name);
    const known = answers[name];
    const list = known === undefined ? [] : Array.isArray(known) ? known : [known as Answer];
    const { status = 200, body } = list[Math.min(times, list.length - 1)] ?? {
      status: 404,
      body: { __type: 'NotFoundException' },
    };
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterEach(() => server.close());

async function nameOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of request) body += part;
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return target.replace(/^.*\./, '');
  return new URLSearchParams(body).get('Action') ?? request.url ?? '';
}

function reader() {
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret-canary' };
  const client = new CloudFormationClient({ region: 'eu-west-1', credentials });
  const governor = createGovernor({ pause: async (ms) => pauses.push(ms) });
  governor.unlimited();
  return createResourceReader({ client, endpoint: `http://127.0.0.1:${port}`, governor });
}

function target(type: string, physicalId: string, declared: JsonObject = {}): ReadTarget {
  return { type, physicalId, declared, partition: 'aws', account: '123456789012', region: 'eu-west-1' };
}

describe('what the local cloud cannot make', () => {
  test('the notifications of a bucket with several events in one, and with filters that S3 writes with a capital', async () => {
    const rule = (name: string, value: string) =>
      `<FilterRule><Name>${name}</Name><Value>${value}</Value></FilterRule>`;
    const xml = (root: string, inner = '') => ({ body: `<${root}>${inner}</${root}>` });
    const none = (code: string) => ({ status: 404, body: `<Error><Code>${code}</Code></Error>` });
    answers = {
      '/b?versioning': xml('VersioningConfiguration'),
      '/b?encryption': none('ServerSideEncryptionConfigurationNotFoundError'),
      '/b?publicAccessBlock': none('NoSuchPublicAccessBlockConfiguration'),
      '/b?ownershipControls': none('OwnershipControlsNotFoundError'),
      '/b?lifecycle': none('NoSuchLifecycleConfiguration'),
      '/b?logging': xml('BucketLoggingStatus'),
      '/b?cors': none('NoSuchCORSConfiguration'),
      '/b?tagging': none('NoSuchTagSet'),
      '/b?notification': xml(
        'NotificationConfiguration',
        '<QueueConfiguration><Id>made-up-1</Id><Queue>arn:q</Queue><Event>s3:ObjectCreated:*</Event>' +
          `<Event>s3:ObjectTagging:Put</Event><Filter><S3Key>${rule('Suffix', '.csv')}${rule('Prefix', 'in/')}</S3Key></Filter>` +
          '</QueueConfiguration><QueueConfiguration><Id>made-up-2</Id><Queue>arn:r</Queue>' +
          '<Event>s3:ObjectRemoved:*</Event></QueueConfiguration><EventBridgeConfiguration/>',
      ),
    };
    const Filter = {
      S3Key: {
        Rules: [
          { Name: 'Suffix', Value: '.csv' },
          { Name: 'Prefix', Value: 'in/' },
        ],
      },
    };
    expect(await reader().readResource(target('AWS::S3::Bucket', 'b'))).toMatchObject({
      NotificationConfiguration: {
        EventBridgeConfiguration: { EventBridgeEnabled: true },
        QueueConfigurations: [
          { Event: 's3:ObjectCreated:*', Queue: 'arn:q', Filter },
          { Event: 's3:ObjectTagging:Put', Queue: 'arn:q', Filter },
          { Event: 's3:ObjectRemoved:*', Queue: 'arn:r' },
        ],
      },
    });
  });

  test('a CodeDeploy group, in the words of the template', async () => {
    answers = {
      GetDeploymentGroup: {
        body: {
          deploymentGroupInfo: {
            applicationName: 'a',
            deploymentGroupName: 'g',
            deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
            alarmConfiguration: { enabled: true, ignorePollAlarmFailure: false, alarms: [{ name: 'errors' }] },
            autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
            deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
            serviceRoleArn: 'arn:role',
            lastSuccessfulDeployment: { deploymentId: 'd-1' },
          },
        },
      },
      ListTagsForResource: { body: { Tags: [{ Key: 'team', Value: 'a' }] } },
    };
    const declared = { ApplicationName: 'a', DeploymentGroupName: 'g' };
    expect(await reader().readResource(target('AWS::CodeDeploy::DeploymentGroup', 'g', declared))).toEqual({
      ApplicationName: 'a',
      DeploymentGroupName: 'g',
      DeploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
      AlarmConfiguration: { Enabled: true, IgnorePollAlarmFailure: false, Alarms: [{ Name: 'errors' }] },
      AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE'] },
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      ServiceRoleArn: 'arn:role',
      Tags: [{ Key: 'team', Value: 'a' }],
    });
  });

  test('a CodeDeploy application that is gone', async () => {
    answers = { GetApplication: { status: 400, body: { __type: 'ApplicationDoesNotExistException', message: 'no' } } };
    expect(await reader().readResource(target('AWS::CodeDeploy::Application', 'a'))).toBeUndefined();
  });

  const path = '/2013-04-01/hostedzone/Z1/rrset?maxitems=1&name=api.example.com&type=A';
  const records = (name: string) => ({
    body: `<?xml version="1.0"?><ListResourceRecordSetsResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ResourceRecordSets>
      <ResourceRecordSet><Name>${name}</Name><Type>A</Type><AliasTarget><HostedZoneId>Z2</HostedZoneId>
      <DNSName>d-1.example.com.</DNSName><EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget></ResourceRecordSet>
      </ResourceRecordSets><IsTruncated>false</IsTruncated></ListResourceRecordSetsResponse>`,
  });
  const declared = { HostedZoneId: 'Z1', Name: 'api.example.com', Type: 'A' };

  test('a record; the next name in the zone is another one, and means that ours is gone', async () => {
    answers = { [path]: records('api.example.com.') };
    expect(await reader().readResource(target('AWS::Route53::RecordSet', 'api.example.com', declared))).toEqual({
      Name: 'api.example.com',
      Type: 'A',
      AliasTarget: { DNSName: 'd-1.example.com.', EvaluateTargetHealth: 'false', HostedZoneId: 'Z2' },
      ResourceRecords: [],
    });
    answers = { [path]: records('b.example.com.') };
    expect(await reader().readResource(target('AWS::Route53::RecordSet', 'api.example.com', declared))).toBeUndefined();
  });
});

describe('a reader', () => {
  test('asks the same only once in a sweep, and again in the next', async () => {
    const policy = JSON.stringify({
      Statement: [
        { Sid: 'a', Principal: '*' },
        { Sid: 'b', Principal: '*' },
      ],
    });
    answers = { '/2015-03-31/functions/f/policy': { body: { Policy: policy } } };
    const sweep = reader();
    const read = (sid: string) => sweep.readResource(target('AWS::Lambda::Permission', sid, { FunctionName: 'f' }));
    expect([await read('a'), await read('b')].every((found) => found !== undefined)).toBe(true);
    expect(await read('gone')).toBeUndefined();
    expect(asked).toHaveLength(1);
    await reader().readResource(target('AWS::Lambda::Permission', 'a', { FunctionName: 'f' }));
    expect(asked).toHaveLength(2);
  });

  test('reads a list to its last page', async () => {
    const page = (name: string, nextToken?: string) => ({
      body: { logGroups: [{ logGroupName: name, arn: 'a' }], nextToken },
    });
    answers = {
      DescribeLogGroups: [page('/aws/lambda/p-one', 'more'), page('/aws/lambda/p-two')],
      ListTagsForResource: { body: { tags: { team: 'a' } } },
    };
    const sweep = reader();
    expect(await sweep.readResource(target('AWS::Logs::LogGroup', '/aws/lambda/p-two'))).toEqual({
      LogGroupName: '/aws/lambda/p-two',
      Tags: { team: 'a' },
    });
    expect(await sweep.readResource(target('AWS::Logs::LogGroup', '/aws/lambda/p-none'))).toBeUndefined();
    expect(asked.filter((name) => name === 'DescribeLogGroups')).toHaveLength(2);
  });

  test('C8: is told of throttling, waits and asks again, and gives up without saying gone', async () => {
    const throttled = {
      status: 400,
      body: { __type: 'com.amazonaws.dynamodb#ThrottlingException', message: 'Rate exceeded' },
    };
    answers = { DescribeTable: throttled };
    await expect(reader().readResource(target('AWS::DynamoDB::Table', 't'))).rejects.toMatchObject({
      code: 'Throttled',
      retryable: true,
    });
    expect(asked).toHaveLength(5);
    expect(pauses).toHaveLength(4);
  });

  test('only the service’s own word means gone: a refusal does not, nor does what does not exist on the way', async () => {
    const denied =
      '<ErrorResponse><Error><Code>AccessDenied</Code><Message>not &amp; you</Message></Error></ErrorResponse>';
    answers = { GetRole: { status: 403, body: denied } };
    await expect(reader().readResource(target('AWS::IAM::Role', 'r'))).rejects.toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining('not & you'),
    });
    answers = { GetRole: { status: 404, body: denied.replace('AccessDenied', 'NoSuchEntity') } };
    expect(await reader().readResource(target('AWS::IAM::Role', 'r'))).toBeUndefined();
    answers = {
      DescribeVpcs: {
        status: 400,
        body: '<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code></Error></Errors></Response>',
      },
    };
    expect(await reader().readResource(target('AWS::EC2::VPC', 'vpc-1'))).toBeUndefined();
  });

  test('F5: what is being changed just now is neither the old nor the new', async () => {
    answers = { DescribeTable: { body: { Table: { TableStatus: 'UPDATING' } } } };
    await expect(reader().readResource(target('AWS::DynamoDB::Table', 't'))).rejects.toMatchObject({
      code: 'ResourceChanging',
      message: 'a change of the table is under way',
    });
  });

  test('a subscription that nobody confirmed, and a policy of several queues, are not guessed', async () => {
    const pending = target('AWS::SNS::Subscription', 'PendingConfirmation');
    await expect(reader().readResource(pending)).rejects.toMatchObject({ code: 'SubscriptionPending' });
    const several = target('AWS::SQS::QueuePolicy', 'p', { Queues: ['https://a', 'https://b'] });
    await expect(reader().readResource(several)).rejects.toThrow('it is a policy of several queues');
    expect(asked).toEqual([]);
  });

  test('S3: neither the value of a secret nor that of an API key is ever asked for', async () => {
    answers = {
      DescribeSecret: { body: { Name: 's', Tags: [] } },
      '/apikeys/k?includeValue=false': { body: { name: 'k', enabled: true } },
    };
    await reader().readResource(target('AWS::SecretsManager::Secret', 's'));
    await reader().readResource(target('AWS::ApiGateway::ApiKey', 'k'));
    expect(asked).toEqual(['DescribeSecret', '/apikeys/k?includeValue=false']);
  });

  test('a secret that waits to be deleted is gone for everybody', async () => {
    answers = { DescribeSecret: { body: { Name: 's', DeletedDate: 1 } } };
    expect(await reader().readResource(target('AWS::SecretsManager::Secret', 's'))).toBeUndefined();
  });
});

test('one list serves all with the same beginning, and none goes over a whole account', () => {
  expect(sharedPrefix('/aws/lambda/acme-payments-function-charge')).toBe('/aws/lambda/acme-payments-function-');
  expect(sharedPrefix('/aws/lambda/charge')).toBe('/aws/lambda/charge');
  expect(sharedPrefix('/a-b/charge')).toBe('/a-b/charge');
  expect(sharedPrefix('charge')).toBe('charge');
});
