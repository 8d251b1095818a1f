import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { compile } from '../../controller/compile/compile.ts';
import type { DesiredStack } from '../../controller/compile/desired.ts';
import { buildGraph } from '../../controller/graph/build-graph.ts';
import { platform, registryOf, team, type Written } from '../unit/compile/registry-of.ts';
import { createDeploy } from './deploy-stacks.ts';
import { CALLS, each } from './function-source.ts';
import { clientConfig } from './local-cloud/stack.ts';

/**
 * Handles each event once: the table says whether it was seen, the output bucket gets what came in. It refuses keys with `broken` in
 * them. Everything it knows comes from the variables that an EventProcessor promises (docs/spec/event-processor.md).
 */
const HANDLER = `${CALLS}
const env = process.env;

async function handle({ body }) {
  const { id, source, 'detail-type': type, detail } = JSON.parse(body);
  const key = detail.object.key;
  if (key.includes('broken')) throw new Error(key);
  const expiration = Math.floor(Date.now() / 1000) + Number(env.HOLDFAST_IDEMPOTENCY_SECONDS);
  const item = { id: { S: id }, expiration: { N: String(expiration) } };
  if (!(await putNew(env.HOLDFAST_IDEMPOTENCY_TABLE, item))) return;
  const told = { source, type, bucket: detail.bucket.name, key, processor: env.HOLDFAST_PROCESSOR, from: env.HOLDFAST_INPUT_BUCKET };
  const name = env.HOLDFAST_OUTPUT_PREFIX + key.split('/').at(-1) + '.json';
  await putObject(env.HOLDFAST_OUTPUT_BUCKET, name, JSON.stringify(told));
}
${each('handle')}`;

const CODE = { bucket: 'acme-artifacts', key: 'statements.zip' };

const bucket = (name: string, spec: Written['spec'] = {}): Written => ({ kind: 'Bucket', metadata: { name }, spec });

/** Handles what is put below `incoming/` with the ending `.csv`, and gives up after one try. */
const DOCUMENTS: readonly Written[] = [
  {
    kind: 'EventProcessor',
    metadata: { name: 'statements' },
    spec: {
      source: { s3: { bucket: { kind: 'Bucket', name: 'uploads' }, prefix: 'incoming/', suffix: '.csv' } },
      function: { runtime: 'nodejs24.x', handler: 'index.handler', s3: CODE, timeoutSeconds: 1 },
      queue: { maxReceiveCount: 1 },
      output: { bucket: { kind: 'Bucket', name: 'reports' }, prefix: 'statements/' },
    },
  },
  bucket('uploads', { events: true }),
  bucket('reports'),
];

let aws: LocalAws;
let s3: S3Client;
let sqs: SQSClient;
let dynamodb: DynamoDBClient;

beforeAll(async () => {
  aws = await startLocalAws();
  const config = clientConfig(aws);
  s3 = new S3Client({ ...config, forcePathStyle: true });
  sqs = new SQSClient(config);
  dynamodb = new DynamoDBClient(config);
  await s3.send(new CreateBucketCommand({ Bucket: CODE.bucket }));
  const Body = zipSync({ 'index.mjs': new TextEncoder().encode(HANDLER) });
  await s3.send(new PutObjectCommand({ Bucket: CODE.bucket, Key: CODE.key, Body }));
  const deploy = await createDeploy(aws);
  await deploy(stacks(), 'first');
});

afterAll(async () => {
  for (const client of [s3, sqs, dynamodb]) client?.destroy();
  await aws?.stop();
});

function stacks(): readonly DesiredStack[] {
  const registry = registryOf(platform({ account: aws.account, region: aws.region }), {
    orders: [team('orders'), ...DOCUMENTS],
  });
  const { graph, findings } = buildGraph(registry);
  const compiled = compile(graph, {});
  expect([...findings, ...compiled.findings]).toEqual([]);
  return compiled.desired.stacks;
}

function bucketName(name: string): string {
  return `acme-platform-orders-bucket-${name}-${aws.account}`;
}

async function upload(...keys: readonly string[]): Promise<void> {
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: bucketName('uploads'), Key, Body: 'a;b' }));
}

async function report(Key: string): Promise<unknown> {
  const found = await s3.send(new GetObjectCommand({ Bucket: bucketName('reports'), Key })).catch(() => undefined);
  return found && JSON.parse((await found.Body?.transformToString()) ?? '');
}

describe('an EventProcessor', () => {
  test('runs its function for an object that is put, with the event and what the document promises', async () => {
    await upload('incoming/read-me.txt', 'elsewhere/a.csv', 'incoming/a.csv');
    const made = await vi.waitUntil(() => report('statements/a.csv.json'), { timeout: 20_000, interval: 100 });
    expect(made).toEqual({
      source: 'aws.s3',
      type: 'Object Created',
      bucket: bucketName('uploads'),
      key: 'incoming/a.csv',
      processor: 'statements',
      from: bucketName('uploads'),
    });
    const seen = await dynamodb.send(
      new ScanCommand({ TableName: 'acme-platform-orders-table-statements-idempotency' }),
    );
    expect(seen.Items?.map((item) => Object.keys(item).sort())).toEqual([['expiration', 'id']]);
  });

  test('puts an event that fails aside, and goes on with others', async () => {
    await upload('incoming/broken.csv', 'incoming/b.csv');
    await vi.waitUntil(() => report('statements/b.csv.json'), { timeout: 20_000, interval: 100 });
    const QueueName = 'acme-platform-orders-dead-letters-statements-events';
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    expect(Messages.map(({ Body = '' }) => JSON.parse(Body).detail.object.key)).toEqual(['incoming/broken.csv']);
  });
});
