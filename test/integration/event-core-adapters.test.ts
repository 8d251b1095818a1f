import { tmpdir } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { CreateTableCommand, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { createDeadLetterQueues } from '../../controller/adapters/sqs-dead-letters.ts';
import { createCollectionRecord } from '../../functions/event-core/adapters/dynamodb-collections.ts';
import { createS3Objects } from '../../functions/event-core/adapters/s3-objects.ts';
import { createDeadLetters } from '../../functions/event-core/adapters/sqs-dead-letters.ts';
import type { Item } from '../../functions/event-core/item.ts';
import { spoolBytes } from '../../functions/event-core/spool.ts';
import { clientConfig } from './local-cloud/stack.ts';

const TABLE = 'idempotency';
const ABOUT = { contentType: 'text/plain', metadata: { entries: '2' } };

let aws: LocalAws;
let s3: S3Client;
let dynamodb: DynamoDBClient;
let sqs: SQSClient;

beforeAll(async () => {
  aws = await startLocalAws();
  const config = clientConfig(aws);
  s3 = new S3Client({ ...config, forcePathStyle: true });
  dynamodb = new DynamoDBClient(config);
  sqs = new SQSClient(config);
  for (const Bucket of ['plain', 'versions']) await s3.send(new CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'versions', VersioningConfiguration }));
  await dynamodb.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
});
afterAll(async () => {
  for (const client of [s3, dynamodb, sqs]) client?.destroy();
  await aws?.stop();
});

async function put(bucket: string, key: string, Body: string) {
  const { ETag = '', VersionId } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
  return {
    ...{ bucket, key, etag: ETag.replaceAll('"', ''), bytes: Buffer.byteLength(Body) },
    ...(VersionId !== undefined && { versionId: VersionId }),
  };
}

describe('objects in S3', () => {
  const text = async (object: Parameters<ReturnType<typeof createS3Objects>['open']>[0]) => {
    const { body, bytes } = await createS3Objects(s3).open(object);
    return [(await buffer(body)).toString(), bytes];
  };

  test('are read in the version that is asked for, whatever came after it', async () => {
    const first = await put('versions', 'a', 'first');
    await put('versions', 'a', 'second!');
    expect(await text(first)).toEqual(['first', 5]);
    await s3.send(new DeleteObjectCommand({ Bucket: 'versions', Key: 'a' }));
    expect(await text(first)).toEqual(['first', 5]);
  });

  test('without versions are read only with the content that is asked for', async () => {
    const first = await put('plain', 'b', 'first');
    expect(await text(first)).toEqual(['first', 5]);
    await put('plain', 'b', 'second!');
    await expect(text(first)).rejects.toMatchObject({ code: 'object-changed' });
    await expect(createS3Objects(s3).readPart(first, 0, 4)).rejects.toMatchObject({ code: 'object-changed' });
  });

  test('that are gone are poison, by their key, their version or as a delete marker', async () => {
    const gone = { code: 'object-gone' };
    await expect(text({ bucket: 'plain', key: 'none' })).rejects.toMatchObject(gone);
    const object = await put('versions', 'c', 'x');
    const { VersionId = '' } = await s3.send(new DeleteObjectCommand({ Bucket: 'versions', Key: 'c' }));
    await expect(text({ ...object, versionId: VersionId })).rejects.toMatchObject(gone);
    await s3.send(new DeleteObjectCommand({ Bucket: 'versions', Key: 'c', VersionId: object.versionId }));
    await expect(text(object)).rejects.toMatchObject(gone);
  });

  test('are read in part, and no further than they go', async () => {
    const objects = createS3Objects(s3);
    const object = await put('plain', 'd', '0123456789');
    expect(Buffer.from(await objects.readPart(object, 2, 3)).toString()).toBe('234');
    expect(Buffer.from(await objects.readPart(object, 8, 100)).toString()).toBe('89');
    const { bytes: _, ...unmeasured } = await put('plain', 'empty', '');
    expect((await objects.readPart(unmeasured, 0, 4)).length).toBe(0);
  });

  test('are written once: the first stays, and both writers are told which one it is', async () => {
    const objects = createS3Objects(s3);
    const limits = { memoryBytes: 1000, directory: tmpdir() };
    const place = { bucket: 'plain', key: 'out/ä b' };
    const write = async (words: string) => {
      await using content = await spoolBytes(Buffer.from(words), limits);
      return await objects.writeOnce(place, content, ABOUT);
    };
    const [one, two] = await Promise.all([write('one'), write('one')]);
    expect(two.object.etag).toBe(one.object.etag);
    expect(await write('another')).toEqual(await objects.find(place));
    expect(await text(one.object)).toEqual(['one', 3]);
    const head = await s3.send(new HeadObjectCommand({ Bucket: place.bucket, Key: place.key }));
    expect(head).toMatchObject({ ContentType: 'text/plain', Metadata: { entries: '2' } });
    expect(await objects.find({ ...place, key: 'nothing' })).toBeUndefined();
  });

  test('that were spooled to disk are written whole', async () => {
    const objects = createS3Objects(s3);
    await using content = await spoolBytes(Buffer.alloc(300_000, 'x'), { memoryBytes: 10, directory: tmpdir() });
    expect(content.onDisk).toBe(true);
    const { object } = await objects.writeOnce({ bucket: 'plain', key: 'large' }, content, ABOUT);
    expect((await text(object))[0]).toBe('x'.repeat(300_000));
  });
});

describe('collections in DynamoDB', () => {
  let time = Date.UTC(2026, 0, 1);
  const record = (processor: string) =>
    createCollectionRecord(dynamodb, { name: TABLE, processor, rememberSeconds: 100, now: () => time });
  const item = (id: string): Item => ({ id, event: { id, kind: 'object', at: 1, detail: null } });

  test('a claim goes to whoever is first, and the others are told who that is', async () => {
    const claims = await Promise.all(['one', 'two', 'three'].map((name) => record('p1').claim('item', name)));
    expect(new Set(claims).size).toBe(1);
    expect(await record('p1').claim('item', 'four')).toBe(claims[0]);
    expect(await record('p2').claim('item', 'four')).toBe('four');
  });

  test('a claim moves only from the collection that has it', async () => {
    await record('p3').claim('item', 'one');
    expect(await record('p3').claim('item', 'two', 'elsewhere')).toBe('one');
    expect(await record('p3').claim('item', 'two', 'one')).toBe('two');
  });

  test('what is older than it is remembered counts as absent', async () => {
    await record('p4').claim('item', 'one');
    await record('p4').open('one', [item('item')]);
    time += 102_000;
    expect(await record('p4').read('one')).toBeUndefined();
    expect(await record('p4').claim('item', 'two')).toBe('two');
  });

  test('the first that is written down stays, with who was left out and why, until it is done', async () => {
    const collections = record('p5');
    const awkward = 'object:in/a.b#c[0] "ä"@v:1';
    await collections.open('one', [item(awkward), item('b')]);
    await collections.open('one', [item('b')]);
    await collections.refuse('one', awkward, 'object-gone', 'first');
    await collections.refuse('one', awkward, 'object-changed', 'second');
    const refused = { [awkward]: { code: 'object-gone', message: 'first' } };
    expect(await collections.read('one')).toEqual({
      ...{ id: 'one', state: 'open', refused },
      candidates: [item(awkward), item('b')],
    });
    await collections.finish('one');
    expect(await collections.read('one')).toMatchObject({ state: 'done', refused });
    await expect(collections.finish('two')).rejects.toThrow();
  });

  test('are not mistaken for records of Powertools, which are in the same table', async () => {
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: { id: { S: 'p6.bundle#one' } },
        UpdateExpression: 'SET expiration = :never',
        ExpressionAttributeValues: { ':never': { N: '9999999999' } },
      }),
    );
    expect(await record('p6').read('one')).toBeUndefined();
  });
});

describe('dead letters', () => {
  test('hold the message as it came, with the reason beside it', async () => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }));
    const letter = { messageId: 'm2', firstId: 'm1', body: 'no JSON' };
    await createDeadLetters(sqs, QueueUrl, 'p').put(letter, { code: 'unreadable', message: 'It is no JSON.' });
    expect(await received(QueueUrl)).toMatchObject([
      {
        Body: 'no JSON',
        MessageAttributes: {
          'holdfast.reason': { StringValue: 'unreadable' },
          'holdfast.message': { StringValue: 'It is no JSON.' },
          'holdfast.processor': { StringValue: 'p' },
          'holdfast.message-id': { StringValue: 'm1' },
        },
      },
    ]);
  });

  test('of a FIFO queue keep their group, and are put aside once', async () => {
    const Attributes = { FifoQueue: 'true' };
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'dead.fifo', Attributes }));
    const letters = createDeadLetters(sqs, QueueUrl, 'p');
    for (let time = 0; time < 2; time += 1) {
      await letters.put(
        { messageId: 'm1', firstId: 'm1', body: 'x', group: 'g' },
        { code: 'unreadable', message: 'x' },
      );
    }
    const messages = await received(QueueUrl);
    expect(messages.map((message) => message.Attributes?.MessageGroupId)).toEqual(['g']);
  });

  test('are counted by their reasons, and put back into their queue, by the command line', async () => {
    const { QueueUrl: live = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'live' }));
    const { QueueUrl: dead = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'live-dead' }));
    await sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: live, Attributes: { RedrivePolicy: await redriveTo(dead) } }),
    );
    const letters = createDeadLetters(sqs, dead, 'p');
    await letters.put({ messageId: 'm1', firstId: 'm1', body: 'one' }, { code: 'object-gone', message: 'It is gone.' });
    await letters.put({ messageId: 'm2', firstId: 'm2', body: 'two' }, { code: 'object-gone', message: 'It is gone.' });
    await sqs.send(new SendMessageCommand({ QueueUrl: dead, MessageBody: 'three' }));

    const queues = createDeadLetterQueues(sqs);
    expect(Object.fromEntries(await queues.reasonsIn(dead))).toEqual({ 'object-gone': 2, unknown: 1 });
    expect(await queues.depthOf(dead)).toEqual({ waiting: 3, inFlight: 0 });
    await queues.startMove(dead, live);
    await vi.waitUntil(async () => (await queues.moveProgress(dead)).state !== 'running', { timeout: 20_000 });
    expect(await queues.moveProgress(dead)).toEqual({ state: 'done', moved: 3 });
    expect([await queues.depthOf(live), await queues.depthOf(dead)]).toEqual([
      { waiting: 3, inFlight: 0 },
      { waiting: 0, inFlight: 0 },
    ]);
  });

  async function redriveTo(QueueUrl: string): Promise<string> {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    return JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 5 });
  }

  async function received(QueueUrl: string) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
    return Messages;
  }
});
