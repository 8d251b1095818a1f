import { CreateTableCommand, DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { createDeliveryStore } from '../../controller/adapters/delivery-store.ts';
import { createBadgeStore } from '../../controller/adapters/dynamodb-badge.ts';
import { createSqsQueue } from '../../controller/adapters/sqs-queue.ts';
import { badgeStoreContract } from '../contract/badge-store.ts';
import { deliveriesContract } from '../contract/deliveries.ts';
import { type QueueHarness, queueContract } from '../contract/queue.ts';
import type { TakenMessage } from '../fakes/queue.ts';

let aws: LocalAws;
let sqs: SQSClient;
let dynamodb: DynamoDBClient;
let created = 0;

beforeAll(async () => {
  aws = await startLocalAws();
  const credentials = { accessKeyId: aws.account, secretAccessKey: 'local' };
  sqs = new SQSClient({ endpoint: aws.endpoint, region: aws.region, credentials });
  dynamodb = new DynamoDBClient({ endpoint: aws.endpoint, region: aws.region, credentials });
});

afterAll(async () => {
  sqs?.destroy();
  dynamodb?.destroy();
  await aws?.stop();
});

queueContract('SQS', async (): Promise<QueueHarness> => {
  created += 1;
  const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
  const urls = {
    planner: await createQueue(`planner-${created}.fifo`, fifo),
    applier: await createQueue(`applier-${created}.fifo`, fifo),
    timer: await createQueue(`timer-${created}`),
  };
  return {
    queue: createSqsQueue(sqs, {
      planner: urls.planner,
      applier: urls.applier,
      timers: { planner: urls.timer, applier: urls.timer },
    }),
    take: (name) => receive(urls[name], 0),
    // The long poll ends as soon as the message is there; the margin is for a slow machine.
    takeWithin: (name, seconds) => receive(urls[name], seconds + 5),
  };
});

deliveriesContract('DynamoDB', async () => createDeliveryStore(dynamodb, await createTable()));

badgeStoreContract('DynamoDB', async () =>
  createBadgeStore({ dynamodb, tableName: await createTable(), environment: 'dev' }),
);

test('W11: the item is the one that the table expires and the role may write', async () => {
  const table = await createTable();
  await createDeliveryStore(dynamodb, table).recordDelivery('d-1', 1_767_607_200_999);
  const key = { pk: { S: 'delivery#d-1' }, sk: { S: 'delivery' } };
  const { Item: item } = await dynamodb.send(new GetItemCommand({ TableName: table, Key: key }));
  expect(item).toEqual({ ...key, expiresAt: { N: '1767952800' } });
  const { Count: count } = await dynamodb.send(new ScanCommand({ TableName: table }));
  expect(count).toBe(1);
});

async function createQueue(name: string, attributes: Record<string, string> = {}): Promise<string> {
  const { QueueUrl: url } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  if (url === undefined) throw new Error(`queue ${name} has no URL`);
  return url;
}

async function createTable(): Promise<string> {
  created += 1;
  await dynamodb.send(
    new CreateTableCommand({
      TableName: `record-${created}`,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  return `record-${created}`;
}

async function receive(url: string, waitSeconds: number): Promise<TakenMessage | undefined> {
  const { Messages: messages } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: 1,
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: 60,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    }),
  );
  const message = messages?.[0];
  if (message === undefined) return undefined;
  const held = { QueueUrl: url, ReceiptHandle: message.ReceiptHandle };
  return {
    body: message.Body ?? '',
    attempt: Number(message.Attributes?.ApproximateReceiveCount),
    done: async () => {
      await sqs.send(new DeleteMessageCommand(held));
    },
    release: async () => {
      await sqs.send(new ChangeMessageVisibilityCommand({ ...held, VisibilityTimeout: 0 }));
    },
  };
}
