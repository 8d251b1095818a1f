import { describe, expect, test } from 'vitest';
import {
  createStackReader,
  createStackWriter,
  STACK_READER_ACTIONS,
  STACK_WRITER_ACTIONS,
} from '../../../controller/adapters/cloudformation.ts';
import type { ChangeSetRequest } from '../../../controller/apply/port.ts';
import { scriptedCloudFormation } from './scripted-cloudformation.ts';

const TEMPLATE = '{"AWSTemplateFormatVersion":"2010-09-09","Resources":{}}';
const REQUEST: ChangeSetRequest = {
  stackName: 'demo-network',
  changeSetName: 'holdfast-0a1b-0',
  type: 'UPDATE',
  templateBody: TEMPLATE,
  parameters: { Vpc: 'vpc-1', Api: 'api-1' },
  tags: { project: 'demo', 'managed-by': 'holdfast' },
  capabilities: ['CAPABILITY_NAMED_IAM'],
  mode: 'standard',
};

const MISSING = { code: 'ValidationError', message: 'Stack with id demo-network does not exist' };

test('a change set is read with all its pages, and without values', async () => {
  const page = (logicalId: string, next: string) =>
    `<ChangeSetId>arn:aws:cloudformation:eu-west-1:123456789012:changeSet/cs/1</ChangeSetId>${next}<Changes><member><Type>Resource</Type>
     <ResourceChange><Action>Modify</Action><LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>jobs</PhysicalResourceId>
     <ResourceType>AWS::SQS::Queue</ResourceType><Replacement>False</Replacement><Scope><member>Tags</member></Scope></ResourceChange>
     </member></Changes>`;
  const { client, sent } = scriptedCloudFormation(page('Jobs', '<NextToken>2</NextToken>'), page('Later', ''));
  const change = {
    action: 'modify',
    type: 'AWS::SQS::Queue',
    physicalId: 'jobs',
    replacement: 'False',
    scope: ['Tags'],
  };
  expect(await createStackWriter(client).readChangeSet('demo', 'cs')).toEqual({
    arn: 'arn:aws:cloudformation:eu-west-1:123456789012:changeSet/cs/1',
    changes: [
      { ...change, logicalId: 'Jobs' },
      { ...change, logicalId: 'Later' },
    ],
  });
  expect(sent.map(({ action, params }) => [action, params.NextToken, params.IncludePropertyValues])).toEqual([
    ['DescribeChangeSet', undefined, undefined],
    ['DescribeChangeSet', '2', undefined],
  ]);
});

test('why a resource would change is read: by its own template, or by what it refers to, which CloudFormation names twice', async () => {
  const detail = (name: string, more: string) =>
    `<member><Target><Attribute>Properties</Attribute><Name>${name}</Name><RequiresRecreation>Conditionally</RequiresRecreation></Target>${more}</member>`;
  const { client } = scriptedCloudFormation(
    `<ChangeSetId>arn:cs</ChangeSetId><Changes><member><Type>Resource</Type><ResourceChange><Action>Modify</Action>
     <LogicalResourceId>Route</LogicalResourceId><ResourceType>AWS::ApiGatewayV2::Route</ResourceType><Replacement>Conditional</Replacement>
     <Details>${detail('Target', '<Evaluation>Dynamic</Evaluation><ChangeSource>DirectModification</ChangeSource>')}
     ${detail('Target', '<Evaluation>Dynamic</Evaluation><ChangeSource>ResourceReference</ChangeSource><CausingEntity>Integration</CausingEntity>')}
     ${detail('RouteKey', '<Evaluation>Static</Evaluation><ChangeSource>DirectModification</ChangeSource>')}
     ${detail('ApiId', '<Evaluation>Static</Evaluation><ChangeSource>ParameterReference</ChangeSource><CausingEntity>ApiId</CausingEntity>')}
     </Details></ResourceChange></member></Changes>`,
  );
  const { changes } = await createStackWriter(client).readChangeSet('demo', 'cs');
  expect(changes[0]?.causes).toEqual([
    { part: 'Properties', reference: 'Integration', recreation: 'Conditionally' },
    { part: 'Properties', recreation: 'Conditionally' },
    { part: 'Properties', recreation: 'Conditionally' },
  ]);
});

describe('StackReader over the SDK', () => {
  test('describes a stack in plain words', async () => {
    const { client, sent } = scriptedCloudFormation(`<Stacks><member>
      <StackName>demo-network</StackName><StackId>arn:stack/demo-network/1</StackId>
      <StackStatus>UPDATE_COMPLETE</StackStatus><StackStatusReason></StackStatusReason>
      <CreationTime>2026-01-02T03:04:05Z</CreationTime><LastUpdatedTime>2026-01-02T03:04:06.789Z</LastUpdatedTime>
      <Parameters><member><ParameterKey>Vpc</ParameterKey><ParameterValue>vpc-1</ParameterValue></member></Parameters>
      <Outputs><member><OutputKey>Id</OutputKey><OutputValue>v</OutputValue></member></Outputs>
      <Tags><member><Key>managed-by</Key><Value>holdfast</Value></member></Tags></member></Stacks>`);
    expect(await createStackReader(client).describeStack('demo-network')).toEqual({
      name: 'demo-network',
      stackId: 'arn:stack/demo-network/1',
      status: 'UPDATE_COMPLETE',
      parameters: { Vpc: 'vpc-1' },
      outputs: { Id: 'v' },
      tags: { 'managed-by': 'holdfast' },
      updatedAt: 1767323046789,
      isProtected: false,
    });
    expect(sent).toEqual([{ action: 'DescribeStacks', params: { StackName: 'demo-network' } }]);
  });

  test('a stack that does not exist, or is deleted, is undefined', async () => {
    const missing = scriptedCloudFormation(MISSING);
    expect(await createStackReader(missing.client).describeStack('demo-network')).toBeUndefined();
    const deleted = scriptedCloudFormation(
      '<Stacks><member><StackName>a</StackName><CreationTime>2026-01-02T03:04:05Z</CreationTime><StackStatus>DELETE_COMPLETE</StackStatus></member></Stacks>',
    );
    expect(await createStackReader(deleted.client).describeStack('arn:stack/a/1')).toBeUndefined();
  });

  test('another validation error is not mistaken for a missing stack', async () => {
    const { client } = scriptedCloudFormation({
      code: 'ValidationError',
      message: 'Role arn:aws:iam::1:role/x does not exist',
    });
    await expect(createStackReader(client).describeStack('demo')).rejects.toMatchObject({ code: 'ValidationError' });
  });

  test('lists resources across pages, without those that are gone or never came to be', async () => {
    const resource = (id: string, physical: string, status: string) =>
      `<member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${physical}</PhysicalResourceId>` +
      `<ResourceType>AWS::SQS::Queue</ResourceType><ResourceStatus>${status}</ResourceStatus>` +
      '<LastUpdatedTimestamp>2026-01-02T03:04:05Z</LastUpdatedTimestamp></member>';
    const { client, sent } = scriptedCloudFormation(
      `<StackResourceSummaries>${resource('A', 'a', 'CREATE_COMPLETE')}${resource('B', 'b', 'DELETE_COMPLETE')}</StackResourceSummaries><NextToken>t2</NextToken>`,
      `<StackResourceSummaries>${resource('C', '', 'CREATE_FAILED')}${resource('D', 'd', 'UPDATE_FAILED')}${resource('E', 'e', 'DELETE_SKIPPED')}</StackResourceSummaries>`,
    );
    expect(await createStackReader(client).listResources('demo')).toEqual([
      { logicalId: 'A', type: 'AWS::SQS::Queue', physicalId: 'a' },
      { logicalId: 'D', type: 'AWS::SQS::Queue', physicalId: 'd' },
    ]);
    expect(sent.map((request) => request.params)).toEqual([
      { StackName: 'demo' },
      { StackName: 'demo', NextToken: 't2' },
    ]);
  });

  test('reads the template as it was sent', async () => {
    const { client, sent } = scriptedCloudFormation('<TemplateBody>{"a":1}</TemplateBody>');
    expect(await createStackReader(client).readTemplate('demo')).toBe('{"a":1}');
    expect(sent).toEqual([{ action: 'GetTemplate', params: { StackName: 'demo', TemplateStage: 'Original' } }]);
  });

  test('P1: the reader has no method that could change anything', () => {
    const { client } = scriptedCloudFormation('');
    expect(Object.keys(createStackReader(client))).toEqual(['describeStack', 'readTemplate', 'listResources']);
    expect(Object.values(STACK_READER_ACTIONS).flat()).toEqual([
      'cloudformation:DescribeStacks',
      'cloudformation:GetTemplate',
      'cloudformation:ListStackResources',
    ]);
  });

  test('every method of the writer names its IAM actions', () => {
    const { client } = scriptedCloudFormation('');
    const listed = { ...STACK_READER_ACTIONS, ...STACK_WRITER_ACTIONS };
    expect(Object.keys(listed).toSorted()).toEqual(Object.keys(createStackWriter(client)).toSorted());
  });
});

describe('change sets over the SDK', () => {
  test('P4: a request is sent in one fixed order with its own name as token', async () => {
    const { client, sent } = scriptedCloudFormation('<Id>cs</Id>');
    await createStackWriter(client).createChangeSet({ ...REQUEST, roleArn: 'arn:aws:iam::123456789012:role/exec' });
    expect(sent).toEqual([
      {
        action: 'CreateChangeSet',
        params: {
          StackName: 'demo-network',
          ChangeSetName: 'holdfast-0a1b-0',
          ChangeSetType: 'UPDATE',
          ClientToken: 'holdfast-0a1b-0',
          TemplateBody: TEMPLATE,
          'Parameters.member.1.ParameterKey': 'Api',
          'Parameters.member.1.ParameterValue': 'api-1',
          'Parameters.member.2.ParameterKey': 'Vpc',
          'Parameters.member.2.ParameterValue': 'vpc-1',
          'Tags.member.1.Key': 'managed-by',
          'Tags.member.1.Value': 'holdfast',
          'Tags.member.2.Key': 'project',
          'Tags.member.2.Value': 'demo',
          'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
          RoleARN: 'arn:aws:iam::123456789012:role/exec',
        },
      },
    ]);
  });

  test('F6: revert-drift asks for a drift-aware change set', async () => {
    const { client, sent } = scriptedCloudFormation('');
    await createStackWriter(client).createChangeSet({ ...REQUEST, mode: 'revert-drift' });
    expect(sent[0]?.params.DeploymentMode).toBe('REVERT_DRIFT');
  });

  test('K4: what a deletion left is taken over only where that is asked for', async () => {
    const { client, sent } = scriptedCloudFormation('', '');
    await createStackWriter(client).createChangeSet({ ...REQUEST, importsExisting: true });
    await createStackWriter(client).createChangeSet(REQUEST);
    expect(sent.map(({ params }) => params.ImportExistingResources)).toEqual(['true', undefined]);
  });

  test('sync.deployment: express asks for that mode, with rollback; standard asks for nothing', async () => {
    const { client, sent } = scriptedCloudFormation('', '');
    await createStackWriter(client).createChangeSet({ ...REQUEST, deployment: 'express' });
    await createStackWriter(client).createChangeSet({ ...REQUEST, deployment: 'standard' });
    expect(sent[0]?.params).toMatchObject({
      'DeploymentConfig.Mode': 'EXPRESS',
      'DeploymentConfig.DisableRollback': 'false',
    });
    expect(Object.keys(sent[1]?.params ?? {}).filter((name) => name.startsWith('Deployment'))).toEqual([]);
  });

  test.each([
    'ChangeSet [holdfast-0a1b-0] already exists',
    'ChangeSet holdfast-0a1b-0 cannot be created due to a mismatch with existing attribute ClientToken',
  ])('C3: "%s" counts as made', async (message) => {
    const { client } = scriptedCloudFormation({ code: 'AlreadyExistsException', message });
    await createStackWriter(client).createChangeSet(REQUEST);
  });

  test.each([
    [
      'AlreadyExistsException',
      'ChangeSet a cannot be created due to a mismatch with existing attribute Template',
      'ChangeSetMismatch',
      false,
    ],
    ['AlreadyExistsException', 'Stack [demo] already exists', 'StackExists', false],
    ['ValidationError', 'Template format error: Unresolved resource dependencies [X]', 'InvalidTemplate', false],
    [
      'ValidationError',
      'Stack:arn:aws:cloudformation:eu-west-1:1:stack/a/b is in UPDATE_IN_PROGRESS state and can not be updated.',
      'StackBusy',
      true,
    ],
    [
      'ValidationError',
      'Stack:arn:aws:cloudformation:eu-west-1:1:stack/a/b is in ROLLBACK_COMPLETE state and can not be updated.',
      'StackNotUpdatable',
      false,
    ],
    ['ValidationError', 'Stack [demo] does not exist', 'StackNotFound', false],
    ['InsufficientCapabilitiesException', 'Requires capabilities', 'InsufficientCapabilities', false],
    ['LimitExceededException', 'Limit for stack has been exceeded', 'LimitExceeded', false],
    ['Throttling', 'Rate exceeded', 'Throttled', true],
    ['AccessDenied', 'User is not authorized to perform cloudformation:CreateChangeSet', 'AccessDenied', false],
  ])('%s "%s" is %s, retryable: %s', async (code, message, expected, retryable) => {
    const { client } = scriptedCloudFormation({ code, message });
    const made = createStackWriter(client).createChangeSet(REQUEST);
    await expect(made).rejects.toMatchObject({ code: expected, retryable, source: 'aws' });
  });

  test('a template above 51,200 bytes goes through the bucket, at a virtual-hosted URL on AWS', async () => {
    const { client, sent } = scriptedCloudFormation('');
    const stored: Record<string, number> = {};
    const put = async (key: string, body: string) => {
      stored[key] = Buffer.byteLength(body);
    };
    const body = 'é'.repeat(25_601);
    await createStackWriter(client, { bucket: 'artifacts', put }).createChangeSet({ ...REQUEST, templateBody: body });
    const key = 'templates/da07eb2e2f03d44b89d43fef14f01736df3a5f61908f75da7dbbc7dd856e2adb.json';
    expect(stored).toEqual({ [key]: 51_202 });
    expect(sent[0]?.params.TemplateURL).toBe(`https://artifacts.s3.eu-west-1.amazonaws.com/${key}`);
    expect(sent[0]?.params).not.toHaveProperty('TemplateBody');
  });

  test('where S3 has an endpoint of its own, the template URL is path-style', async () => {
    const { client, sent } = scriptedCloudFormation('');
    const artifacts = { bucket: 'artifacts', put: async () => {}, endpoint: 'http://127.0.0.1:4566/' };
    await createStackWriter(client, artifacts).createChangeSet({ ...REQUEST, templateBody: 'x'.repeat(51_201) });
    expect(sent[0]?.params.TemplateURL).toMatch(
      /^http:\/\/127\.0\.0\.1:4566\/artifacts\/templates\/[0-9a-f]{64}\.json$/,
    );
  });

  test('a template of exactly 51,200 bytes is sent inline, a bigger one without a bucket is refused', async () => {
    const { client, sent } = scriptedCloudFormation('');
    const writer = createStackWriter(client);
    await writer.createChangeSet({ ...REQUEST, templateBody: 'x'.repeat(51_200) });
    expect(sent[0]?.params.TemplateBody).toHaveLength(51_200);
    const tooLarge = writer.createChangeSet({ ...REQUEST, templateBody: 'x'.repeat(51_201) });
    await expect(tooLarge).rejects.toMatchObject({ code: 'TemplateTooLarge', retryable: false });
  });

  test.each([
    ['CREATE_PENDING', 'UNAVAILABLE', '', { kind: 'creating' }],
    ['CREATE_IN_PROGRESS', 'UNAVAILABLE', '', { kind: 'creating' }],
    ['CREATE_COMPLETE', 'AVAILABLE', '', { kind: 'ready' }],
    ['CREATE_COMPLETE', 'UNAVAILABLE', '', { kind: 'creating' }],
    ['CREATE_COMPLETE', 'EXECUTE_IN_PROGRESS', '', { kind: 'executing' }],
    ['CREATE_COMPLETE', 'EXECUTE_COMPLETE', '', { kind: 'executed' }],
    ['CREATE_COMPLETE', 'EXECUTE_FAILED', '', { kind: 'executed' }],
    [
      'CREATE_COMPLETE',
      'OBSOLETE',
      '',
      { kind: 'obsolete', reason: 'The stack changed after the change set was made.' },
    ],
    [
      'FAILED',
      'UNAVAILABLE',
      "The submitted information didn't contain changes. Submit different information to create a change set.",
      { kind: 'empty' },
    ],
    ['FAILED', 'UNAVAILABLE', 'No updates are to be performed.', { kind: 'empty' }],
    ['FAILED', 'UNAVAILABLE', 'Transform failed', { kind: 'failed', reason: 'Transform failed' }],
    ['DELETE_COMPLETE', 'UNAVAILABLE', '', { kind: 'absent' }],
    ['SOMETHING_NEW', 'UNAVAILABLE', '', { kind: 'creating' }],
  ])('a change set that is %s / %s "%s"', async (status, execution, reason, expected) => {
    const { client } = scriptedCloudFormation(
      `<Status>${status}</Status><ExecutionStatus>${execution}</ExecutionStatus><StatusReason>${reason}</StatusReason>`,
    );
    expect(await createStackWriter(client).describeChangeSet('demo', 'cs')).toEqual(expected);
  });

  test.each([{ code: 'ChangeSetNotFound', message: 'ChangeSet [cs] does not exist', status: 404 }, MISSING])(
    '$message: the change set is absent, and deleting it succeeds',
    async (reply) => {
      const { client } = scriptedCloudFormation(reply);
      expect(await createStackWriter(client).describeChangeSet('demo', 'cs')).toEqual({ kind: 'absent' });
      await createStackWriter(client).deleteChangeSet('demo', 'cs');
    },
  );

  test('an execution rolls back when it fails, and takes back what it made itself', async () => {
    const { client, sent } = scriptedCloudFormation('');
    await createStackWriter(client).executeChangeSet('demo', 'cs', 'token-1');
    expect(sent[0]?.params).toEqual({
      StackName: 'demo',
      ChangeSetName: 'cs',
      ClientRequestToken: 'token-1',
      DisableRollback: 'false',
      RetainExceptOnCreate: 'true',
    });
  });

  const REFUSED = {
    code: 'InvalidChangeSetStatus',
    message: 'ChangeSet [cs] cannot be executed in its current execution status of [EXECUTE_IN_PROGRESS]',
  };

  test('C3: executing a change set that runs or ran already does nothing', async () => {
    for (const execution of ['EXECUTE_IN_PROGRESS', 'EXECUTE_COMPLETE', 'EXECUTE_FAILED']) {
      const { client } = scriptedCloudFormation(
        REFUSED,
        `<Status>CREATE_COMPLETE</Status><ExecutionStatus>${execution}</ExecutionStatus>`,
      );
      await createStackWriter(client).executeChangeSet('demo', 'cs', 'token-1');
    }
    const busy = {
      code: 'ValidationError',
      message: 'Stack:arn:stack/a/1 is in UPDATE_IN_PROGRESS state and can not be updated.',
    };
    const running = '<Status>CREATE_COMPLETE</Status><ExecutionStatus>EXECUTE_IN_PROGRESS</ExecutionStatus>';
    await createStackWriter(scriptedCloudFormation(busy, running).client).executeChangeSet('demo', 'cs', 'token-1');
    const other = scriptedCloudFormation(
      busy,
      '<Status>CREATE_COMPLETE</Status><ExecutionStatus>AVAILABLE</ExecutionStatus>',
    );
    const refused = createStackWriter(other.client).executeChangeSet('demo', 'cs', 'token-1');
    await expect(refused).rejects.toMatchObject({ code: 'StackBusy', retryable: true });
    const known = scriptedCloudFormation({ code: 'TokenAlreadyExistsException', message: 'seen' });
    await createStackWriter(known.client).executeChangeSet('demo', 'cs', 'token-1');
  });

  test('C10: an obsolete change set is not executed, a change set in the making is executed later', async () => {
    const obsolete = scriptedCloudFormation(
      {
        code: 'InvalidChangeSetStatus',
        message: 'ChangeSet [cs] cannot be executed in its current execution status of [OBSOLETE]',
      },
      '<Status>CREATE_COMPLETE</Status><ExecutionStatus>OBSOLETE</ExecutionStatus>',
    );
    const execution = createStackWriter(obsolete.client).executeChangeSet('demo', 'cs', 't');
    await expect(execution).rejects.toMatchObject({ code: 'ChangeSetObsolete', retryable: false });
    const early = scriptedCloudFormation(
      {
        code: 'InvalidChangeSetStatus',
        message: 'ChangeSet [cs] cannot be executed in its current status of [CREATE_IN_PROGRESS]',
      },
      '<Status>CREATE_IN_PROGRESS</Status><ExecutionStatus>UNAVAILABLE</ExecutionStatus>',
    );
    const tooEarly = createStackWriter(early.client).executeChangeSet('demo', 'cs', 't');
    await expect(tooEarly).rejects.toMatchObject({ code: 'StackBusy', retryable: true });
  });
});

describe('stacks over the SDK', () => {
  test('K6: a stack is deleted by its id, with the token and the role', async () => {
    const { client, sent } = scriptedCloudFormation('');
    await createStackWriter(client).deleteStack('arn:stack/a/1', 'token-1', 'arn:role');
    expect(sent).toEqual([
      {
        action: 'DeleteStack',
        params: { StackName: 'arn:stack/a/1', ClientRequestToken: 'token-1', RoleARN: 'arn:role' },
      },
    ]);
  });

  test('C3: deleting a stack that is gone succeeds', async () => {
    const { client } = scriptedCloudFormation({ code: 'ValidationError', message: 'Stack [a] does not exist' });
    await createStackWriter(client).deleteStack('arn:stack/a/1', 'token-1');
  });

  test('K4: a protected stack is not deleted', async () => {
    const { client } = scriptedCloudFormation({
      code: 'ValidationError',
      message: 'Stack [a] cannot be deleted while TerminationProtection is enabled',
    });
    const deletion = createStackWriter(client).deleteStack('arn:stack/a/1', 'token-1');
    await expect(deletion).rejects.toMatchObject({ code: 'TerminationProtected', retryable: false });
  });

  const stackIn = (status: string) =>
    `<Stacks><member><StackName>a</StackName><StackStatus>${status}</StackStatus><CreationTime>2026-01-02T03:04:05Z</CreationTime></member></Stacks>`;

  test('C3: taking protection away does nothing where the stack is being deleted, or is gone', async () => {
    const message = 'Stack [a] cannot be updated while in status DELETE_IN_PROGRESS';
    const refused = { code: 'ValidationError', message };
    for (const now of [
      stackIn('DELETE_IN_PROGRESS'),
      { code: 'ValidationError', message: 'Stack with id a does not exist' },
    ]) {
      const { client } = scriptedCloudFormation(refused, now);
      await createStackWriter(client).setTerminationProtection('arn:stack/a/1', false);
    }
    const { client } = scriptedCloudFormation(refused, stackIn('UPDATE_COMPLETE'));
    await expect(createStackWriter(client).setTerminationProtection('arn:stack/a/1', false)).rejects.toThrow(message);
  });

  const NOT_FROM_HERE = {
    code: 'ValidationError',
    message: 'ContinueUpdateRollback cannot be called from current stack status',
  };

  test('C3: continuing a rollback that is under way or done does nothing', async () => {
    for (const status of ['UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE']) {
      const { client } = scriptedCloudFormation(NOT_FROM_HERE, stackIn(status));
      await createStackWriter(client).continueUpdateRollback('a', 'token-1');
    }
  });

  test('C9: continuing a rollback of a stack that never needed one is refused', async () => {
    const { client } = scriptedCloudFormation(NOT_FROM_HERE, stackIn('UPDATE_COMPLETE'));
    const continued = createStackWriter(client).continueUpdateRollback('a', 'token-1');
    await expect(continued).rejects.toMatchObject({ code: 'StackNotUpdatable', retryable: false });
  });

  const event = (id: string, reason: string) =>
    `<member><StackId>s</StackId><EventId>${id}</EventId><StackName>a</StackName><LogicalResourceId>${id}</LogicalResourceId><ResourceType>AWS::SQS::Queue</ResourceType><Timestamp>2026-01-02T03:04:05Z</Timestamp><ResourceStatus>CREATE_FAILED</ResourceStatus><ResourceStatusReason>${reason}</ResourceStatusReason></member>`;

  test('S2: events come newest first, at most as many as asked for, without secrets', async () => {
    const { client, sent } = scriptedCloudFormation(
      `<StackEvents>${event('C', '')}${event('B', 'denied for AKIAIOSFODNN7EXAMPLE')}</StackEvents><NextToken>n</NextToken>`,
      `<StackEvents>${event('A', '')}${event('Z', '')}</StackEvents><NextToken>m</NextToken>`,
      { code: 'ValidationError', message: 'one page too many' },
    );
    expect(await createStackWriter(client).recentEvents('a', 3)).toEqual([
      { logicalId: 'C', type: 'AWS::SQS::Queue', status: 'CREATE_FAILED', at: 1767323045000 },
      {
        logicalId: 'B',
        type: 'AWS::SQS::Queue',
        status: 'CREATE_FAILED',
        reason: 'denied for <access key id>',
        at: 1767323045000,
      },
      { logicalId: 'A', type: 'AWS::SQS::Queue', status: 'CREATE_FAILED', at: 1767323045000 },
    ]);
    expect(sent).toHaveLength(2);
  });
});
