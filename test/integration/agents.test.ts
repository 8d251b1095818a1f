import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { compile } from '../../controller/compile/compile.ts';
import type { DesiredStack } from '../../controller/compile/desired.ts';
import { buildGraph } from '../../controller/graph/build-graph.ts';
import { platform, registryOf, team, type Written } from '../unit/compile/registry-of.ts';
import { createDeploy } from './deploy-stacks.ts';
import { CALLS, each } from './function-source.ts';
import { clientConfig } from './local-cloud/stack.ts';

/** Gives every task on to the researcher, and keeps what the researcher tells it or everybody. */
const PLANNER = `${CALLS}
const env = process.env;
async function handle({ body }) {
  const message = JSON.parse(body);
  const { task, answer } = message.Message === undefined ? message : JSON.parse(message.Message);
  const way = message.Message === undefined ? 'queue' : 'topic';
  if (answer === undefined) return send(env.HOLDFAST_QUEUE_RESEARCHER, { task });
  await putNew(env.HOLDFAST_RESULTS_TABLE, { id: { S: task + '/' + way }, answer: { S: answer } });
}
${each('handle')}`;

/** Answers a task to the planner, and tells everybody. */
const RESEARCHER = `${CALLS}
const env = process.env;
async function handle({ body }) {
  const { task } = JSON.parse(body);
  const message = { task, answer: env.HOLDFAST_AGENT + ' knows ' + task };
  await send(env.HOLDFAST_QUEUE_PLANNER, message);
  await publish(env.HOLDFAST_TOPIC_FINDINGS, message);
}
${each('handle')}`;

const BUCKET = 'acme-artifacts';

const agent = (name: string, spec: Written['spec']): Written => {
  const code = { runtime: 'nodejs24.x', handler: 'index.handler', s3: { bucket: BUCKET, key: `${name}.zip` } };
  return { kind: 'Agent', metadata: { name }, spec: { functions: [code], ...spec } };
};

const findings = { kind: 'Topic', name: 'findings' };

const DOCUMENTS: readonly Written[] = [
  agent('planner', {
    talksTo: [{ kind: 'Agent', name: 'researcher' }],
    subscriptions: [{ name: 'findings', topic: findings }],
  }),
  agent('researcher', { talksTo: [{ kind: 'Agent', name: 'planner' }], publishes: [findings], results: false }),
  { kind: 'Topic', metadata: { name: 'findings' }, spec: {} },
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
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  for (const [name, source] of Object.entries({ planner: PLANNER, researcher: RESEARCHER })) {
    const Body = zipSync({ 'index.mjs': new TextEncoder().encode(source) });
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${name}.zip`, Body }));
  }
  const deploy = await createDeploy(aws);
  await deploy(stacks(), 'first');
});

afterAll(async () => {
  for (const client of [s3, sqs, dynamodb]) client?.destroy();
  await aws?.stop();
});

function stacks(): readonly DesiredStack[] {
  const registry = registryOf(platform({ account: aws.account, region: aws.region }), {
    labs: [team('labs'), ...DOCUMENTS],
  });
  const built = buildGraph(registry);
  const compiled = compile(built.graph, {});
  expect([...built.findings, ...compiled.findings]).toEqual([]);
  return compiled.desired.stacks;
}

test('two agents talk: one gives work by a queue, the other answers by a queue and by a topic', async () => {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'acme-platform-labs-queue-planner-work' }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ task: 'whales' }) }));
  const results = await vi.waitUntil(
    async () => {
      const { Items = [] } = await dynamodb.send(
        new ScanCommand({ TableName: 'acme-platform-labs-table-planner-results' }),
      );
      return Items.length < 2 ? undefined : Items;
    },
    { timeout: 20_000, interval: 100 },
  );
  expect(Object.fromEntries(results.map(({ id, answer }) => [id?.S, answer?.S]))).toEqual({
    'whales/queue': 'researcher knows whales',
    'whales/topic': 'researcher knows whales',
  });
});
