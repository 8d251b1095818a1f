import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { createStackWriter } from '../../controller/adapters/cloudformation.ts';
import { dispatchToApplier } from '../../controller/dispatch.ts';
import { findStuck } from '../../controller/stuck-stacks.ts';
import type { Trigger } from '../../controller/trigger/trigger.ts';
import { createLoop } from '../loop/loop.ts';
import { PLATFORM } from '../loop/registry.ts';
import { clientConfig } from './local-cloud/stack.ts';

const STACK = 'acme-team-files';
const TAGS = { 'managed-by': 'holdfast', project: 'acme' };

let aws: LocalAws;

beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.stop());

test('C9: a stack that cannot be deleted is shown with what is in the way, and a rescue lets that go', async () => {
  const writer = createStackWriter(new CloudFormationClient(clientConfig(aws)));
  const s3 = new S3Client({ ...clientConfig(aws), forcePathStyle: true });
  const statusOf = async (name: string) => (await writer.describeStack(name))?.status;
  const until = (name: string, status: string | undefined) =>
    vi.waitFor(async () => expect(await statusOf(name)).toBe(status), { timeout: 20_000, interval: 20 });

  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: {
      Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'acme-files-left' } },
      Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'acme-jobs-gone' } },
    },
  };
  const request = {
    stackName: STACK,
    changeSetName: 'one',
    type: 'CREATE',
    templateBody: JSON.stringify(template),
  } as const;
  await writer.createChangeSet({ ...request, parameters: {}, tags: TAGS, capabilities: [], mode: 'standard' });
  await vi.waitFor(async () => expect(await writer.describeChangeSet(STACK, 'one')).toEqual({ kind: 'ready' }));
  await writer.executeChangeSet(STACK, 'one', 'token-one');
  await until(STACK, 'CREATE_COMPLETE');
  await s3.send(new PutObjectCommand({ Bucket: 'acme-files-left', Key: 'left', Body: 'something' }));
  const { stackId = '' } = (await writer.describeStack(STACK)) ?? {};
  await writer.deleteStack(stackId, 'token-delete');
  await until(STACK, 'DELETE_FAILED');

  const [stuck] = await findStuck([STACK], writer);
  expect(stuck).toMatchObject({ name: STACK, status: 'DELETE_FAILED', rescue: { action: 'delete' } });
  expect(stuck?.blockers.map(({ logicalId, reason }) => [logicalId, reason])).toEqual([
    ['Files', 'The bucket you tried to delete is not empty'],
  ]);

  const loop = createLoop();
  const { after: sha } = loop.commit({ 'platform.yaml': PLATFORM });
  Object.assign(loop.world, { writer, stacks: writer });
  const lease = (await loop.ledger.acquireLease('environment', 'setup', loop.clock.now(), 60_000)) ?? expect.fail();
  const record = { name: STACK, stackId, outputs: {}, parameters: {}, tags: TAGS, resources: [], codeDigests: {} };
  await loop.ledger.writeStack(record, lease);
  await loop.ledger.writeEnvironment({ appliedSha: sha }, lease);
  await loop.ledger.releaseLease(lease);
  const delivery = { owner: 'test', isLastAttempt: false };
  const send = (trigger: Trigger) => dispatchToApplier(trigger, delivery, loop.world);
  const rescue = { type: 'manual', action: 'rescue', requestedBy: 'ada', stack: STACK } as const;

  // A bucket holds data, so it is kept also when nobody names it.
  await send({ ...rescue, reference: 'kept' });
  await until(STACK, undefined);
  await send({ type: 'continue', sha, attempt: 1 });
  const run = await loop.ledger.readRun(`${sha}/rescue/kept`);
  expect(run).toMatchObject({ state: 'succeeded', targets: [{ rescue: { retain: ['Files'] } }] });
  expect(await loop.ledger.readStacks()).toEqual([]);
  const { ETag } = await s3.send(new PutObjectCommand({ Bucket: 'acme-files-left', Key: 'more', Body: 'is there' }));
  expect(ETag).toBeDefined();
}, 60_000);
