import { expect, test } from 'vitest';
import { createRehearser } from '../../../controller/adapters/cloudformation-rehearsal.ts';
import { scriptedCloudFormation } from './scripted-cloudformation.ts';

const ARN = 'arn:aws:cloudformation:eu-west-1:123456789012:changeSet/holdfast-plan-0a1b-0c1d/1';

const NAME_CONFLICT = `<member><EventType>VALIDATION_ERROR</EventType><LogicalResourceId>Jobs</LogicalResourceId>
  <ResourceType>AWS::SQS::Queue</ResourceType><ValidationName>NAME_CONFLICT_VALIDATION</ValidationName>
  <ValidationFailureMode>FAIL</ValidationFailureMode><ValidationStatus>FAILED</ValidationStatus>
  <ValidationPath>/Resources/Jobs</ValidationPath><ValidationStatusReason>It already exists.</ValidationStatusReason></member>`;
const QUOTA = `<member><EventType>VALIDATION_ERROR</EventType><ValidationName>SERVICE_QUOTA_VALIDATION</ValidationName>
  <ValidationFailureMode>WARN</ValidationFailureMode><ValidationStatus>FAILED</ValidationStatus></member>`;
const HOOK = `<member><EventType>HOOK_INVOCATION_ERROR</EventType><LogicalResourceId>Jobs</LogicalResourceId><HookType>Acme::Rules::Hook</HookType>
  <HookStatus>HOOK_COMPLETE_FAILED</HookStatus><HookFailureMode>FAIL</HookFailureMode><HookStatusReason>Not encrypted.</HookStatusReason></member>`;
const STACK_EVENT = `<member><EventType>STACK_EVENT</EventType><OperationStatus>FAILED</OperationStatus></member>`;

test('what did not pass is read by the ARN of the change set, all pages of it, failed events only', async () => {
  const { client, sent } = scriptedCloudFormation(
    `<OperationEvents>${NAME_CONFLICT}${STACK_EVENT}</OperationEvents><NextToken>2</NextToken>`,
    `<OperationEvents>${QUOTA}${HOOK}</OperationEvents>`,
  );
  expect(await createRehearser(client).failedChecks(ARN)).toEqual([
    {
      name: 'NAME_CONFLICT_VALIDATION',
      logicalId: 'Jobs',
      path: '/Resources/Jobs',
      reason: 'It already exists.',
      mode: 'fail',
    },
    { name: 'SERVICE_QUOTA_VALIDATION', reason: 'CloudFormation gave no reason.', mode: 'warn' },
    { name: 'Acme::Rules::Hook', logicalId: 'Jobs', reason: 'Not encrypted.', mode: 'fail' },
  ]);
  expect(sent).toEqual([
    { action: 'DescribeEvents', params: { ChangeSetName: ARN, 'Filters.FailedEvents': 'true' } },
    { action: 'DescribeEvents', params: { ChangeSetName: ARN, 'Filters.FailedEvents': 'true', NextToken: '2' } },
  ]);
});

test('a list that never ends is given up', async () => {
  const { client, sent } = scriptedCloudFormation('<OperationEvents></OperationEvents><NextToken>again</NextToken>');
  expect(await createRehearser(client).failedChecks(ARN)).toEqual([]);
  expect(sent).toHaveLength(5);
});

test('S2: a secret in a reason is not told', async () => {
  const leaking = QUOTA.replace(
    '</member>',
    '<ValidationStatusReason>token ghs_0123456789abcdefghijABCDEFGHIJ012345</ValidationStatusReason></member>',
  );
  const { client } = scriptedCloudFormation(`<OperationEvents>${leaking}</OperationEvents>`);
  expect(JSON.stringify(await createRehearser(client).failedChecks(ARN))).not.toContain('ghs_0123');
});

test('a change set that is gone has nothing that failed; what may not be read is an error', async () => {
  const missing = scriptedCloudFormation({ code: 'ChangeSetNotFound', message: `ChangeSet [${ARN}] does not exist` });
  expect(await createRehearser(missing.client).failedChecks(ARN)).toEqual([]);
  const refused = scriptedCloudFormation({ code: 'AccessDenied', message: 'not authorized' });
  await expect(createRehearser(refused.client).failedChecks(ARN)).rejects.toMatchObject({ code: 'AccessDenied' });
});

test('P1, A4: it has no way to execute anything, and names no role', async () => {
  const { client, sent } = scriptedCloudFormation('');
  const rehearser = createRehearser(client);
  expect(Object.keys(rehearser).sort()).toEqual([
    'createChangeSet',
    'deleteChangeSet',
    'describeChangeSet',
    'failedChecks',
    'readChangeSet',
  ]);
  await rehearser.createChangeSet({
    stackName: 'demo',
    changeSetName: 'holdfast-plan-0a1b-0c1d',
    type: 'UPDATE',
    templateBody: '{}',
    parameters: {},
    tags: {},
    capabilities: ['CAPABILITY_NAMED_IAM'],
    mode: 'standard',
  });
  expect(sent[0]?.params).toMatchObject({ ChangeSetType: 'UPDATE', ChangeSetName: 'holdfast-plan-0a1b-0c1d' });
  expect(Object.keys(sent[0]?.params ?? {}).filter((name) => /Role|DeploymentMode/.test(name))).toEqual([]);
});
