import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeStackEventsCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../../bootstrap/local/aws.ts';
import { clientConfig, failing, Stacks } from './stack.ts';

let aws: LocalAws;
let stacks: Stacks;
let sqs: SQSClient;
let dynamo: DynamoDBClient;

beforeAll(async () => {
  aws = await startLocalAws();
  stacks = new Stacks(aws);
  sqs = new SQSClient(clientConfig(aws));
  dynamo = new DynamoDBClient(clientConfig(aws));
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const queue = (name: string, properties: object = {}, attributes: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName: name, ...properties },
  ...attributes,
});

const table = (properties: object = {}) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'orders',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    ...properties,
  },
});

async function exists(name: string): Promise<boolean> {
  return sqs.send(new GetQueueUrlCommand({ QueueName: name })).then(
    () => true,
    () => false,
  );
}

async function put(pk: string): Promise<void> {
  await dynamo.send(new PutItemCommand({ TableName: 'orders', Item: { pk: { S: pk } } }));
}

async function hasItem(pk: string): Promise<boolean> {
  const { Item } = await dynamo.send(new GetItemCommand({ TableName: 'orders', Key: { pk: { S: pk } } }));
  return Item !== undefined;
}

describe('failures', () => {
  test('a failed creation removes what it made', async () => {
    const stack = await stacks.deploy('s', { A: queue('a'), B: failing(['A']) });
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(await exists('a')).toBe(false);
  });

  test('a failed update leaves earlier resources with their data and former properties', async () => {
    await stacks.deploy('s', { Table: table(), A: queue('a'), Gone: queue('gone') });
    await put('1');
    const changed = { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } };
    const update = {
      Table: table(changed),
      A: queue('a', { DelaySeconds: 5 }),
      New: queue('new'),
      B: failing(['Table', 'A', 'New']),
    };
    const stack = await stacks.deploy('s', update);
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await hasItem('1')).toBe(true);
    expect([await exists('a'), await exists('gone'), await exists('new')]).toEqual([true, true, false]);
    const { TemplateBody } = await stacks.cfn.send(new GetTemplateCommand({ StackName: 's' }));
    expect(TemplateBody).not.toContain('DelaySeconds');
  });
});

describe('deletion policy', () => {
  test('Retain keeps a resource that left the template', async () => {
    await stacks.deploy('s', { A: queue('a'), B: queue('b', {}, { DeletionPolicy: 'Retain' }) });
    await stacks.deploy('s', { A: queue('a') });
    expect(await exists('b')).toBe(true);
  });

  test('Retain keeps a resource when the stack goes', async () => {
    await stacks.deploy('s', { A: queue('a'), B: queue('b', {}, { DeletionPolicy: 'Retain' }) });
    expect(await stacks.remove('s')).toBe('DELETE_COMPLETE');
    expect([await exists('a'), await exists('b')]).toEqual([false, true]);
  });

  test('a stack is deleted by its ARN as well', async () => {
    const { StackId = '' } = await stacks.deploy('s', { A: queue('a') });
    expect(await stacks.remove(StackId)).toBe('DELETE_COMPLETE');
    expect(await exists('a')).toBe(false);
  });
});

describe('updates in place', () => {
  test('a table keeps its items', async () => {
    await stacks.deploy('s', { Table: table() });
    await put('1');
    const changed = table({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
    expect((await stacks.deploy('s', { Table: changed })).StackStatus).toBe('UPDATE_COMPLETE');
    expect(await hasItem('1')).toBe(true);
  });

  test('a queue keeps its messages', async () => {
    await stacks.deploy('s', { A: queue('a') });
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'a' }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
    await stacks.deploy('s', { A: queue('a', { VisibilityTimeout: 60 }) });
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['hello']);
  });
});

describe('change sets', () => {
  test('name what changes, how, and the physical id', async () => {
    await stacks.deploy('s', { A: queue('a'), B: queue('b') });
    const { Changes } = await stacks.changeSet('s', {
      A: queue('a', { DelaySeconds: 5 }),
      B: queue('c'),
      D: queue('d'),
    });
    const seen = Changes?.map(({ ResourceChange: change }) => [
      change?.Action,
      change?.LogicalResourceId,
      change?.PhysicalResourceId?.split('/').at(-1),
      change?.Replacement,
      change?.Details?.map(({ Target }) => [Target?.Name, Target?.RequiresRecreation]),
    ]);
    expect(seen).toEqual([
      ['Modify', 'A', 'a', 'False', [['DelaySeconds', 'Never']]],
      ['Modify', 'B', 'b', 'True', [['QueueName', 'Always']]],
      ['Add', 'D', undefined, undefined, []],
    ]);
  });

  test('without a difference fail with the reason of AWS', async () => {
    await stacks.deploy('s', { A: queue('a') });
    const { Status, ExecutionStatus, StatusReason } = await stacks.changeSet('s', { A: queue('a') });
    expect([Status, ExecutionStatus, StatusReason]).toEqual([
      'FAILED',
      'UNAVAILABLE',
      "The submitted information didn't contain changes. Submit different information to create a change set.",
    ]);
  });

  test('of tags alone can be executed', async () => {
    await stacks.deploy('s', { A: queue('a') });
    const stack = await stacks.deploy('s', { A: queue('a') }, {}, { Tags: [{ Key: 'team', Value: 'x' }] });
    expect(stack.Tags).toEqual([{ Key: 'team', Value: 'x' }]);
  });

  test('of outputs alone can be executed', async () => {
    await stacks.deploy('s', { A: queue('a') });
    const stack = await stacks.deploy(
      's',
      { A: queue('a') },
      { Outputs: { Arn: { Value: { 'Fn::GetAtt': 'A.Arn' } } } },
    );
    expect(stack.Outputs).toMatchObject([{ OutputKey: 'Arn', OutputValue: 'arn:aws:sqs:us-east-1:123456789012:a' }]);
  });

  test('of a deletion policy alone can be executed', async () => {
    await stacks.deploy('s', { A: queue('a') });
    const stack = await stacks.deploy('s', { A: queue('a', {}, { DeletionPolicy: 'Retain' }) });
    expect(stack.StackStatus).toBe('UPDATE_COMPLETE');
    await stacks.remove('s');
    expect(await exists('a')).toBe(true);
  });

  test('of a parameter value alone can be executed', async () => {
    const parts = { Parameters: { Delay: { Type: 'Number', Default: 1 } } };
    const resources = { A: queue('a', { DelaySeconds: { Ref: 'Delay' } }) };
    await stacks.deploy('s', resources, parts);
    const Parameters = [{ ParameterKey: 'Delay', ParameterValue: '7' }];
    expect((await stacks.deploy('s', resources, parts, { Parameters })).StackStatus).toBe('UPDATE_COMPLETE');
  });

  test('that do not exist can be deleted', async () => {
    await stacks.deploy('s', { A: queue('a') });
    await stacks.cfn.send(new DeleteChangeSetCommand({ StackName: 's', ChangeSetName: 'unknown' }));
  });

  test('with named roles need the capability', async () => {
    const role = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'r', AssumeRolePolicyDocument: {} } };
    await expect(stacks.changeSet('s', { Role: role }, {}, { Capabilities: ['CAPABILITY_IAM'] })).rejects.toMatchObject(
      {
        name: 'InsufficientCapabilitiesException',
      },
    );
  });

  test('a second creation on a stack in review keeps the stack id', async () => {
    const first = await stacks.changeSet('s', { A: queue('a') });
    const second = await stacks.changeSet('s', { A: queue('a'), B: queue('b') }, {}, { ChangeSetType: 'CREATE' });
    expect(second.StackId).toBe(first.StackId);
  });

  test('are refused on a stack that was rolled back on creation', async () => {
    await stacks.deploy('s', { A: failing([]) });
    await expect(stacks.changeSet('s', { A: queue('a') })).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('is in ROLLBACK_COMPLETE state and can not be updated.'),
    });
  });
});

describe('one operation at a time', () => {
  test('a change set is refused while the stack is busy', async () => {
    const slow = {
      Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
      Wait: { Type: 'AWS::CloudFormation::WaitCondition', Properties: { Handle: { Ref: 'Handle' }, Timeout: '2' } },
    };
    await stacks.deploy('s', { A: queue('a') });
    const change = await stacks.changeSet('s', { A: queue('a'), ...slow });
    await stacks.cfn.send(new ExecuteChangeSetCommand({ ChangeSetName: change.ChangeSetId }));
    await expect(stacks.changeSet('s', { A: queue('b') })).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('is in UPDATE_IN_PROGRESS state and can not be updated.'),
    });
    expect((await stacks.settled('s')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  });
});

describe('templates in S3', () => {
  test.each([
    'https://templates.s3.us-east-1.amazonaws.com/t.json',
    'https://s3.us-east-1.amazonaws.com/templates/t.json',
  ])('%s is read', async (TemplateURL) => {
    const s3 = new S3Client({ ...clientConfig(aws), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'templates' }));
    const Body = JSON.stringify({ Resources: { A: queue('a', { Tags: [{ Key: 'x', Value: 'y'.repeat(60_000) }] }) } });
    await s3.send(new PutObjectCommand({ Bucket: 'templates', Key: 't.json', Body }));
    const stack = await stacks.deploy('s', {}, {}, { TemplateBody: undefined, TemplateURL });
    expect(stack.StackStatus).toBe('CREATE_COMPLETE');
    expect(await exists('a')).toBe(true);
  });

  test('a body of more than 51,200 bytes is refused', async () => {
    const big = queue('a', { Tags: [{ Key: 'x', Value: 'y'.repeat(60_000) }] });
    await expect(stacks.changeSet('s', { A: big })).rejects.toMatchObject({ name: 'ValidationError' });
  });
});

describe('protection', () => {
  test('a protected stack is not deleted', async () => {
    await stacks.deploy('s', { A: queue('a') });
    await stacks.cfn.send(
      new UpdateTerminationProtectionCommand({ StackName: 's', EnableTerminationProtection: true }),
    );
    await expect(stacks.remove('s')).rejects.toMatchObject({ name: 'ValidationError' });
    expect(await exists('a')).toBe(true);
    expect((await stacks.find('s'))?.EnableTerminationProtection).toBe(true);
  });

  test('events carry the client request token', async () => {
    const change = await stacks.changeSet('s', { A: queue('a') });
    await stacks.execute('s', change, 'token-1');
    const { StackEvents } = await stacks.cfn.send(new DescribeStackEventsCommand({ StackName: 's' }));
    const tokens = StackEvents?.filter(({ ResourceStatus }) => ResourceStatus === 'CREATE_COMPLETE').map(
      (e) => e.ClientRequestToken,
    );
    expect(tokens).toEqual(['token-1', 'token-1']);
  });

  test('CreateChangeSet of an unknown stack says that it does not exist', async () => {
    const input = { StackName: 'nope', ChangeSetName: 'c', TemplateBody: '{"Resources":{}}' };
    await expect(stacks.cfn.send(new CreateChangeSetCommand(input))).rejects.toMatchObject({ name: 'ValidationError' });
  });
});
