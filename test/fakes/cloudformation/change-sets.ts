import { isDeepStrictEqual } from 'node:util';
import type {
  ChangeSetChange,
  ChangeSetContent,
  ChangeSetRequest,
  ChangeSetState,
} from '../../../controller/apply/port.ts';
import type { Template } from '../../../controller/compile/template.ts';
import type { FailedCheck } from '../../../controller/rehearse/port.ts';
import { stackStatusRule } from '../../../controller/status/stack-status.ts';
import { executeOperation } from './operations.ts';
import { takenNames } from './resources.ts';
import {
  addStack,
  type FakeChangeSet,
  type FakeStack,
  type FakeWorld,
  findStack,
  type Operation,
  refusal,
} from './state.ts';
import { acceptTemplate } from './template.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html */
const NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;

/** Starts making a change set. Throws what CloudFormation refuses at once. */
export function createChangeSet(world: FakeWorld, request: ChangeSetRequest): void {
  for (const name of [request.stackName, request.changeSetName]) {
    if (!NAME.test(name))
      throw refusal('InvalidTemplate', `1 validation error detected: Value '${name}' failed to satisfy constraint`);
  }
  const existing = findStack(world, request.stackName);
  const made = existing?.changeSets.get(request.changeSetName);
  if (made !== undefined) {
    checkSame(made.request, request);
    return;
  }
  checkStack(request, existing);
  const template = acceptTemplate(request);
  const stack = existing ?? addStack(world, request.stackName);
  const changeSet: FakeChangeSet = { request: structuredClone(request), state: { kind: 'creating' }, checks: [] };
  stack.changeSets.set(request.changeSetName, changeSet);
  world.making.push({ stack, work: makeOperation(world, stack, changeSet, template) });
}

/** A change set of that name counts as made only when it is the same one (ClientToken apart). */
function checkSame(made: ChangeSetRequest, asked: ChangeSetRequest): void {
  const differing = Object.entries(asked).find(([key, value]) => !isDeepStrictEqual(Reflect.get(made, key), value));
  if (differing === undefined) return;
  const message = `ChangeSet ${asked.changeSetName} cannot be created due to a mismatch with existing attribute ${differing[0]}`;
  throw refusal('ChangeSetMismatch', message);
}

function checkStack({ type, stackName, changeSetName }: ChangeSetRequest, stack: FakeStack | undefined): void {
  const isNew = stack === undefined || stack.status === 'REVIEW_IN_PROGRESS';
  if (type === 'CREATE') {
    if (isNew) return;
    throw refusal(
      'StackExists',
      `Stack [${stackName}] already exists and cannot be created again with the changeSet [${changeSetName}].`,
    );
  }
  if (isNew) throw refusal('StackNotFound', `Stack [${stackName}] does not exist`);
  checkUpdatable(stack);
}

function checkUpdatable(stack: FakeStack): void {
  const message = `Stack:${stack.stackId} is in ${stack.status} state and can not be updated.`;
  const rule = stackStatusRule(stack.status);
  if (stack.operation !== undefined || rule.kind === 'busy') throw refusal('StackBusy', message, true);
  if (rule.kind === 'stuck') throw refusal('StackNotUpdatable', message);
}

function* makeOperation(world: FakeWorld, stack: FakeStack, changeSet: FakeChangeSet, template: Template): Operation {
  yield;
  if (changeSet.state.kind !== 'creating') return;
  const { reason, checks = [] } = world.changeSetFates.shift() ?? {};
  changeSet.checks = checks;
  if (reason !== undefined) {
    changeSet.state = { kind: 'failed', reason };
    return;
  }
  const taken = takenNames(world, stack, template);
  const inTheWay = changeSet.request.importsExisting ? taken.filter(({ isImportable }) => !isImportable) : taken;
  if (inTheWay.length > 0) {
    changeSet.state = { kind: 'failed', reason: NAMES_TAKEN };
    changeSet.checks = inTheWay.map(({ logicalId, reason: why }) => {
      return { name: 'NAME_CONFLICT_VALIDATION', logicalId, reason: why, mode: 'fail' };
    });
    return;
  }
  changeSet.state = { kind: hasChanges(stack, changeSet.request, template) ? 'ready' : 'empty' };
}

/** As it is seen: https://github.com/aws/aws-cdk-cli/issues/1000 */
const NAMES_TAKEN =
  'The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.';

/**
 * A description, top-level metadata and the order of things are no changes by themselves:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-description-structure.html
 */
function hasChanges(stack: FakeStack, request: ChangeSetRequest, template: Template): boolean {
  if (request.type === 'CREATE') return true;
  const { content } = stack;
  if (request.mode === 'revert-drift' && content.resources.some((resource) => resource.drifted)) return true;
  const pairs = [
    [comparable(content.template), comparable(template)],
    [content.parameters, request.parameters],
    [content.tags, request.tags],
  ];
  return pairs.some(([before, after]) => !isDeepStrictEqual(before, after));
}

function comparable(template: Template): unknown {
  const resources = Object.entries(template.Resources).map(([id, { DependsOn: _, ...resource }]) => [id, resource]);
  return { resources: Object.fromEntries(resources), outputs: template.Outputs ?? {} };
}

/** What is known of a change set. */
export function describeChangeSet(world: FakeWorld, stackName: string, name: string): ChangeSetState {
  const state = findStack(world, stackName)?.changeSets.get(name)?.state;
  return state === undefined ? { kind: 'absent' } : { ...state };
}

/** What a change set would do, resource by resource. */
export function readChangeSet(world: FakeWorld, stackName: string, name: string): ChangeSetContent {
  const stack = findStack(world, stackName);
  const changeSet = stack?.changeSets.get(name);
  if (stack === undefined || changeSet === undefined)
    throw refusal('ChangeSetNotFound', `ChangeSet [${name}] does not exist`);
  const template = acceptTemplate(changeSet.request);
  const after = template.Resources;
  const taken = changeSet.request.importsExisting ? takenNames(world, stack, template) : [];
  const imported = new Set(taken.map(({ logicalId }) => logicalId));
  const before = new Map(stack.content.resources.map((resource) => [resource.logicalId, resource]));
  const changes = Object.entries(after).flatMap(([logicalId, definition]): readonly ChangeSetChange[] => {
    const { type, physicalId, definition: old } = before.get(logicalId) ?? {};
    if (old === undefined) {
      const action = imported.has(logicalId) ? 'import' : 'add';
      return [{ action, logicalId, type: definition.Type }];
    }
    return isDeepStrictEqual(old, definition)
      ? []
      : [{ action: 'modify', logicalId, type: type ?? '', physicalId: physicalId ?? '' }];
  });
  const gone = [...before.values()].filter(({ logicalId }) => after[logicalId] === undefined);
  const removed = gone.map(({ logicalId, type, physicalId }) => ({
    action: 'remove' as const,
    logicalId,
    type,
    physicalId,
  }));
  return { arn: arnOf(stack, name), changes: [...changes, ...removed] };
}

function arnOf(stack: FakeStack, name: string): string {
  return stack.stackId.replace(':stack/', ':changeSet/').replace(`/${stack.name}/`, `/${name}/`);
}

/** What did not pass in a change set, by its ARN: CloudFormation does not understand the name alone. */
export function failedChecks(world: FakeWorld, arn: string): readonly FailedCheck[] {
  if (!arn.startsWith('arn:')) {
    throw refusal('ValidationError', 'One of ChangeSetName, OperationId or StackName must be specified');
  }
  const found = world.stacks.flatMap((stack) =>
    [...stack.changeSets].filter(([name]) => arnOf(stack, name) === arn).map(([, changeSet]) => changeSet),
  );
  return structuredClone(found.flatMap(({ checks }) => checks));
}

/** Starts executing; the stack's status moves with the next tick. Executing again what runs or ran does nothing. */
export function executeChangeSet(world: FakeWorld, stackName: string, name: string, token: string): void {
  const stack = findStack(world, stackName);
  const changeSet = stack?.changeSets.get(name);
  if (stack === undefined || changeSet === undefined)
    throw refusal('ChangeSetNotFound', `ChangeSet [${name}] does not exist`);
  const { kind } = changeSet.state;
  if (stack.tokens.has(token) || kind === 'executing' || kind === 'executed') return;
  const message = `ChangeSet [${name}] cannot be executed in its current status of [${kind}]`;
  if (kind === 'creating') throw refusal('StackBusy', message, true);
  if (kind === 'obsolete') throw refusal('ChangeSetObsolete', message);
  if (kind !== 'ready') throw refusal('InvalidChangeSetStatus', message);
  if (changeSet.request.type === 'UPDATE') checkUpdatable(stack);
  stack.tokens.add(token);
  stack.roleArn = changeSet.request.roleArn ?? stack.roleArn;
  changeSet.state = { kind: 'executing' };
  for (const other of stack.changeSets.keys()) if (other !== name) stack.changeSets.delete(other);
  stack.operation = executeOperation(world, stack, changeSet, acceptTemplate(changeSet.request));
}

/** Deletes a change set; one that does not exist is deleted already, one that runs cannot be. */
export function deleteChangeSet(world: FakeWorld, stackName: string, name: string): void {
  const stack = findStack(world, stackName);
  const state = stack?.changeSets.get(name)?.state;
  if (state?.kind === 'executing' || state?.kind === 'creating') {
    throw refusal('StackBusy', 'An operation on this ChangeSet is currently in progress.', true);
  }
  stack?.changeSets.delete(name);
}

/** A stack that moved makes every change set that was made for its old state useless. */
export function obsoleteChangeSets(stack: FakeStack): void {
  for (const changeSet of stack.changeSets.values()) {
    if (changeSet.state.kind === 'executed') continue;
    changeSet.state = { kind: 'obsolete', reason: 'The stack changed after the change set was made.' };
  }
}
