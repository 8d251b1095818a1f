import { describe, expect, test } from 'vitest';
import type { ChangeSetRequest } from '../../controller/apply/port.ts';
import type { Template, TemplateResource } from '../../controller/compile/template.ts';
import { createFakeClock } from './clock.ts';
import { createFakeCloudFormation, type FakeCloudFormation, type StackStatusChange } from './cloudformation.ts';
import { Crash, createFaults } from './faults.ts';

const queue = (seconds: number, extra: Partial<TemplateResource> = {}): TemplateResource => ({
  Type: 'AWS::SQS::Queue',
  Properties: { VisibilityTimeout: seconds },
  ...extra,
});

function template(resources: Template['Resources'], more: Partial<Template> = {}): Template {
  return { AWSTemplateFormatVersion: '2010-09-09', Resources: resources, ...more };
}

function request(body: Template, more: Partial<ChangeSetRequest> = {}): ChangeSetRequest {
  return {
    stackName: 'demo',
    changeSetName: 'first',
    type: 'CREATE',
    templateBody: JSON.stringify(body),
    parameters: {},
    tags: { 'managed-by': 'holdfast' },
    capabilities: ['CAPABILITY_NAMED_IAM'],
    mode: 'standard',
    ...more,
  };
}

/** Makes and executes a change set up to the end of the operation. */
async function deploy(fake: FakeCloudFormation, body: Template, more: Partial<ChangeSetRequest> = {}): Promise<void> {
  const wanted = request(body, more);
  await fake.createChangeSet(wanted);
  fake.settle();
  await fake.executeChangeSet(wanted.stackName, wanted.changeSetName, `token-${wanted.changeSetName}`);
  fake.settle();
}

const UPDATE = { type: 'UPDATE', changeSetName: 'second' } as const;

async function statusOf(fake: FakeCloudFormation): Promise<string | undefined> {
  return (await fake.describeStack('demo'))?.status;
}

function statusesOf(fake: FakeCloudFormation): string[] {
  const seen: string[] = [];
  fake.onStatusChange((change: StackStatusChange) => seen.push(change.status));
  return seen;
}

async function idOf(fake: FakeCloudFormation, name = 'demo'): Promise<string> {
  return (await fake.describeStack(name))?.stackId ?? '';
}

describe('CloudFormation fake: change sets', () => {
  test('1: the first change set makes a stack in review, in the making until the next tick', async () => {
    const fake = createFakeCloudFormation();
    await fake.createChangeSet(request(template({ Queue: queue(1) })));
    expect(await statusOf(fake)).toBe('REVIEW_IN_PROGRESS');
    expect(await fake.describeChangeSet('demo', 'first')).toEqual({ kind: 'creating' });
    fake.tick();
    expect(await fake.describeChangeSet('demo', 'first')).toEqual({ kind: 'creating' });
    fake.tick();
    expect(await fake.describeChangeSet('demo', 'first')).toEqual({ kind: 'ready' });
    await expect(fake.readTemplate('demo')).rejects.toMatchObject({ code: 'ValidationError' });
  });

  test('2: a stack in review needs CREATE and keeps its id', async () => {
    const fake = createFakeCloudFormation();
    await fake.createChangeSet(request(template({ Queue: queue(1) })));
    const id = await idOf(fake);
    const update = fake.createChangeSet(request(template({ Queue: queue(1) }), UPDATE));
    await expect(update).rejects.toMatchObject({ code: 'StackNotFound', retryable: false });
    await fake.createChangeSet(request(template({ Queue: queue(2) }), { changeSetName: 'other' }));
    expect(await idOf(fake)).toBe(id);
  });

  test('3: CREATE on a stack that exists is refused, also after a failed creation', async () => {
    const fake = createFakeCloudFormation();
    await deploy(fake, template({ Queue: queue(1) }));
    const again = fake.createChangeSet(request(template({ Queue: queue(1) }), { changeSetName: 'again' }));
    await expect(again).rejects.toMatchObject({ code: 'StackExists' });
  });

  test.each([
    ['stuck', 'ROLLBACK_COMPLETE', 'StackNotUpdatable', false],
    ['busy', 'UPDATE_IN_PROGRESS', 'StackBusy', true],
  ] as const)('3: UPDATE on a %s stack is refused', async (_, status, code, retryable) => {
    const fake = createFakeCloudFormation();
    await deploy(fake, template({ Queue: queue(1) }));
    fake.forceStatus('demo', status);
    const update = fake.createChangeSet(request(template({ Queue: queue(2) }), UPDATE));
    await expect(update).rejects.toMatchObject({ code, retryable });
  });

  test('4: an existing change set of that name counts as made, another one under that name does not', async () => {
    const fake = createFakeCloudFormation();
    await fake.createChangeSet(request(template({ Queue: queue(1) })));
    fake.settle();
    await fake.createChangeSet(request(template({ Queue: queue(1) })));
    expect(await fake.describeChangeSet('demo', 'first')).toEqual({ kind: 'ready' });
    const other = fake.createChangeSet(request(template({ Queue: queue(2) })));
    await expect(other).rejects.toMatchObject({ code: 'ChangeSetMismatch' });
  });

  test.each([
    ['nothing', {}, 'empty'],
    ['the description', { more: { Description: 'x' } }, 'empty'],
    ['an output', { more: { Outputs: { Url: { Value: 'x' } } } }, 'ready'],
    ['a property', { seconds: 2 }, 'ready'],
    ['a policy', { extra: { DeletionPolicy: 'Retain' } as const }, 'ready'],
    ['the order of creation', { extra: { DependsOn: 'Other' } }, 'empty'],
    ['a tag', { tags: { 'managed-by': 'holdfast', team: 'a' } }, 'ready'],
  ])('5: when %s changes, the change set is %s', async (_, change, kind) => {
    const {
      seconds = 1,
      extra,
      more = {},
      tags,
    } = {
      seconds: undefined,
      extra: undefined,
      more: undefined,
      tags: undefined,
      ...change,
    };
    const fake = createFakeCloudFormation();
    await deploy(fake, template({ Queue: queue(1), Other: queue(5) }));
    const body = template({ Queue: queue(seconds ?? 1, extra), Other: queue(5) }, more);
    await fake.createChangeSet(request(body, { ...UPDATE, ...(tags && { tags }) }));
    fake.settle();
    expect((await fake.describeChangeSet('demo', 'second')).kind).toBe(kind);
  });

  test('5: a changed parameter value is a change', async () => {
    const fake = createFakeCloudFormation();
    const body = template({ Queue: queue(1) }, { Parameters: { Vpc: { Type: 'String' } } });
    await deploy(fake, body, { parameters: { Vpc: 'vpc-1' } });
    await fake.createChangeSet(request(body, { ...UPDATE, parameters: { Vpc: 'vpc-2' } }));
    fake.settle();
    expect(await fake.describeChangeSet('demo', 'second')).toEqual({ kind: 'ready' });
  });

  test.each([
    ['no JSON', '{', 'InvalidTemplate', 'JSON not well-formed'],
    ['no resources', '{"Resources":{}}', 'InvalidTemplate', 'At least one Resources member'],
    [
      'a dangling Ref',
      '{"Resources":{"A":{"Type":"X","Properties":{"V":{"Ref":"B"}}}}}',
      'InvalidTemplate',
      'Unresolved resource dependencies [B]',
    ],
    [
      'a dangling GetAtt in an output',
      '{"Resources":{"A":{"Type":"X"}},"Outputs":{"O":{"Value":{"Fn::GetAtt":["B","Arn"]}}}}',
      'InvalidTemplate',
      'in the Outputs block',
    ],
    [
      'a cycle',
      '{"Resources":{"A":{"Type":"X","DependsOn":"B"},"B":{"Type":"X","Properties":{"V":{"Fn::Sub":"${A}"}}}}}',
      'InvalidTemplate',
      'Circular dependency between resources: [A, B]',
    ],
    [
      'a parameter without a value',
      '{"Parameters":{"P":{"Type":"String"}},"Resources":{"A":{"Type":"X"}}}',
      'InvalidTemplate',
      'Parameters: [P] must have values',
    ],
  ])('6: %s is refused at once', async (_, templateBody, code, message) => {
    const fake = createFakeCloudFormation();
    const made = fake.createChangeSet({ ...request(template({ A: queue(1) })), templateBody });
    await expect(made).rejects.toMatchObject({ code, retryable: false, message: expect.stringContaining(message) });
    expect(fake.statuses()).toEqual({});
  });

  test('6: named IAM resources need the capability', async () => {
    const fake = createFakeCloudFormation();
    const body = template({ Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'demo-role' } } });
    const plain = fake.createChangeSet(request(body, { capabilities: ['CAPABILITY_IAM'] }));
    await expect(plain).rejects.toMatchObject({ code: 'InsufficientCapabilities' });
    await fake.createChangeSet(request(body));
  });

  test('7: executing removes the other change sets; an executed one cannot run twice', async () => {
    const fake = createFakeCloudFormation();
    await fake.createChangeSet(request(template({ Queue: queue(1) })));
    await fake.createChangeSet(request(template({ Queue: queue(2) }), { changeSetName: 'other' }));
    fake.settle();
    await fake.executeChangeSet('demo', 'first', 't1');
    expect(await fake.describeChangeSet('demo', 'other')).toEqual({ kind: 'absent' });
    expect(await fake.describeChangeSet('demo', 'first')).toEqual({ kind: 'executing' });
    fake.settle();
    expect(await fake.describeChangeSet('demo', 'first')).toEqual({ kind: 'executed' });
    await fake.executeChangeSet('demo', 'first', 't1');
    await fake.executeChangeSet('demo', 'first', 't2');
    expect(fake.tick()).toBe(false);
  });

  test('8: only a ready change set can be executed', async () => {
    const fake = createFakeCloudFormation();
    await fake.createChangeSet(request(template({ Queue: queue(1) })));
    await expect(fake.executeChangeSet('demo', 'first', 't')).rejects.toMatchObject({ code: 'StackBusy' });
    await expect(fake.executeChangeSet('demo', 'none', 't')).rejects.toMatchObject({ code: 'ChangeSetNotFound' });
    fake.settle();
    await fake.executeChangeSet('demo', 'first', 't');
    fake.settle();
    await fake.createChangeSet(request(template({ Queue: queue(1) }), UPDATE));
    fake.settle();
    const empty = fake.executeChangeSet('demo', 'second', 't2');
    await expect(empty).rejects.toMatchObject({ code: 'InvalidChangeSetStatus', retryable: false });
  });

  test('9: a scripted failure of the change set itself', async () => {
    const fake = createFakeCloudFormation();
    fake.failNextChangeSet('The following hook(s) failed: [Guard]');
    await fake.createChangeSet(request(template({ Queue: queue(1) })));
    fake.settle();
    const failed = { kind: 'failed', reason: 'The following hook(s) failed: [Guard]' };
    expect(await fake.describeChangeSet('demo', 'first')).toEqual(failed);
  });

  test('10: deleting a change set that is not there succeeds, one that runs is busy', async () => {
    const fake = createFakeCloudFormation();
    await fake.deleteChangeSet('demo', 'first');
    await fake.createChangeSet(request(template({ Queue: queue(1) })));
    fake.settle();
    await fake.executeChangeSet('demo', 'first', 't');
    await expect(fake.deleteChangeSet('demo', 'first')).rejects.toMatchObject({ code: 'StackBusy', retryable: true });
  });
});

describe('CloudFormation fake: operations', () => {
  test('11: a creation goes through its statuses one tick at a time', async () => {
    const fake = createFakeCloudFormation();
    const seen = statusesOf(fake);
    await deploy(fake, template({ Queue: queue(1) }));
    expect(seen).toEqual(['REVIEW_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
    expect(await fake.listResources('demo')).toEqual([
      {
        logicalId: 'Queue',
        type: 'AWS::SQS::Queue',
        physicalId: expect.stringMatching(/^https:\/\/sqs.us-east-1.amazonaws.com\/123456789012\/demo-Queue-/),
      },
    ]);
  });

  test('12: right after the call the status is still the old one', async () => {
    const fake = createFakeCloudFormation();
    await fake.createChangeSet(request(template({ Queue: queue(1) })));
    fake.settle();
    await fake.executeChangeSet('demo', 'first', 't');
    expect(await statusOf(fake)).toBe('REVIEW_IN_PROGRESS');
    fake.tick();
    expect(await statusOf(fake)).toBe('CREATE_IN_PROGRESS');
  });

  test('13: a failed creation rolls back to nothing, with the reason in the events', async () => {
    const fake = createFakeCloudFormation();
    const seen = statusesOf(fake);
    fake.fail('Queue', 'Queue name is taken');
    await deploy(fake, template({ First: queue(1, { DeletionPolicy: 'Retain' }), Queue: queue(1) }));
    expect(seen.slice(1)).toEqual(['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETE']);
    expect(await fake.listResources('demo')).toEqual([]);
    expect(fake.retained()).toEqual([]);
    const failed = (await fake.recentEvents('demo', 99)).filter((event) => event.status === 'CREATE_FAILED');
    expect(failed).toEqual([
      {
        logicalId: 'Queue',
        type: 'AWS::SQS::Queue',
        status: 'CREATE_FAILED',
        reason: 'Queue name is taken',
        at: Date.UTC(2026, 0, 5, 10),
      },
    ]);
  });

  test('14: a creation whose rollback fails ends in ROLLBACK_FAILED and keeps what is left', async () => {
    const fake = createFakeCloudFormation();
    fake.fail('Queue', 'no');
    fake.fail('First', 'not empty', 'rollback');
    await deploy(fake, template({ First: queue(1), Queue: queue(1) }));
    expect(await fake.describeStack('demo')).toMatchObject({
      status: 'ROLLBACK_FAILED',
      statusReason: 'The following resource(s) failed to delete: [First].',
    });
    expect((await fake.listResources('demo')).map((resource) => resource.logicalId)).toEqual(['First']);
  });

  test('15: an update changes, adds, then cleans up', async () => {
    const fake = createFakeCloudFormation();
    await deploy(fake, template({ Keep: queue(1), Gone: queue(1) }));
    const seen = statusesOf(fake);
    const before = await fake.listResources('demo');
    await deploy(fake, template({ Keep: queue(2), New: queue(1) }), UPDATE);
    expect(seen).toEqual(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE']);
    const after = await fake.listResources('demo');
    expect(after.map((resource) => resource.logicalId)).toEqual(['Keep', 'New']);
    expect(after[0]).toEqual(before[0]);
  });

  test('15: a new custom name makes a new thing and removes the old one', async () => {
    const fake = createFakeCloudFormation();
    const bucket = (name: string): TemplateResource => ({
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName: name },
      UpdateReplacePolicy: 'Retain',
    });
    const reader = { ...queue(1), Properties: { Name: { 'Fn::GetAtt': ['Data', 'Arn'] } } };
    await deploy(fake, template({ Data: bucket('a'), Reader: reader }));
    await deploy(fake, template({ Data: bucket('b'), Reader: reader }), UPDATE);
    expect((await fake.listResources('demo')).find((found) => found.logicalId === 'Data')?.physicalId).toBe('b');
    expect(fake.retained()).toEqual([{ logicalId: 'Data', type: 'AWS::S3::Bucket', physicalId: 'a' }]);
    const changed = (await fake.recentEvents('demo', 99)).filter((event) => event.status === 'UPDATE_COMPLETE');
    expect(changed.map((event) => event.logicalId)).toEqual(['demo', 'Reader', 'Data']);
  });

  test('16: a failed update brings template, outputs and resources back', async () => {
    const fake = createFakeCloudFormation();
    const output = (value: string) => ({ Outputs: { Value: { Value: value } } });
    const first = template({ Queue: queue(1), Other: queue(1) }, output('old'));
    await deploy(fake, first);
    const seen = statusesOf(fake);
    fake.fail('New', 'limit exceeded');
    await deploy(fake, template({ Queue: queue(2), Other: queue(1), New: queue(1) }, output('new')), UPDATE);
    expect(seen).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_ROLLBACK_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect(await fake.readTemplate('demo')).toBe(JSON.stringify(first));
    expect((await fake.describeStack('demo'))?.outputs).toEqual({ Value: 'old' });
    expect((await fake.listResources('demo')).map((resource) => resource.logicalId)).toEqual(['Queue', 'Other']);
    const touched = (await fake.recentEvents('demo', 99)).filter((event) => event.logicalId === 'Other');
    expect(touched.map((event) => event.status)).toEqual(['CREATE_COMPLETE', 'CREATE_IN_PROGRESS']);
    expect(await fake.describeChangeSet('demo', 'second')).toEqual({ kind: 'executed' });
  });

  test('17: a failed rollback waits to be continued, once what blocked it is healed', async () => {
    const fake = createFakeCloudFormation();
    await deploy(fake, template({ Queue: queue(1), Last: queue(1) }));
    fake.fail('Last', 'no');
    fake.fail('Queue', 'is gone', 'rollback');
    await deploy(fake, template({ Queue: queue(2), Last: queue(2) }), UPDATE);
    expect(await statusOf(fake)).toBe('UPDATE_ROLLBACK_FAILED');
    await fake.continueUpdateRollback('demo', 'c1');
    fake.settle();
    expect(await statusOf(fake)).toBe('UPDATE_ROLLBACK_FAILED');
    await fake.continueUpdateRollback('demo', 'c1');
    expect(fake.tick()).toBe(false);
    fake.heal('Queue');
    await fake.continueUpdateRollback('demo', 'c2');
    fake.settle();
    expect(await statusOf(fake)).toBe('UPDATE_ROLLBACK_COMPLETE');
    const wrong = fake.continueUpdateRollback('demo', 'c3');
    await expect(wrong).rejects.toMatchObject({ code: 'StackNotUpdatable', retryable: false });
  });

  test('18: deletion retains what must be retained and goes on past what fails', async () => {
    const fake = createFakeCloudFormation();
    const data = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'data' }, DeletionPolicy: 'Retain' } as const;
    await deploy(fake, template({ Data: data, Full: queue(1), Queue: queue(1) }));
    const id = await idOf(fake);
    fake.fail('Full', 'not empty', 'delete');
    await fake.deleteStack(id, 'd1');
    fake.settle();
    expect(await fake.describeStack(id)).toMatchObject({
      status: 'DELETE_FAILED',
      statusReason: 'The following resource(s) failed to delete: [Full].',
    });
    expect((await fake.listResources('demo')).map((resource) => resource.logicalId)).toEqual(['Full']);
    expect(fake.retained().map((resource) => resource.physicalId)).toEqual(['data']);
    fake.heal('Full');
    await fake.deleteStack(id, 'd1');
    expect(fake.tick()).toBe(false);
    await fake.deleteStack(id, 'd2');
    fake.settle();
    expect(await fake.describeStack(id)).toBeUndefined();
  });

  const DATA = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'data' }, DeletionPolicy: 'Retain' } as const;

  test('18, 34: a name that was retained cannot be made again, and that is told before anything begins', async () => {
    const fake = createFakeCloudFormation();
    await deploy(fake, template({ Data: DATA }));
    fake.deleteByHand('demo');
    await fake.createChangeSet(request(template({ Data: DATA }), { changeSetName: 'again' }));
    fake.settle();
    const reason = expect.stringContaining('[AWS::EarlyValidation::ResourceExistenceCheck]');
    expect(await fake.describeChangeSet('demo', 'again')).toEqual({ kind: 'failed', reason });
    const { arn } = await fake.readChangeSet('demo', 'again');
    expect(await fake.failedChecks(arn)).toEqual([
      {
        name: 'NAME_CONFLICT_VALIDATION',
        logicalId: 'Data',
        reason: "Resource of type 'AWS::S3::Bucket' with identifier 'data' already exists.",
        mode: 'fail',
      },
    ]);
  });

  test('34: it is taken over where that is asked for, and not where the template would not keep it', async () => {
    const fake = createFakeCloudFormation();
    await deploy(fake, template({ Data: DATA }));
    fake.deleteByHand('demo');
    const { DeletionPolicy: _, ...loose } = DATA;
    const careless = request(template({ Data: loose }), { changeSetName: 'careless', importsExisting: true });
    await fake.createChangeSet(careless);
    fake.settle();
    expect(await fake.describeChangeSet('demo', 'careless')).toMatchObject({ kind: 'failed' });
    await fake.deleteChangeSet('demo', 'careless');
    await deploy(fake, template({ Data: DATA }), { changeSetName: 'again', importsExisting: true });
    expect(await statusOf(fake)).toBe('CREATE_COMPLETE');
    expect(fake.retained()).toEqual([]);
    expect(await fake.listResources('demo')).toEqual([
      { logicalId: 'Data', type: 'AWS::S3::Bucket', physicalId: 'data' },
    ]);
  });

  test('19: a stack is deleted by id; a namesake made later is safe', async () => {
    const fake = createFakeCloudFormation();
    await deploy(fake, template({ Queue: queue(1) }));
    const first = await idOf(fake);
    fake.deleteByHand('demo');
    await deploy(fake, template({ Queue: queue(1) }), { changeSetName: 'later' });
    expect(await idOf(fake)).not.toBe(first);
    await fake.deleteStack(first, 'd');
    fake.settle();
    expect(await statusOf(fake)).toBe('CREATE_COMPLETE');
    await expect(fake.deleteStack('demo', 'd')).rejects.toThrow('deleteStack takes a stack id');
  });

  test('20: a protected stack is not deleted', async () => {
    const fake = createFakeCloudFormation();
    await deploy(fake, template({ Queue: queue(1) }));
    await fake.setTerminationProtection('demo', true);
    const refused = fake.deleteStack(await idOf(fake), 'd');
    await expect(refused).rejects.toMatchObject({ code: 'TerminationProtected', retryable: false });
    expect(fake.isProtected('demo')).toBe(true);
  });

  test('21: a second operation is refused while one runs, except deleting what is being created', async () => {
    const fake = createFakeCloudFormation();
    await deploy(fake, template({ Queue: queue(1) }));
    await fake.createChangeSet(request(template({ Queue: queue(2) }), UPDATE));
    fake.settle();
    await fake.executeChangeSet('demo', 'second', 't2');
    fake.tick();
    const id = await idOf(fake);
    await expect(fake.deleteStack(id, 'd')).rejects.toMatchObject({ code: 'StackBusy', retryable: true });
    const third = fake.createChangeSet(request(template({ Queue: queue(3) }), { ...UPDATE, changeSetName: 'third' }));
    await expect(third).rejects.toMatchObject({ code: 'StackBusy', retryable: true });

    await fake.createChangeSet(request(template({ Queue: queue(1) }), { stackName: 'young' }));
    fake.settle();
    await fake.executeChangeSet('young', 'first', 't');
    fake.tick();
    await fake.deleteStack(await idOf(fake, 'young'), 'd');
    fake.settle();
    expect(fake.statuses()).toEqual({ demo: 'UPDATE_COMPLETE' });
  });

  test('22: outputs resolve references to made-up, stable ids', async () => {
    const build = async () => {
      const fake = createFakeCloudFormation();
      const body = template(
        {
          Code: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'demo-fn' } },
          Role: { Type: 'AWS::IAM::Role', Properties: {} },
        },
        {
          Parameters: { Vpc: { Type: 'String' } },
          Outputs: {
            Name: { Value: { Ref: 'Code' } },
            Arn: { Value: { 'Fn::GetAtt': ['Code', 'Arn'] } },
            Role: { Value: { 'Fn::GetAtt': 'Role.RoleId' } },
            Text: { Value: { 'Fn::Sub': '${AWS::Region}/${Vpc}/${Code}/${!Literal}' } },
            List: { Value: { 'Fn::Join': [',', [{ Ref: 'Vpc' }, { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }]] } },
          },
        },
      );
      await deploy(fake, body, { parameters: { Vpc: 'vpc-1' } });
      return (await fake.describeStack('demo'))?.outputs;
    };
    const outputs = await build();
    expect(outputs).toMatchObject({
      Name: 'demo-fn',
      Arn: 'arn:aws:lambda:us-east-1:123456789012:function:demo-fn',
      Text: 'us-east-1/vpc-1/demo-fn/${Literal}',
      List: 'vpc-1,us-east-1b',
    });
    expect(outputs?.Role).toMatch(/^roleid-[0-9a-f]{10}$/);
    expect(await build()).toEqual(outputs);
  });

  test('22: an intrinsic that the fake does not know is a mistake of the test, not of the stack', async () => {
    const fake = createFakeCloudFormation();
    await fake.createChangeSet(request(template({ Queue: { Type: 'X', Properties: { A: { 'Fn::Cidr': [] } } } })));
    fake.settle();
    await fake.executeChangeSet('demo', 'first', 't');
    expect(() => fake.settle()).toThrow('does not know Fn::Cidr');
  });

  test('23: events come newest first and carry the clock', async () => {
    const clock = createFakeClock();
    const fake = createFakeCloudFormation({ clock });
    await deploy(fake, template({ Queue: queue(1) }));
    clock.advance(5_000);
    fake.updateByHand('demo', { tags: {} });
    const events = await fake.recentEvents('demo', 2);
    expect(events.map((event) => [event.logicalId, event.status, event.at])).toEqual([
      ['demo', 'UPDATE_COMPLETE', Date.UTC(2026, 0, 5, 10, 0, 5)],
      ['demo', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', Date.UTC(2026, 0, 5, 10, 0, 5)],
    ]);
    expect(await fake.recentEvents('unknown', 5)).toEqual([]);
  });
});

describe('CloudFormation fake: people and drift', () => {
  test('24: an update by hand makes change sets obsolete', async () => {
    const fake = createFakeCloudFormation();
    await deploy(fake, template({ Queue: queue(1) }));
    await fake.createChangeSet(request(template({ Queue: queue(2) }), UPDATE));
    fake.settle();
    fake.updateByHand('demo', { template: () => template({ Queue: queue(9) }) });
    expect(await fake.describeChangeSet('demo', 'second')).toMatchObject({ kind: 'obsolete' });
    const executed = fake.executeChangeSet('demo', 'second', 't');
    await expect(executed).rejects.toMatchObject({ code: 'ChangeSetObsolete', retryable: false });
    expect(await fake.readTemplate('demo')).toContain('"VisibilityTimeout":9');
  });

  test('25: a stack made by hand is there with its own tags', async () => {
    const fake = createFakeCloudFormation();
    fake.createByHand('demo', template({ Queue: queue(1) }), { owner: 'someone' });
    expect(await fake.describeStack('demo')).toMatchObject({ status: 'CREATE_COMPLETE', tags: { owner: 'someone' } });
  });

  test('26: F6: only a drift-aware change set sees drift, and executing it puts things back', async () => {
    const fake = createFakeCloudFormation();
    const body = template({ Queue: queue(1) });
    await deploy(fake, body);
    fake.driftByHand('demo', 'Queue');
    await fake.createChangeSet(request(body, { ...UPDATE, changeSetName: 'blind' }));
    await fake.createChangeSet(request(body, { ...UPDATE, mode: 'revert-drift' }));
    fake.settle();
    expect(await fake.describeChangeSet('demo', 'blind')).toEqual({ kind: 'empty' });
    await fake.executeChangeSet('demo', 'second', 't');
    fake.settle();
    await fake.createChangeSet(request(body, { ...UPDATE, changeSetName: 'third', mode: 'revert-drift' }));
    fake.settle();
    expect(await fake.describeChangeSet('demo', 'third')).toEqual({ kind: 'empty' });
  });
});

describe('CloudFormation fake: faults', () => {
  test('27: a stalled stack makes no progress, its neighbours do', async () => {
    const fake = createFakeCloudFormation();
    fake.stall('demo');
    for (const stackName of ['demo', 'other']) {
      await fake.createChangeSet(request(template({ Queue: queue(1) }), { stackName }));
      fake.settle();
      await fake.executeChangeSet(stackName, 'first', 't');
    }
    fake.settle();
    expect(fake.statuses()).toEqual({ demo: 'REVIEW_IN_PROGRESS', other: 'CREATE_COMPLETE' });
    fake.resume('demo');
    fake.settle();
    expect(await statusOf(fake)).toBe('CREATE_COMPLETE');
  });

  test('28: throttled calls have no effect and are counted', async () => {
    const fake = createFakeCloudFormation();
    fake.throttle(2);
    for (const _ of [1, 2]) {
      const made = fake.createChangeSet(request(template({ Queue: queue(1) })));
      await expect(made).rejects.toMatchObject({ code: 'Throttled', retryable: true });
    }
    expect(fake.statuses()).toEqual({});
    expect(await fake.describeStack('demo')).toBeUndefined();
    expect(fake.calls.map((call) => call.method)).toEqual(['createChangeSet', 'createChangeSet', 'describeStack']);
  });

  test('29: a lost reply had its effect', async () => {
    const fake = createFakeCloudFormation();
    fake.loseReply('createChangeSet');
    const made = fake.createChangeSet(request(template({ Queue: queue(1) })));
    await expect(made).rejects.toMatchObject({ code: 'Unavailable', retryable: true });
    expect(await fake.describeChangeSet('demo', 'first')).toEqual({ kind: 'creating' });
  });

  test('30: a crash before a call leaves no trace, a crash after it does', async () => {
    const faults = createFaults();
    const fake = createFakeCloudFormation({ faults });
    fake.crashBefore(1);
    await expect(fake.createChangeSet(request(template({ Queue: queue(1) })))).rejects.toThrow(Crash);
    faults.restart();
    expect(await fake.describeStack('demo')).toBeUndefined();
    fake.crashAfter(1);
    await expect(fake.createChangeSet(request(template({ Queue: queue(1) })))).rejects.toThrow(Crash);
    await expect(fake.describeStack('demo')).rejects.toThrow(Crash);
    faults.restart();
    expect(await statusOf(fake)).toBe('REVIEW_IN_PROGRESS');
  });

  test('31: P1: mutating calls are told from looking', async () => {
    const fake = createFakeCloudFormation({ autoSettle: true });
    await fake.describeStack('demo');
    await fake.createChangeSet(request(template({ Queue: queue(1) })));
    await fake.executeChangeSet('demo', 'first', 't');
    await fake.listResources('demo');
    expect(await statusOf(fake)).toBe('CREATE_COMPLETE');
    expect(fake.mutatingCalls.map((call) => call.method)).toEqual(['createChangeSet', 'executeChangeSet']);
    expect(fake.mutatingCalls[1]?.args).toEqual(['demo', 'first', 't']);
  });

  test('32: what a caller does to an answer or a request does not reach the fake', async () => {
    const fake = createFakeCloudFormation({ autoSettle: true });
    const tags: Record<string, string> = { a: '1' };
    await fake.createChangeSet(request(template({ Queue: queue(1) }), { tags }));
    tags.a = '2';
    await fake.executeChangeSet('demo', 'first', 't');
    const seen = await fake.describeStack('demo');
    Object.assign(seen?.tags ?? {}, { a: '3' });
    expect((await fake.describeStack('demo'))?.tags).toEqual({ a: '1' });
  });
});
