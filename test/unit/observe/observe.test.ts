import { describe, expect, test } from 'vitest';
import type { StackRecord } from '../../../controller/apply/progress.ts';
import { digestOf } from '../../../controller/lib/digest.ts';
import { type ObserveRequest, observe } from '../../../controller/observe/observe.ts';
import { createFakeCloudFormation, type FakeCloudFormation } from '../../fakes/cloudformation.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';

const TAGS = { 'managed-by': 'holdfast', project: 'demo' };
const BODY = body(1);
const QUEUE = { logicalId: 'Queue', type: 'AWS::SQS::Queue', physicalId: expect.stringContaining('/q-') };

function body(seconds: number): string {
  return JSON.stringify({
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: `q-${seconds}`, VisibilityTimeout: seconds } },
    },
    Outputs: { Seconds: { Value: String(seconds) } },
  });
}

async function deploy(fake: FakeCloudFormation, stackName: string, templateBody: string): Promise<void> {
  const exists = (await fake.describeStack(stackName)) !== undefined;
  const changeSetName = `cs-${digestOf(templateBody).slice(7, 15)}`;
  await fake.createChangeSet({
    stackName,
    changeSetName,
    type: exists ? 'UPDATE' : 'CREATE',
    templateBody,
    parameters: {},
    tags: TAGS,
    capabilities: [],
    mode: 'standard',
  });
  fake.settle();
  await fake.executeChangeSet(stackName, changeSetName, changeSetName);
  fake.settle();
}

async function recordOf(fake: FakeCloudFormation, name: string, templateBody: string): Promise<StackRecord> {
  const stack = await fake.describeStack(name);
  const applied = { sha: 'a'.repeat(40), templateDigest: digestOf(templateBody) };
  return {
    name,
    ...(stack && { stackId: stack.stackId }),
    attempted: applied,
    applied,
    outputs: stack?.outputs ?? {},
    parameters: {},
    tags: TAGS,
    resources: await fake.listResources(name),
    codeDigests: {},
  };
}

/** A fake with stacks that are applied and recorded, and a request that desires exactly them. */
async function applied(
  ...names: string[]
): Promise<{ fake: FakeCloudFormation; request: ObserveRequest; calls(): string[] }> {
  const fake = createFakeCloudFormation();
  const recorded: StackRecord[] = [];
  for (const [index, name] of names.entries()) {
    await deploy(fake, name, body(index + 1));
    recorded.push(await recordOf(fake, name, body(index + 1)));
  }
  const before = fake.calls.length;
  const request: ObserveRequest = deepFreeze({
    desired: names.map((name, index) => ({ name, digest: digestOf(body(index + 1)) })),
    recorded,
    verify: 'changed' as const,
  });
  return {
    fake,
    request,
    calls: () => fake.calls.slice(before).map((call) => `${call.method} ${String(call.args[0])}`),
  };
}

describe('observe', () => {
  test('when nothing changes, a hundred stacks cost no AWS call', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `demo-${String(index).padStart(3, '0')}`);
    const { fake, request, calls } = await applied(...names);
    const { stacks } = await observe(fake, request);
    expect(calls()).toEqual([]);
    expect(stacks.map((stack) => stack.name)).toEqual(names);
    expect(stacks[41]).toEqual({
      name: 'demo-041',
      stackId: request.recorded[41]?.stackId,
      status: 'UPDATE_COMPLETE',
      digest: digestOf(body(42)),
      parameters: {},
      outputs: { Seconds: '42' },
      tags: TAGS,
      resources: [QUEUE],
    });
  });

  test('a stack whose template changes is read, the others are not', async () => {
    const { fake, request, calls } = await applied('demo-a', 'demo-b');
    const desired = [request.desired[0], { name: 'demo-b', digest: digestOf(body(9)) }].filter(
      (stack) => stack !== undefined,
    );
    const { stacks } = await observe(fake, { ...request, desired });
    expect(calls().toSorted()).toEqual(['describeStack demo-b', 'listResources demo-b', 'readTemplate demo-b']);
    expect(stacks.map((stack) => [stack.name, stack.status])).toEqual([
      ['demo-a', 'UPDATE_COMPLETE'],
      ['demo-b', 'CREATE_COMPLETE'],
    ]);
    expect(stacks[1]?.digest).toBe(digestOf(body(2)));
  });

  test('verify all reads every stack and trusts nothing', async () => {
    const { fake, request, calls } = await applied('demo-a', 'demo-b');
    fake.updateByHand('demo-a', { tags: { ...TAGS, edited: 'yes' } });
    const { stacks } = await observe(fake, { ...request, verify: 'all' });
    expect(calls()).toHaveLength(6);
    expect(stacks[0]?.tags).toEqual({ ...TAGS, edited: 'yes' });
  });

  test('C10: a template changed by hand has no digest of ours', async () => {
    const { fake, request } = await applied('demo-a');
    fake.updateByHand('demo-a', { template: () => JSON.parse(body(7)) });
    const { stacks } = await observe(fake, { ...request, verify: 'all' });
    expect(stacks[0]).not.toHaveProperty('digest');
    expect(stacks[0]?.outputs).toEqual({ Seconds: '7' });
  });

  test('C13: a stack whose last attempt was not applied is read, although the applied template is desired again', async () => {
    const { fake, request, calls } = await applied('demo-a');
    const attempted = { sha: 'b'.repeat(40), templateDigest: digestOf(body(5)) };
    const recorded = request.recorded.map((record) => ({ ...record, attempted }));
    fake.fail('Queue', 'no');
    await deploy(fake, 'demo-a', body(5));
    const before = calls().length;
    const { stacks } = await observe(fake, { ...request, recorded });
    expect(calls().slice(before)).toHaveLength(3);
    expect(stacks[0]).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', digest: digestOf(body(1)) });
  });

  test('a stack that was never applied is read', async () => {
    const { fake, request } = await applied('demo-a');
    const recorded = request.recorded.map(({ applied: _, ...record }) => record);
    const { stacks } = await observe(fake, { ...request, recorded });
    expect(stacks[0]?.status).toBe('CREATE_COMPLETE');
    expect(stacks[0]).not.toHaveProperty('digest');
  });

  test('a stack that is desired and not there is not observed', async () => {
    const { fake, request } = await applied();
    const desired = [{ name: 'demo-new', digest: digestOf(BODY) }];
    expect(await observe(fake, { ...request, desired })).toEqual({ stacks: [] });
    expect(fake.mutatingCalls).toEqual([]);
  });

  test('a stack in review is observed as empty', async () => {
    const { fake, request } = await applied();
    await fake.createChangeSet({
      stackName: 'demo-new',
      changeSetName: 'left-over',
      type: 'CREATE',
      templateBody: BODY,
      parameters: {},
      tags: TAGS,
      capabilities: [],
      mode: 'standard',
    });
    const desired = [{ name: 'demo-new', digest: digestOf(BODY) }];
    const { stacks } = await observe(fake, { ...request, desired });
    expect(stacks).toMatchObject([
      { status: 'REVIEW_IN_PROGRESS', template: { Resources: {} }, resources: [], parameters: {} },
    ]);
  });

  test('K6: a stack of ours that is no longer desired is observed, so that it can be deleted', async () => {
    const { fake, request } = await applied('demo-a', 'demo-b');
    const { stacks } = await observe(fake, { ...request, desired: request.desired.slice(0, 1) });
    expect(stacks.map((stack) => [stack.name, stack.tags])).toEqual([
      ['demo-a', TAGS],
      ['demo-b', TAGS],
    ]);
  });

  test('K6: somebody else’s stack under a desired name is observed with its own tags and without a digest', async () => {
    const { fake, request } = await applied();
    fake.createByHand('demo-a', JSON.parse(BODY), { owner: 'someone' });
    const desired = [{ name: 'demo-a', digest: digestOf(BODY) }];
    const { stacks } = await observe(fake, { ...request, desired });
    expect(stacks[0]?.tags).toEqual({ owner: 'someone' });
    expect(stacks[0]).not.toHaveProperty('digest');
  });

  test('K6: a namesake of a recorded stack that was deleted is nobody’s to prune', async () => {
    const { fake, request } = await applied('demo-a');
    fake.deleteByHand('demo-a');
    fake.createByHand('demo-a', JSON.parse(BODY), TAGS);
    expect(await observe(fake, { ...request, desired: [] })).toEqual({ stacks: [] });
    const { stacks } = await observe(fake, { ...request, verify: 'all' });
    expect(stacks).toHaveLength(1);
    expect(stacks[0]).not.toHaveProperty('digest');
  });

  test('a foreign template that is no JSON is outlined from its resources', async () => {
    const { fake, request } = await applied('demo-a');
    const yaml = { ...fake, readTemplate: async () => 'Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n' };
    const { stacks } = await observe(yaml, { ...request, verify: 'all' });
    expect(stacks[0]?.template?.Resources).toEqual({ Queue: { Type: 'AWS::SQS::Queue' } });
  });

  test('K2: a read that fails is never an absence', async () => {
    const { fake, request } = await applied('demo-a', 'demo-b');
    fake.throttle(1);
    await expect(observe(fake, { ...request, verify: 'all' })).rejects.toMatchObject({ code: 'Throttled' });
  });

  test('a stack that disappears while it is read is absent', async () => {
    const { fake, request } = await applied('demo-a');
    const describeStack = async (name: string) => {
      const found = await fake.describeStack(name);
      fake.deleteByHand(name);
      return found;
    };
    expect(await observe({ ...fake, describeStack }, { ...request, verify: 'all' })).toEqual({ stacks: [] });
  });

  test('C8: at most four stacks are read at once', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `demo-${String(index).padStart(3, '0')}`);
    const { fake, request } = await applied(...names);
    let open = 0;
    let most = 0;
    const describeStack = async (name: string) => {
      open += 1;
      most = Math.max(most, open);
      const found = await fake.describeStack(name);
      open -= 1;
      return found;
    };
    const { stacks } = await observe({ ...fake, describeStack }, { ...request, verify: 'all' });
    expect(most).toBe(4);
    expect(stacks.map((stack) => stack.name)).toEqual(names);
  });
});
