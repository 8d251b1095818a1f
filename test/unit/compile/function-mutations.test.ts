import { expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { functionSchema } from '../../../registry/kinds/function/schema.ts';
import { lambda, platform, registryOf, route, team, type Written } from './registry-of.ts';
import { differencesOf, leavesOf } from './schema-leaves.ts';

type Spec = Readonly<Record<string, unknown>>;

const ACCOUNT = 'us-east-1:123456789012';
const subnet = 'subnet-0123456789abcdef0';
const group = 'sg-0123456789abcdef0';
const layers = [`arn:aws:lambda:${ACCOUNT}:layer:a:1`, `arn:aws:lambda:${ACCOUNT}:layer:b:1`];
const key = `arn:aws:kms:${ACCOUNT}:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0`;
const image = { imageUri: `123456789012.dkr.ecr.us-east-1.amazonaws.com/name@sha256:${'0'.repeat(64)}` };
const zip = { bucket: 'acme-artifacts', key: 'code.zip', objectVersion: '1' };
const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-platform-web-data/*' };
const denial = { Effect: 'Deny', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-platform-web-data/*' };
const queue = `arn:aws:sqs:${ACCOUNT}:acme-platform-web-dead`;
const topic = `arn:aws:sns:${ACCOUNT}:acme-platform-web-told`;
const stream = `arn:aws:kinesis:${ACCOUNT}:stream/acme-platform-web-clicks`;
const fromQueue = { arn: queue };
const theirs = { kind: 'Queue', name: 'theirs', team: 'shop' };
const fromStream = { arn: stream };
const json = { format: 'json' };
const live = { alias: 'other' };
const cors = { allowOrigins: ['https://app.example.com'] };

/** A block of an alarm, with each of its fields. */
function alarm(name: string, field: string, besides: Spec = {}): readonly Spec[] {
  const block = (settings: object) => ({ ...besides, alarms: { [name]: settings } });
  return [
    block({ [field]: 7 }),
    block({ [field]: 8 }),
    block({ [field]: 8, minutes: 2 }),
    block({ [field]: 8, periods: 4 }),
    block({ [field]: 8, breaching: 2 }),
  ];
}

/**
 * Field → specs of which each has to give another team template than the others (LD1 to LD7: upstream dropped some of these fields
 * without a word). Each list begins with the spec that has nothing of the field.
 */
const MUTATIONS: Readonly<Record<string, readonly Spec[]>> = {
  functionName: [{}, { functionName: 'one' }, { functionName: 'two' }],
  description: [{}, { description: 'one' }, { description: 'two' }],
  runtime: [{}, { runtime: 'python3.13' }, { runtime: 'python3.14' }],
  handler: [{}, { handler: 'other.handler' }, { handler: 'third.handler' }],
  s3: [
    { s3: zip },
    { s3: { ...zip, bucket: 'acme-other' } },
    { s3: { ...zip, key: 'other.zip' } },
    { s3: { ...zip, objectVersion: '2' } },
    { s3: { bucket: zip.bucket, key: zip.key } },
  ],
  imageUri: [image, { imageUri: image.imageUri.replaceAll('0'.repeat(64), '1'.repeat(64)) }],
  imageConfig: [
    image,
    { ...image, imageConfig: { command: ['one'] } },
    { ...image, imageConfig: { command: ['two'] } },
    { ...image, imageConfig: { entryPoint: ['one'] } },
    { ...image, imageConfig: { entryPoint: ['one', 'two'] } },
    { ...image, imageConfig: { workingDirectory: '/one' } },
    { ...image, imageConfig: { workingDirectory: '/two' } },
  ],
  architecture: [{}, { architecture: 'x86_64' }],
  memoryMb: [{}, { memoryMb: 129 }, { memoryMb: 10_240 }],
  ephemeralStorageMb: [{}, { ephemeralStorageMb: 513 }, { ephemeralStorageMb: 10_240 }],
  timeoutSeconds: [{}, { timeoutSeconds: 4 }, { timeoutSeconds: 900 }],
  reservedConcurrency: [{}, { reservedConcurrency: 0 }, { reservedConcurrency: 1 }],
  environment: [{}, { environment: { AA: '1' } }, { environment: { AA: '2' } }, { environment: { BB: '2' } }],
  access: [
    {},
    { access: [{ kind: 'Function', name: 'other', level: 'invoke' }] },
    { access: [{ kind: 'Function', name: 'third', level: 'invoke' }] },
    { access: [{ kind: 'Queue', name: 'other', level: 'read' }] },
    { access: [{ kind: 'Table', name: 'other', level: 'read' }] },
    { access: [{ kind: 'Table', name: 'other', level: 'write' }] },
    { access: [{ kind: 'Bucket', name: 'other', level: 'read' }] },
    { access: [{ kind: 'Bucket', name: 'other', level: 'read', prefix: 'in/' }] },
    { access: [{ kind: 'Bucket', name: 'other', level: 'read', prefix: 'out/' }] },
    { access: [{ kind: 'Queue', name: 'theirs', level: 'read' }] },
    { access: [{ ...theirs, level: 'read' }] },
  ],
  statements: [
    {},
    { statements: [statement] },
    { statements: [{ ...statement, Sid: 'One' }] },
    { statements: [{ ...statement, Action: 's3:PutObject' }] },
    { statements: [{ ...statement, Action: ['s3:PutObject', 's3:GetObject'] }] },
    { statements: [{ ...statement, Action: ['s3:PutObject', 's3:AbortMultipartUpload'] }] },
    { statements: [{ ...statement, Resource: 'arn:aws:s3:::acme-platform-web-data/one' }] },
    { statements: [{ ...statement, Resource: ['arn:aws:s3:::acme-platform-web-data/one'] }] },
    { statements: [{ ...statement, Resource: ['arn:aws:s3:::acme-platform-web-data/two'] }] },
    { statements: [denial] },
    { statements: [{ Effect: 'Deny', NotAction: 's3:GetObject', Resource: '*' }] },
    { statements: [{ Effect: 'Deny', NotAction: 's3:PutObject', Resource: '*' }] },
    { statements: [{ Effect: 'Deny', NotAction: ['s3:PutObject'], Resource: '*' }] },
    { statements: [{ Effect: 'Deny', NotAction: ['s3:GetObject'], Resource: '*' }] },
    { statements: [{ Effect: 'Deny', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::one' }] },
    { statements: [{ Effect: 'Deny', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::two' }] },
    { statements: [{ Effect: 'Deny', Action: 's3:GetObject', NotResource: ['arn:aws:s3:::two'] }] },
    { statements: [{ Effect: 'Deny', Action: 's3:GetObject', NotResource: ['arn:aws:s3:::one'] }] },
    { statements: [{ ...statement, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }] },
    { statements: [{ ...statement, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] },
    { statements: [{ ...statement, Condition: { Bool: { 'aws:SecureTransport': ['false'] } } }] },
    { statements: [{ ...statement, Condition: { Bool: { 'aws:SecureTransport': ['true'] } } }] },
    { statements: [statement, denial] },
  ],
  roleArn: [{}, { roleArn: 'arn:aws:iam::123456789012:role/a' }, { roleArn: 'arn:aws:iam::123456789012:role/b' }],
  subnets: [
    { subnets: [subnet], securityGroups: [group] },
    { subnets: ['subnet-0123456789abcdef1'], securityGroups: [group] },
    { subnets: [subnet, 'subnet-0123456789abcdef1'], securityGroups: [group] },
    {
      subnets: [{ valueFrom: { kind: 'Platform', name: 'shared', output: 'privateSubnetIds' } }],
      securityGroups: [group],
    },
    {
      subnets: [{ valueFrom: { kind: 'Platform', name: 'shared', output: 'publicSubnetIds' } }],
      securityGroups: [group],
    },
  ],
  securityGroups: [
    { subnets: [subnet], securityGroups: ['sg-0123456789abcdef1'] },
    { subnets: [subnet], securityGroups: ['sg-0123456789abcdef2'] },
    { subnets: [subnet], securityGroups: ['sg-0123456789abcdef1', group] },
  ],
  layerArns: [{}, { layerArns: layers.slice(0, 1) }, { layerArns: layers }, { layerArns: layers.toReversed() }],
  kmsKeyArn: [{}, { kmsKeyArn: key }, { kmsKeyArn: key.replace('0f1e', '0f1f') }],
  eventSources: [
    {},
    { eventSources: [fromQueue] },
    { eventSources: [{ ...fromQueue, batchSize: 9 }] },
    { eventSources: [{ ...fromQueue, batchSize: 8 }] },
    { eventSources: [{ ...fromQueue, windowSeconds: 1 }] },
    { eventSources: [{ ...fromQueue, maxConcurrency: 2 }] },
    { eventSources: [{ ...fromQueue, filters: [{ body: { kind: ['a'] } }] }] },
    { eventSources: [{ ...fromQueue, filters: [{ body: { kind: ['b'] } }] }] },
    { eventSources: [{ ...fromQueue, reportBatchItemFailures: false }] },
    { eventSources: [{ ...fromQueue, enabled: false }] },
    { eventSources: [{ arn: topic.replace(':sns:', ':sqs:') }] },
    { eventSources: [{ kind: 'Queue', name: 'other' }] },
    { eventSources: [{ kind: 'Queue', name: 'theirs' }] },
    { eventSources: [theirs] },
    { eventSources: [{ kind: 'Table', name: 'other' }] },
    { eventSources: [fromStream] },
    { eventSources: [{ ...fromStream, startingPosition: 'latest' }] },
    { eventSources: [{ ...fromStream, bisectOnError: true }] },
    { eventSources: [{ ...fromStream, maxRetries: 3 }] },
    { eventSources: [{ ...fromStream, maxRecordAgeSeconds: 60 }] },
    { eventSources: [{ ...fromStream, parallelization: 2 }] },
    { eventSources: [{ ...fromStream, onFailure: queue }] },
    { eventSources: [{ ...fromStream, onFailure: topic }] },
    { eventSources: [fromQueue, fromStream] },
  ],
  deadLetter: [{}, { deadLetter: queue }, { deadLetter: topic }],
  asyncInvoke: [
    {},
    { asyncInvoke: { maxAgeSeconds: 60 } },
    { asyncInvoke: { maxAgeSeconds: 61 } },
    { asyncInvoke: { maxRetries: 0 } },
    { asyncInvoke: { maxRetries: 1 } },
    { asyncInvoke: { onSuccess: queue } },
    { asyncInvoke: { onSuccess: topic } },
    { asyncInvoke: { onSuccess: { kind: 'Function', name: 'other' } } },
    { asyncInvoke: { onFailure: queue } },
    { asyncInvoke: { onFailure: topic } },
    { asyncInvoke: { onFailure: 'arn:aws:s3:::acme-platform-web-failed' } },
    { asyncInvoke: { onFailure: { kind: 'Bucket', name: 'other' } } },
  ],
  logging: [
    {},
    { logging: json },
    { logging: { ...json, applicationLevel: 'debug' } },
    { logging: { ...json, applicationLevel: 'warn' } },
    { logging: { ...json, systemLevel: 'debug' } },
    { logging: { ...json, systemLevel: 'warn' } },
  ],
  logRetentionDays: [{}, { logRetentionDays: 7 }, { logRetentionDays: 14 }],
  tracing: [{}, { tracing: 'active' }],
  alarms: [
    {},
    { alarms: false },
    { alarms: { errors: false } },
    { alarms: { throttles: false } },
    { alarms: { duration: {} } },
    { alarms: { dropped: {} } },
    ...alarm('errors', 'threshold'),
    ...alarm('throttles', 'threshold'),
    ...alarm('duration', 'percent'),
    ...alarm('dropped', 'threshold'),
    ...alarm('undelivered', 'threshold', { deadLetter: queue }),
    ...alarm('iteratorAge', 'seconds', { eventSources: [fromStream] }),
    { deadLetter: queue },
    { deadLetter: queue, alarms: { undelivered: {} } },
    { deadLetter: queue, alarms: { undelivered: {} }, asyncInvoke: { onFailure: topic } },
    { eventSources: [fromStream] },
    { eventSources: [fromStream], alarms: { iteratorAge: {} } },
  ],
  release: [
    {},
    { release: {} },
    { release: live },
    { release: { ...live, provisionedConcurrency: 1 } },
    { release: { ...live, provisionedConcurrency: 2 } },
    { release: { ...live, rollout: { type: 'all-at-once' } } },
    { release: { ...live, rollout: { type: 'canary', minutes: 10 } } },
    { release: { ...live, rollout: { type: 'linear', minutes: 10 } } },
    { release: { ...live, rollout: { type: 'canary', minutes: 15 } } },
  ],
  snapStart: [
    { runtime: 'java25', release: {} },
    { runtime: 'java25', release: {}, snapStart: true },
  ],
  traffic: [
    {},
    { traffic: { requestsPerMonth: 1 } },
    { traffic: { requestsPerMonth: 2 } },
    { traffic: { averageDurationMs: 1 } },
    { traffic: { averageDurationMs: 2 } },
  ],
  url: [
    {},
    { url: {} },
    { url: { auth: 'none' } },
    { url: { invokeMode: 'response-stream' } },
    { url: { cors } },
    { url: { cors: { allowOrigins: ['*'] } } },
    { url: { cors: { ...cors, allowMethods: ['GET'] } } },
    { url: { cors: { ...cors, allowHeaders: ['X-One'] } } },
    { url: { cors: { ...cors, exposeHeaders: ['X-One'] } } },
    { url: { cors: { ...cors, maxAgeSeconds: 1 } } },
    { url: { cors: { ...cors, allowCredentials: true } } },
  ],
};

const LEAVES = leavesOf(functionSchema);

test('L3: every field that a Function accepts has mutations', () => {
  expect(Object.keys(MUTATIONS).sort()).toEqual(Object.keys(functionSchema.shape).sort());
});

test('L3: every value that an author can write is changed alone by two mutations', () => {
  const changed = Object.values(MUTATIONS).flatMap((specs) =>
    specs.flatMap((one, index) => specs.slice(index + 1).map((other) => differencesOf(one, other, LEAVES))),
  );
  const alone = new Set(changed.filter((places) => places.length === 1).flat());
  expect(LEAVES.filter((leaf) => !alone.has(leaf))).toEqual([]);
});

test.each(Object.entries(MUTATIONS))('L3, LD1-LD7: each value of %s gives a template of its own', (_, specs) => {
  const templates = specs.map((spec) => teamTemplate('imageUri' in spec ? imageFunction(spec) : lambda('web', spec)));
  expect(new Set(templates).size).toBe(templates.length);
});

test('LC6: reservedConcurrency -1 is the same as leaving it out, 0 is not', () => {
  const [absent, minusOne, zero] = [{}, { reservedConcurrency: -1 }, { reservedConcurrency: 0 }].map((spec) =>
    teamTemplate(lambda('web', spec)),
  );
  expect(minusOne).toBe(absent);
  expect(zero).toContain('"ReservedConcurrentExecutions":0');
});

function imageFunction(spec: Spec): Written {
  return { kind: 'Function', metadata: { name: 'web' }, spec };
}

function teamTemplate(document: Written): string {
  const ours = [lambda('other'), lambda('third'), queueOf('other'), queueOf('theirs'), TABLE, BUCKET];
  const documents = [team('web'), document, ...ours, route('web', { path: '/web', function: 'web' })];
  const shop = [team('shop'), queueOf('theirs', [{ team: 'web', level: 'read' }])];
  const { graph, findings } = buildGraph(registryOf(platform(), { web: documents, shop }));
  expect(findings).toEqual([]);
  return compile(graph, {}).desired.stacks.find(({ owner }) => owner === 'team/web')?.body ?? '';
}

const TABLE: Written = {
  kind: 'Table',
  metadata: { name: 'other' },
  spec: { partitionKey: { name: 'id' }, stream: 'keys-only' },
};
const BUCKET: Written = { kind: 'Bucket', metadata: { name: 'other' }, spec: {} };

/** A queue that hides messages long enough for the longest run. */
function queueOf(name: string, sharedWith?: readonly object[]): Written {
  const metadata = { name, ...(sharedWith && { sharedWith }) };
  return { kind: 'Queue', metadata, spec: { visibilitySeconds: 5400 } };
}
