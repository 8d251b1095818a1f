import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetBucketNotificationConfigurationCommand,
  GetObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { createFunctionReader } from '../../controller/adapters/lambda-functions.ts';
import type { SweptStack } from '../../controller/drift/swept-stack.ts';
import type { SourceFile } from '../../controller/source/snapshot.ts';
import { compileFiles, registryFiles } from '../golden/run-case.ts';
import { deployRegistry } from './deployed-registry.ts';
import { CALLS, each } from './function-source.ts';
import { clientConfig } from './local-cloud/stack.ts';
import { sweepFiles } from './swept-registry.ts';

const DOCUMENTS = `apiVersion: holdfast/v1
kind: EventProcessor
metadata: { name: archive }
spec:
  source: { s3: { bucket: { kind: Bucket, name: inbox }, prefix: incoming/, direct: true } }
  function: { runtime: nodejs24.x, handler: index.handler, s3: { key: orders/archive.zip } }
  output: { bucket: { kind: Bucket, name: out } }
---
apiVersion: holdfast/v1
kind: Bucket
metadata: { name: inbox }
spec:
  notifications:
    - { queue: { kind: Queue, name: archive-events }, prefix: incoming/ }
    - { queue: { kind: Queue, name: seen }, prefix: seen/, suffix: .csv, events: [created, deleted] }
---
apiVersion: holdfast/v1
kind: Bucket
metadata: { name: out }
spec: {}
---
apiVersion: holdfast/v1
kind: Queue
metadata: { name: seen }
spec: {}
`;

/** Line of `notifications:` above. */
const NOTIFICATIONS_LINE = 13;

/** Writes down what it was told of, by the last part of the key. */
const HANDLER = `${CALLS}
async function handle({ body }) {
  const told = JSON.parse(body);
  if (told.Event === 's3:TestEvent') return;
  const [{ eventName, s3 }] = told.Records;
  const name = s3.object.key.split('/').at(-1) + '.json';
  await putObject(process.env.HOLDFAST_OUTPUT_BUCKET, name, JSON.stringify({ eventName, key: s3.object.key }));
}
${each('handle')}`;

const files: readonly SourceFile[] = [
  ...registryFiles('event-core').filter(({ path }) => !path.endsWith('processors.yaml')),
  { path: 'teams/orders/archive.yaml', text: DOCUMENTS, blobSha: '0'.repeat(40) },
];

const bucket = (name: string) => `acme-platform-orders-bucket-${name}-123456789012`;

let aws: LocalAws;
let lambda: LambdaClient;
let gateway: ApiGatewayV2Client;
let s3: S3Client;
let sqs: SQSClient;
let stacks: readonly SweptStack[];

beforeAll(async () => {
  aws = await startLocalAws();
  const config = clientConfig(aws);
  lambda = new LambdaClient(config);
  gateway = new ApiGatewayV2Client(config);
  s3 = new S3Client({ ...config, forcePathStyle: true });
  sqs = new SQSClient(config);
  const compiled = await compileFiles(files);
  expect(compiled.findings).toEqual([]);
  stacks = await deployRegistry(aws, compiled.stacks, createFunctionReader(lambda), HANDLER);
}, 60_000);

afterAll(async () => {
  for (const client of [lambda, gateway, s3, sqs]) client?.destroy();
  await aws?.stop();
});

async function drifted() {
  const { resources } = await sweepFiles(stacks, files, { endpoint: aws.endpoint, lambda, gateway });
  return resources.filter(({ status }) => status !== 'in-sync');
}

test('S3 tells a queue of the objects that its bucket names, and of no others', async () => {
  for (const Key of ['seen/a.txt', 'b.csv', 'seen/c.csv']) {
    await s3.send(new PutObjectCommand({ Bucket: bucket('inbox'), Key, Body: 'x' }));
  }
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'acme-platform-orders-queue-seen' }));
  const told: unknown[] = [];
  await vi.waitUntil(
    async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      for (const { Body = '' } of Messages) {
        const { Event, Records } = JSON.parse(Body);
        told.push(Event ?? [Records[0].eventName, Records[0].s3.bucket.name, Records[0].s3.object.key]);
      }
      return told.length >= 2;
    },
    { timeout: 20_000, interval: 100 },
  );
  expect([...new Set(told)]).toEqual(['s3:TestEvent', ['ObjectCreated:Put', bucket('inbox'), 'seen/c.csv']]);
});

test('a direct EventProcessor runs its function for an object below its prefix', async () => {
  for (const Key of ['elsewhere/a.csv', 'incoming/b.csv']) {
    await s3.send(new PutObjectCommand({ Bucket: bucket('inbox'), Key, Body: 'x' }));
  }
  const read = async (Key: string) => {
    const found = await s3.send(new GetObjectCommand({ Bucket: bucket('out'), Key })).catch(() => undefined);
    return found && JSON.parse((await found.Body?.transformToString()) ?? '');
  };
  const made = await vi.waitUntil(() => read('b.csv.json'), { timeout: 20_000, interval: 100 });
  expect(made).toEqual({ eventName: 'ObjectCreated:Put', key: 'incoming/b.csv' });
  expect(await read('a.csv.json')).toBeUndefined();
});

test('F4: what was applied has no drift; a notification that somebody changes is found at its line', async () => {
  expect(await drifted()).toEqual([]);
  const Bucket = bucket('inbox');
  const { QueueConfigurations = [] } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  const put = (configurations: typeof QueueConfigurations) =>
    s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: { QueueConfigurations: configurations },
      }),
    );
  await put(QueueConfigurations.toReversed().map(({ Id: _, ...rest }) => ({ ...rest, Id: 'another' })));
  expect(await drifted()).toEqual([]);

  const changed = {
    type: 'AWS::S3::Bucket',
    status: 'modified',
    differences: [
      expect.objectContaining({
        path: '/Properties/NotificationConfiguration/QueueConfigurations',
        source: expect.objectContaining({ file: 'teams/orders/archive.yaml', line: NOTIFICATIONS_LINE }),
      }),
    ],
  };
  const [first, ...others] = QueueConfigurations;
  await put(others);
  expect(await drifted()).toMatchObject([changed]);
  await put([...QueueConfigurations, { ...first, Events: ['s3:ObjectTagging:Put'], QueueArn: first?.QueueArn }]);
  expect(await drifted()).toMatchObject([changed]);
});
