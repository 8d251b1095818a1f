import {
  type Change,
  type CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetInput,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetOutput,
  ExecuteChangeSetCommand,
  paginateDescribeChangeSet,
  type ResourceChangeDetail,
} from '@aws-sdk/client-cloudformation';
import type {
  ChangeCause,
  ChangeSetChange,
  ChangeSetContent,
  ChangeSetRequest,
  ChangeSetState,
  StackWriter,
} from '../apply/port.ts';
import { redact } from '../lib/redact.ts';
import {
  isChangeSetMade,
  isChangeSetMissing,
  isChangeSetStatusRefused,
  isTokenKnown,
  stackError,
} from './cloudformation-errors.ts';
import { type TemplateBucket, templateSource } from './cloudformation-template.ts';

type ChangeSetMethods = Pick<
  StackWriter,
  'createChangeSet' | 'describeChangeSet' | 'readChangeSet' | 'executeChangeSet' | 'deleteChangeSet'
>;

/** The change set half of the StackWriter. */
export function changeSetMethods(client: CloudFormationClient, artifacts?: TemplateBucket): ChangeSetMethods {
  return {
    createChangeSet: (request) => createChangeSet(client, artifacts, request),
    describeChangeSet: (stackName, name) => describeChangeSet(client, stackName, name),
    readChangeSet: (stackName, name) => readChangeSet(client, stackName, name),
    executeChangeSet: (stackName, name, token) => executeChangeSet(client, stackName, name, token),
    deleteChangeSet: (stackName, name) => deleteChangeSet(client, stackName, name),
  };
}

async function createChangeSet(
  client: CloudFormationClient,
  artifacts: TemplateBucket | undefined,
  request: ChangeSetRequest,
): Promise<void> {
  const template = await templateSource(request.templateBody, await client.config.region(), artifacts);
  try {
    await client.send(new CreateChangeSetCommand({ ...createInput(request), ...template }));
  } catch (error) {
    if (isChangeSetMade(error)) return;
    throw stackError(error, operation('create', request.stackName, request.changeSetName), 'InvalidTemplate');
  }
}

/**
 * Rollback is asked for by name: AWS's announcements and its API reference name different defaults for this mode
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeploymentConfig.html).
 */
const EXPRESS = { Mode: 'EXPRESS', DisableRollback: false } as const;

function createInput(request: ChangeSetRequest): CreateChangeSetInput {
  return {
    StackName: request.stackName,
    ChangeSetName: request.changeSetName,
    ChangeSetType: request.type,
    ClientToken: request.changeSetName,
    Parameters: byKey(request.parameters).map(([key, value]) => ({ ParameterKey: key, ParameterValue: value })),
    Tags: byKey(request.tags).map(([key, value]) => ({ Key: key, Value: value })),
    Capabilities: [...request.capabilities],
    ...(request.roleArn === undefined ? {} : { RoleARN: request.roleArn }),
    ...(request.mode === 'revert-drift' ? { DeploymentMode: 'REVERT_DRIFT' as const } : {}),
    ...(request.importsExisting === true ? { ImportExistingResources: true } : {}),
    ...(request.deployment === 'express' ? { DeploymentConfig: EXPRESS } : {}),
  };
}

async function describeChangeSet(
  client: CloudFormationClient,
  stackName: string,
  changeSetName: string,
): Promise<ChangeSetState> {
  try {
    const output = await client.send(
      new DescribeChangeSetCommand({ StackName: stackName, ChangeSetName: changeSetName }),
    );
    return changeSetState(output);
  } catch (error) {
    if (isChangeSetMissing(error)) return { kind: 'absent' };
    throw stackError(error, operation('describe', stackName, changeSetName));
  }
}

async function readChangeSet(
  client: CloudFormationClient,
  stackName: string,
  changeSetName: string,
): Promise<ChangeSetContent> {
  const changes: ChangeSetChange[] = [];
  let arn = '';
  try {
    for await (const page of paginateDescribeChangeSet(
      { client },
      { StackName: stackName, ChangeSetName: changeSetName },
    )) {
      arn = page.ChangeSetId ?? arn;
      changes.push(...(page.Changes ?? []).flatMap(changeOf));
    }
    return { arn, changes };
  } catch (error) {
    throw stackError(error, operation('read', stackName, changeSetName));
  }
}

const ACTIONS: Readonly<Record<string, ChangeSetChange['action']>> = {
  Add: 'add',
  Modify: 'modify',
  Remove: 'remove',
  Import: 'import',
};

/** Without property values, which are not asked for either (S3). */
function changeOf({ ResourceChange: change }: Change): readonly ChangeSetChange[] {
  if (change === undefined) return [];
  const { PhysicalResourceId: physicalId, Replacement: replacement, Scope: scope, Details: details } = change;
  return [
    {
      action: ACTIONS[change.Action ?? ''] ?? 'other',
      logicalId: change.LogicalResourceId ?? '',
      type: change.ResourceType ?? '',
      ...(physicalId && { physicalId }),
      ...(replacement && { replacement }),
      ...(scope?.length && { scope }),
      ...(details?.length && { causes: causesOf(details) }),
    },
  ];
}

/**
 * A property that refers to something is named twice: by the reference, and as a modification whose value is not known yet (`Dynamic`). That second
 * one says nothing more, and would look like a change of the template.
 */
function causesOf(details: readonly ResourceChangeDetail[]): readonly ChangeCause[] {
  const referring = new Set(details.filter(isReference).map(targetOf));
  return details
    .filter((detail) => isReference(detail) || detail.Evaluation !== 'Dynamic' || !referring.has(targetOf(detail)))
    .map((detail) => ({
      part: detail.Target?.Attribute ?? '',
      ...(isReference(detail) && detail.CausingEntity && { reference: detail.CausingEntity }),
      ...(detail.Target?.RequiresRecreation && { recreation: detail.Target.RequiresRecreation }),
    }));
}

function isReference({ ChangeSource: source }: ResourceChangeDetail): boolean {
  return source === 'ResourceReference' || source === 'ResourceAttribute';
}

function targetOf({ Target: target }: ResourceChangeDetail): string {
  return `${target?.Attribute}/${target?.Name}`;
}

/**
 * `DisableRollback` is said explicitly because its documented default contradicts itself. `RetainExceptOnCreate` lets a
 * failed operation remove the empty resources that it made itself, also those with a Retain policy: left behind, their
 * names would block every later attempt.
 */
async function executeChangeSet(
  client: CloudFormationClient,
  stackName: string,
  changeSetName: string,
  token: string,
): Promise<void> {
  try {
    await client.send(
      new ExecuteChangeSetCommand({
        StackName: stackName,
        ChangeSetName: changeSetName,
        ClientRequestToken: token,
        DisableRollback: false,
        RetainExceptOnCreate: true,
      }),
    );
  } catch (error) {
    if (isTokenKnown(error)) return;
    const refused = stackError(error, operation('execute', stackName, changeSetName));
    // Refused because of its status, or because the stack is busy: with this very change set, perhaps.
    const mayRun = isChangeSetStatusRefused(error) || refused.code === 'StackBusy';
    if (mayRun && (await wasExecuted(client, stackName, changeSetName))) return;
    throw refused;
  }
}

async function wasExecuted(client: CloudFormationClient, stackName: string, changeSetName: string): Promise<boolean> {
  const { kind } = await describeChangeSet(client, stackName, changeSetName);
  return kind === 'executing' || kind === 'executed';
}

async function deleteChangeSet(client: CloudFormationClient, stackName: string, changeSetName: string): Promise<void> {
  try {
    await client.send(new DeleteChangeSetCommand({ StackName: stackName, ChangeSetName: changeSetName }));
  } catch (error) {
    if (isChangeSetMissing(error)) return;
    throw stackError(error, operation('delete', stackName, changeSetName));
  }
}

/** CloudFormation calls a change set without changes FAILED and explains it in one of two sentences. */
const NO_CHANGES = /didn't contain changes|No updates are to be performed/i;

/** The two statuses of a change set as one state. `EXECUTE_FAILED` is `executed` too: what came of it is the stack's status. */
export function changeSetState(
  output: Pick<DescribeChangeSetOutput, 'Status' | 'ExecutionStatus' | 'StatusReason'>,
): ChangeSetState {
  const reason = redact(output.StatusReason ?? '');
  switch (output.ExecutionStatus) {
    case 'OBSOLETE':
      return { kind: 'obsolete', reason: reason || 'The stack changed after the change set was made.' };
    case 'EXECUTE_IN_PROGRESS':
      return { kind: 'executing' };
    case 'EXECUTE_COMPLETE':
    case 'EXECUTE_FAILED':
      return { kind: 'executed' };
  }
  switch (output.Status) {
    case 'CREATE_COMPLETE':
      return output.ExecutionStatus === 'AVAILABLE' ? { kind: 'ready' } : { kind: 'creating' };
    case 'FAILED':
      if (NO_CHANGES.test(reason)) return { kind: 'empty' };
      return { kind: 'failed', reason: reason || 'CloudFormation gave no reason.' };
    case 'DELETE_PENDING':
    case 'DELETE_IN_PROGRESS':
    case 'DELETE_COMPLETE':
      return { kind: 'absent' };
    case 'DELETE_FAILED':
      return { kind: 'failed', reason: reason || 'The change set could not be deleted.' };
    default:
      return { kind: 'creating' };
  }
}

function operation(verb: string, stackName: string, changeSetName: string): string {
  return `${verb} change set ${changeSetName} of stack ${stackName}`;
}

function byKey(values: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
