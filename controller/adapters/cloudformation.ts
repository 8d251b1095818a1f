import {
  type CloudFormationClient,
  ContinueUpdateRollbackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateDescribeStackEvents,
  paginateListStackResources,
  RollbackStackCommand,
  type StackEvent as SdkStackEvent,
  type Stack,
  type StackResourceSummary,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import type { StackEvent, StackWriter } from '../apply/port.ts';
import { redact } from '../lib/redact.ts';
import type { PhysicalResource } from '../observe/observed.ts';
import type { StackDescription, StackReader } from '../observe/port.ts';
import { changeSetMethods } from './cloudformation-change-sets.ts';
import { isStackMissing, isTokenKnown, stackError } from './cloudformation-errors.ts';
import type { TemplateBucket } from './cloudformation-template.ts';

/** IAM actions per method of the reader. The planner's and the applier's policies are made from these lists. */
export const STACK_READER_ACTIONS = {
  describeStack: ['cloudformation:DescribeStacks'],
  readTemplate: ['cloudformation:GetTemplate'],
  listResources: ['cloudformation:ListStackResources'],
} as const satisfies Record<keyof StackReader, readonly string[]>;

/**
 * IAM actions per method that only the writer has. Creating needs `s3:GetObject` on the template bucket, because CloudFormation
 * reads a `TemplateURL` as the caller, and `iam:PassRole` on the execution role (limit it with `iam:PassedToService`, A3).
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 */
export const STACK_WRITER_ACTIONS = {
  createChangeSet: ['cloudformation:CreateChangeSet', 'cloudformation:TagResource', 's3:GetObject', 'iam:PassRole'],
  describeChangeSet: ['cloudformation:DescribeChangeSet'],
  readChangeSet: ['cloudformation:DescribeChangeSet'],
  executeChangeSet: ['cloudformation:ExecuteChangeSet', 'cloudformation:DescribeChangeSet'],
  deleteChangeSet: ['cloudformation:DeleteChangeSet'],
  deleteStack: ['cloudformation:DeleteStack', 'iam:PassRole'],
  setTerminationProtection: ['cloudformation:UpdateTerminationProtection'],
  continueUpdateRollback: ['cloudformation:ContinueUpdateRollback', 'cloudformation:DescribeStacks'],
  rollbackStack: ['cloudformation:RollbackStack', 'cloudformation:DescribeStacks'],
  recentEvents: ['cloudformation:DescribeStackEvents'],
} as const satisfies Record<Exclude<keyof StackWriter, keyof StackReader>, readonly string[]>;

/** CloudFormation for the planner: it can look, and nothing else (P1). Build the client with `CLOUDFORMATION_RETRY`. */
export function createStackReader(client: CloudFormationClient): StackReader {
  return {
    describeStack: (name) => describeStack(client, name),
    readTemplate: (name) => readTemplate(client, name),
    listResources: (name) => listResources(client, name),
  };
}

/** CloudFormation for the applier. Without `artifacts`, templates above 51,200 bytes are refused. */
export function createStackWriter(client: CloudFormationClient, artifacts?: TemplateBucket): StackWriter {
  return {
    ...createStackReader(client),
    ...changeSetMethods(client, artifacts),
    deleteStack: (stackId, token, roleArn, retain) => deleteStack(client, stackId, token, roleArn, retain),
    setTerminationProtection: (name, enabled) => setTerminationProtection(client, name, enabled),
    continueUpdateRollback: (name, token, skip) => continueUpdateRollback(client, name, token, skip),
    rollbackStack: (name, token) => rollbackStack(client, name, token),
    recentEvents: (name, limit) => recentEvents(client, name, limit),
  };
}

async function describeStack(client: CloudFormationClient, name: string): Promise<StackDescription | undefined> {
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return stack === undefined || stack.StackStatus === 'DELETE_COMPLETE' ? undefined : description(stack);
  } catch (error) {
    if (isStackMissing(error)) return undefined;
    throw stackError(error, `describe stack ${name}`);
  }
}

function description(stack: Stack): StackDescription {
  return {
    name: stack.StackName ?? '',
    stackId: stack.StackId ?? '',
    status: stack.StackStatus ?? '',
    ...(stack.StackStatusReason ? { statusReason: redact(stack.StackStatusReason) } : {}),
    parameters: record(stack.Parameters, (entry) => [entry.ParameterKey, entry.ParameterValue]),
    outputs: record(stack.Outputs, (entry) => [entry.OutputKey, entry.OutputValue]),
    tags: record(stack.Tags, (entry) => [entry.Key, entry.Value]),
    updatedAt: (stack.LastUpdatedTime ?? stack.CreationTime)?.getTime() ?? 0,
    isProtected: stack.EnableTerminationProtection === true,
  };
}

function record<T>(
  entries: readonly T[] | undefined,
  read: (entry: T) => readonly [string | undefined, string | undefined],
): Readonly<Record<string, string>> {
  return Object.fromEntries((entries ?? []).map(read).map(([key, value]) => [key ?? '', value ?? '']));
}

async function readTemplate(client: CloudFormationClient, name: string): Promise<string> {
  try {
    const command = new GetTemplateCommand({ StackName: name, TemplateStage: 'Original' });
    return (await client.send(command)).TemplateBody ?? '';
  } catch (error) {
    throw stackError(error, `read the template of stack ${name}`);
  }
}

async function listResources(client: CloudFormationClient, name: string): Promise<readonly PhysicalResource[]> {
  try {
    const pages = paginateListStackResources({ client }, { StackName: name });
    const found: StackResourceSummary[] = [];
    for await (const page of pages) found.push(...(page.StackResourceSummaries ?? []));
    return found.filter(exists).map((resource) => ({
      logicalId: resource.LogicalResourceId ?? '',
      type: resource.ResourceType ?? '',
      physicalId: resource.PhysicalResourceId ?? '',
    }));
  } catch (error) {
    throw stackError(error, `list the resources of stack ${name}`);
  }
}

/** CloudFormation also lists what it has deleted or let go, and what never came to be. */
function exists(resource: StackResourceSummary): boolean {
  const gone = resource.ResourceStatus === 'DELETE_COMPLETE' || resource.ResourceStatus === 'DELETE_SKIPPED';
  return !gone && Boolean(resource.PhysicalResourceId);
}

async function deleteStack(
  client: CloudFormationClient,
  id: string,
  token: string,
  roleArn?: string,
  retain: readonly string[] = [],
): Promise<void> {
  const role = roleArn === undefined ? {} : { RoleARN: roleArn };
  const kept = retain.length === 0 ? {} : { RetainResources: [...retain] };
  try {
    await client.send(new DeleteStackCommand({ StackName: id, ClientRequestToken: token, ...role, ...kept }));
  } catch (error) {
    if (isStackMissing(error) || isTokenKnown(error)) return;
    throw stackError(error, `delete stack ${id}`);
  }
}

async function setTerminationProtection(client: CloudFormationClient, name: string, enabled: boolean): Promise<void> {
  try {
    const input = { StackName: name, EnableTerminationProtection: enabled };
    await client.send(new UpdateTerminationProtectionCommand(input));
  } catch (error) {
    // Refused while the stack is being deleted, and after that; both may be the answer to a repeated call (C3).
    if (!enabled && (await isGoing(client, name))) return;
    throw stackError(error, `${enabled ? 'protect' : 'unprotect'} stack ${name}`);
  }
}

async function isGoing(client: CloudFormationClient, name: string): Promise<boolean> {
  const stack = await describeStack(client, name);
  return stack === undefined || stack.status === 'DELETE_IN_PROGRESS';
}

async function continueUpdateRollback(
  client: CloudFormationClient,
  name: string,
  token: string,
  skip: readonly string[] = [],
): Promise<void> {
  const skipped = skip.length === 0 ? {} : { ResourcesToSkip: [...skip] };
  const command = new ContinueUpdateRollbackCommand({ StackName: name, ClientRequestToken: token, ...skipped });
  await unlessRolledBack(client, name, `continue the rollback of stack ${name}`, () => client.send(command));
}

async function rollbackStack(client: CloudFormationClient, name: string, token: string): Promise<void> {
  const command = new RollbackStackCommand({ StackName: name, ClientRequestToken: token });
  await unlessRolledBack(client, name, `roll back stack ${name}`, () => client.send(command));
}

/** A call that got through before finds the stack on its way or rolled back, which CloudFormation refuses: nothing is left to do. */
async function unlessRolledBack(
  client: CloudFormationClient,
  name: string,
  operation: string,
  send: () => Promise<unknown>,
): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (isTokenKnown(error)) return;
    const refused = stackError(error, operation);
    if (refused.retryable === false && (await isRollingBack(client, name))) return;
    throw refused;
  }
}

const ROLLING_BACK = new Set([
  'ROLLBACK_IN_PROGRESS',
  'ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE',
]);

async function isRollingBack(client: CloudFormationClient, name: string): Promise<boolean> {
  const stack = await describeStack(client, name);
  return stack !== undefined && ROLLING_BACK.has(stack.status);
}

async function recentEvents(client: CloudFormationClient, name: string, limit: number): Promise<readonly StackEvent[]> {
  const events: SdkStackEvent[] = [];
  try {
    for await (const page of paginateDescribeStackEvents({ client }, { StackName: name })) {
      events.push(...(page.StackEvents ?? []));
      if (events.length >= limit) break;
    }
  } catch (error) {
    if (isStackMissing(error)) return [];
    throw stackError(error, `read the events of stack ${name}`);
  }
  return events.slice(0, limit).map(stackEvent);
}

function stackEvent(event: SdkStackEvent): StackEvent {
  return {
    logicalId: event.LogicalResourceId ?? '',
    type: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    ...(event.ResourceStatusReason ? { reason: redact(event.ResourceStatusReason) } : {}),
    at: event.Timestamp?.getTime() ?? 0,
  };
}
