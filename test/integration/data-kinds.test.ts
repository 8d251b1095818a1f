import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetResourcePolicyCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand, GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { AWS_RETRY } from '../../controller/adapters/aws-retry.ts';
import { compile } from '../../controller/compile/compile.ts';
import type { DesiredStack } from '../../controller/compile/desired.ts';
import { buildGraph } from '../../controller/graph/build-graph.ts';
import { platform, registryOf, team, type Written } from '../unit/compile/registry-of.ts';
import { createDeploy, type Deploy } from './deploy-stacks.ts';
import { clientConfig, query } from './local-cloud/stack.ts';

const document = (kind: string, name: string, spec: Written['spec'] = {}): Written => ({
  kind,
  metadata: { name },
  spec,
});

/** One of each kind, with a topic that delivers to the queue. */
const DOCUMENTS = [
  document('Queue', 'work'),
  document('Queue', 'ordered', {
    fifo: true,
    deduplicationScope: 'messageGroup',
    throughputLimit: 'perMessageGroupId',
  }),
  document('Topic', 'placed', { subscriptions: [{ kind: 'Queue', name: 'work', rawDelivery: true }] }),
  document('Secret', 'database', { generate: { length: 40, fields: { username: 'ledger' }, valueField: 'password' } }),
  document('Secret', 'provider', { external: true }),
  document('Bucket', 'receipts', { lifecycle: [{ prefix: 'incoming/', expireDays: 7 }] }),
];

const table = (spec: Written['spec'] = {}) => document('Table', 'orders', { partitionKey: { name: 'id' }, ...spec });

let aws: LocalAws;
let deploy: Deploy;
let sqs: SQSClient;
let dynamodb: DynamoDBClient;
let s3: S3Client;
let secrets: SecretsManagerClient;

beforeAll(async () => {
  aws = await startLocalAws();
  const config = { ...clientConfig(aws), ...AWS_RETRY };
  sqs = new SQSClient(config);
  dynamodb = new DynamoDBClient(config);
  secrets = new SecretsManagerClient(config);
  s3 = new S3Client({ ...config, forcePathStyle: true });
  deploy = await createDeploy(aws);
  await deploy(stacksOf([...DOCUMENTS, table()]), 'first');
});

afterAll(async () => {
  for (const client of [sqs, dynamodb, s3, secrets]) client?.destroy();
  await aws?.stop();
});

function stacksOf(documents: readonly Written[]): readonly DesiredStack[] {
  const registry = registryOf(platform({ account: aws.account, region: aws.region }), {
    orders: [team('orders'), ...documents],
  });
  const { graph, findings } = buildGraph(registry);
  const compiled = compile(graph, {});
  expect([...findings, ...compiled.findings]).toEqual([]);
  return compiled.desired.stacks;
}

async function queueUrl(name: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  return QueueUrl;
}

async function attributesOf(name: string): Promise<Readonly<Record<string, string>>> {
  const command = new GetQueueAttributesCommand({ QueueUrl: await queueUrl(name), AttributeNames: ['All'] });
  const { Attributes = {} } = await sqs.send(command);
  return Attributes;
}

describe('a Queue', () => {
  test('gives up messages to its own dead-letter queue', async () => {
    const dead = await attributesOf('acme-platform-orders-dead-letters-work');
    const queue = await attributesOf('acme-platform-orders-queue-work');
    expect(JSON.parse(queue.RedrivePolicy ?? '')).toEqual({ deadLetterTargetArn: dead.QueueArn, maxReceiveCount: 5 });
    expect(JSON.parse(dead.RedriveAllowPolicy ?? '')).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: [queue.QueueArn],
    });
    expect(dead.MessageRetentionPeriod).toBe('1209600');
    expect(queue.VisibilityTimeout).toBe('180');
  });

  test('has a policy that names who may send, and refuses plain connections', async () => {
    const { Policy = '' } = await attributesOf('acme-platform-orders-queue-work');
    const { Statement } = JSON.parse(Policy) as { readonly Statement: readonly Readonly<Record<string, unknown>>[] };
    expect(Statement.map(({ Sid, Effect, Action }) => [Sid, Effect, Action])).toEqual([
      ['EncryptedTransportOnly', 'Deny', 'sqs:*'],
      ['OwnAccountOnly', 'Deny', 'sqs:*'],
      [undefined, 'Allow', 'sqs:SendMessage'],
    ]);
    const topic = `arn:aws:sns:${aws.region}:${aws.account}:acme-platform-orders-topic-placed`;
    expect(Statement[2]?.Condition).toEqual({ ArnEquals: { 'aws:SourceArn': [topic] } });
  });

  test('is FIFO where asked, and so is its dead-letter queue', async () => {
    expect((await attributesOf('acme-platform-orders-queue-ordered.fifo')).FifoQueue).toBe('true');
    expect((await attributesOf('acme-platform-orders-dead-letters-ordered.fifo')).FifoQueue).toBe('true');
  });
});

test('a Topic delivers to its queue', async () => {
  const TopicArn = `arn:aws:sns:${aws.region}:${aws.account}:acme-platform-orders-topic-placed`;
  await query(aws, 'sns', { Action: 'Publish', Version: '2010-03-31', TopicArn, Message: 'order 4711' });
  const QueueUrl = await queueUrl('acme-platform-orders-queue-work');
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  expect(Messages.map(({ Body }) => Body)).toEqual(['order 4711']);
});

describe('a Secret', () => {
  test('has a value that was made up, beside the fields of the registry', async () => {
    const SecretId = 'acme-platform-orders-secret-database';
    const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
    expect(JSON.parse(SecretString)).toEqual({ username: 'ledger', password: expect.stringMatching(/^.{40}$/) });
  });

  test('S4: has no value where somebody else puts it in', async () => {
    const SecretId = 'acme-platform-orders-secret-provider';
    // AWS has no version then and refuses the call; MiniStack has an empty one.
    const reading = secrets.send(new GetSecretValueCommand({ SecretId }));
    expect(
      await reading.then(
        ({ SecretString }) => SecretString,
        () => '',
      ),
    ).toBe('');
  });

  test('has a policy', async () => {
    const SecretId = 'acme-platform-orders-secret-database';
    const { ResourcePolicy = '' } = await secrets.send(new GetResourcePolicyCommand({ SecretId }));
    expect(ResourcePolicy).toContain('EncryptedTransportOnly');
  });
});

test('a Table keeps its items when its spec changes, and takes the change', async () => {
  const TableName = 'acme-platform-orders-table-orders';
  const Item = { id: { S: '4711' }, total: { N: '12' } };
  await dynamodb.send(new PutItemCommand({ TableName, Item }));
  const changed = table({ ttl: 'expires', stream: 'new-image', maxReadUnits: 100 });
  await deploy(stacksOf([...DOCUMENTS, changed]), 'second');
  const found = await dynamodb.send(new GetItemCommand({ TableName, Key: { id: { S: '4711' } } }));
  expect(found.Item).toEqual(Item);
  const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
  expect(TimeToLiveDescription).toEqual({ AttributeName: 'expires', TimeToLiveStatus: 'ENABLED' });
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
  expect(Table?.StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: 'NEW_IMAGE' });
  expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
  expect(Table?.DeletionProtectionEnabled).toBe(true);
});

test('a Bucket is versioned, forgets what it was told to, and refuses plain connections', async () => {
  const Bucket = `acme-platform-orders-bucket-receipts-${aws.account}`;
  const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
  expect(Policy).toContain('EncryptedTransportOnly');
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
  const { Rules = [] } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  expect(
    Rules.map(({ ID, Expiration, NoncurrentVersionExpiration }) => [
      ID,
      Expiration?.Days,
      NoncurrentVersionExpiration?.NoncurrentDays,
    ]),
  ).toEqual([
    ['upkeep', undefined, 90],
    ['rule-1', 7, undefined],
  ]);
});
