import { CreateEventSourceMappingCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type LocalAws, startLocalAws } from '../../../bootstrap/local/aws.ts';
import { CALLS } from '../function-source.ts';
import { clientConfig, Stacks } from './stack.ts';

let aws: LocalAws;
let stacks: Stacks;
let sqs: SQSClient;
let s3: S3Client;
let lambda: LambdaClient;

beforeAll(async () => {
  aws = await startLocalAws();
  stacks = new Stacks(aws);
  sqs = new SQSClient(clientConfig(aws));
  lambda = new LambdaClient(clientConfig(aws));
  s3 = new S3Client({ ...clientConfig(aws), forcePathStyle: true });
});
afterAll(async () => {
  for (const client of [sqs, lambda, s3]) client?.destroy();
  await aws?.stop();
});

const arnOf = (name: string) => `arn:aws:sqs:${aws.region}:${aws.account}:${name}`;

async function queue(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  return QueueUrl;
}

/** A queue and its dead-letter queue, with names of their own. */
async function pair(name: string): Promise<{ readonly source: string; readonly dead: string }> {
  const dead = await queue(`${name}-dead`);
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf(`${name}-dead`), maxReceiveCount: 1 });
  return { source: await queue(name, { RedrivePolicy, VisibilityTimeout: '0' }), dead };
}

async function received(QueueUrl: string) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 10,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages;
}

async function ended(SourceArn: string) {
  return vi.waitUntil(
    async () => {
      const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
      return Results[0]?.Status === 'RUNNING' ? undefined : Results[0];
    },
    { timeout: 10_000, interval: 50 },
  );
}

describe('messages of a dead-letter queue', () => {
  test('go back where SQS had moved them from, as new messages with their attributes', async () => {
    const { source, dead } = await pair('back');
    const MessageAttributes = { why: { DataType: 'String', StringValue: 'x' } };
    await sqs.send(new SendMessageCommand({ QueueUrl: source, MessageBody: 'one', MessageAttributes }));
    const [first] = await received(source);
    await sqs.send(new ReceiveMessageCommand({ QueueUrl: source }));
    await vi.waitUntil(async () => (await countOf(dead)) === 1, { timeout: 10_000 });

    const { TaskHandle } = await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf('back-dead') }));
    expect(TaskHandle).toEqual(expect.any(String));
    expect(await ended(arnOf('back-dead'))).toMatchObject({
      Status: 'COMPLETED',
      ApproximateNumberOfMessagesMoved: 1,
      ApproximateNumberOfMessagesToMove: 1,
    });
    const [again] = await received(source);
    expect(again).toMatchObject({ Body: 'one', MessageAttributes, Attributes: { ApproximateReceiveCount: '1' } });
    expect(again?.MessageId).not.toBe(first?.MessageId);
  });

  test('that were sent there go only where the caller says', async () => {
    const { source, dead } = await pair('sent');
    await sqs.send(new SendMessageCommand({ QueueUrl: dead, MessageBody: 'two' }));
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf('sent-dead') }));
    expect(await ended(arnOf('sent-dead'))).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'CouldNotDetermineMessageSource',
      ApproximateNumberOfMessagesMoved: 0,
    });
    const DestinationArn = arnOf('sent');
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf('sent-dead'), DestinationArn }));
    expect(await ended(arnOf('sent-dead'))).toMatchObject({ Status: 'COMPLETED', DestinationArn });
    expect((await received(source)).map(({ Body }) => Body)).toEqual(['two']);
  });

  test('are moved by one task at a time, and only from a dead-letter queue', async () => {
    const { source, dead } = await pair('slow');
    for (const MessageBody of ['a', 'b']) await sqs.send(new SendMessageCommand({ QueueUrl: dead, MessageBody }));
    const SourceArn = arnOf('slow-dead');
    const slow = { SourceArn, DestinationArn: arnOf('slow'), MaxNumberOfMessagesPerSecond: 1 };
    await sqs.send(new StartMessageMoveTaskCommand(slow));
    await expect(sqs.send(new StartMessageMoveTaskCommand(slow))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
    await expect(sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf('slow') }))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
    await expect(sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf('none') }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await ended(SourceArn);
    expect(await countOf(source)).toBe(2);
  });
});

async function countOf(QueueUrl: string): Promise<number> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return Number(Attributes?.ApproximateNumberOfMessages);
}

describe('a queue', () => {
  test('keeps every message while others are removed', async () => {
    const QueueUrl = await queue('busy');
    const all = Array.from({ length: 60 }, (_, batch) =>
      sqs.send(
        new SendMessageBatchCommand({
          QueueUrl,
          Entries: Array.from({ length: 10 }, (_, index) => ({ Id: `${index}`, MessageBody: `${batch}-${index}` })),
        }),
      ),
    );
    const seen = new Set<string>();
    const take = async (): Promise<void> => {
      while (seen.size < 600) {
        const messages = await received(QueueUrl);
        if (messages.length === 0) return;
        for (const { Body = '', ReceiptHandle } of messages) {
          seen.add(Body);
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
      }
    };
    await Promise.all([...all, take(), take()]);
    expect(seen.size).toBe(600);
  });

  test('gives a function as many messages at once as its event source says', async () => {
    const source = await queue('batched', { VisibilityTimeout: '30' });
    const told = await queue('told');
    const code = `${CALLS}
      export const handler = async ({ Records }) => send('${told}', { records: Records.length });`;
    const ZipFile = zipSync({ 'index.mjs': strToU8(code) });
    const Role = `arn:aws:iam::${aws.account}:role/r`;
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: 'gather',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role,
        Code: { ZipFile },
      }),
    );
    await lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName: 'gather',
        EventSourceArn: arnOf('batched'),
        BatchSize: 40,
        MaximumBatchingWindowInSeconds: 1,
      }),
    );
    for (let batch = 0; batch < 5; batch += 1) {
      const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: `${index}`, MessageBody: 'x' }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl: source, Entries }));
    }
    const sizes: number[] = [];
    await vi.waitUntil(
      async () => {
        for (const { Body = '' } of await received(told)) sizes.push(JSON.parse(Body).records);
        return sizes.reduce((sum, size) => sum + size, 0) >= 50;
      },
      { timeout: 30_000 },
    );
    expect(sizes.toSorted()).toEqual([10, 40]);
  });
});

describe('an event', () => {
  test('about an object says which version it is', async () => {
    const Bucket = 'versions-1';
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const target = await queue('objects');
    const EventBridgeConfiguration = { EventBridgeEnabled: true };
    await stacks.deploy('objects', {
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: 'versions-2',
          VersioningConfiguration: { Status: 'Enabled' },
          NotificationConfiguration: { EventBridgeConfiguration },
        },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { EventPattern: { source: ['aws.s3'] }, Targets: [{ Id: 'q', Arn: arnOf('objects') }] },
      },
    });
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: 'versions-2', Key: 'a', Body: 'x' }));
    const [message] = await received(target);
    expect(VersionId).toEqual(expect.any(String));
    expect(JSON.parse(message?.Body ?? '').detail.object).toMatchObject({ key: 'a', 'version-id': VersionId });
  });

  test('of a schedule has its name and its time filled in', async () => {
    const target = await queue('clock');
    const at = new Date(Date.now() + 1000).toISOString().slice(0, 19);
    const Input = '{"id":"<aws.scheduler.schedule-arn>/<aws.scheduler.scheduled-time>"}';
    await stacks.deploy('clock', {
      Schedule: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          Name: 'once',
          ScheduleExpression: `at(${at})`,
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn: arnOf('clock'), RoleArn: `arn:aws:iam::${aws.account}:role/r`, Input },
        },
      },
    });
    const [message] = await vi.waitUntil(
      async () => {
        const messages = await received(target);
        return messages.length > 0 && messages;
      },
      { timeout: 30_000 },
    );
    const arn = `arn:aws:scheduler:${aws.region}:${aws.account}:schedule/default/once`;
    expect(JSON.parse(message?.Body ?? '')).toEqual({ id: `${arn}/${at}Z` });
  });
});
