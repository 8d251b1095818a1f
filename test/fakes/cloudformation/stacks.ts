import type { StackWriter } from '../../../controller/apply/port.ts';
import type { PhysicalResource } from '../../../controller/observe/observed.ts';
import type { StackReader } from '../../../controller/observe/port.ts';
import type { ChangeSetRehearser } from '../../../controller/rehearse/port.ts';
import { stackStatusRule } from '../../../controller/status/stack-status.ts';
import {
  createChangeSet,
  deleteChangeSet,
  describeChangeSet,
  executeChangeSet,
  failedChecks,
  readChangeSet,
} from './change-sets.ts';
import { deleteOperation, rollbackCreation, rollbackOperation } from './operations.ts';
import { type FakeResource, type FakeStack, type FakeWorld, findStack, refusal, requireStack } from './state.ts';

/** The ports over a world. */
export function stackWriter(world: FakeWorld): StackWriter & ChangeSetRehearser {
  return {
    ...stackReader(world),
    createChangeSet: async (request) => createChangeSet(world, request),
    describeChangeSet: async (stackName, name) => describeChangeSet(world, stackName, name),
    readChangeSet: async (stackName, name) => readChangeSet(world, stackName, name),
    failedChecks: async (arn) => failedChecks(world, arn),
    executeChangeSet: async (stackName, name, token) => executeChangeSet(world, stackName, name, token),
    deleteChangeSet: async (stackName, name) => deleteChangeSet(world, stackName, name),
    deleteStack: async (stackId, token, _role, retain) => deleteStack(world, stackId, token, retain),
    setTerminationProtection: async (name, enabled) => {
      const isGoing = findStack(world, name)?.status.startsWith('DELETE_') ?? true;
      if (enabled || !isGoing) requireStack(world, name).protected = enabled;
    },
    continueUpdateRollback: async (name, token, skip) => continueUpdateRollback(world, name, token, skip),
    rollbackStack: async (name, token) => rollbackStack(world, name, token),
    recentEvents: async (name, limit) => (findStack(world, name)?.events ?? []).toReversed().slice(0, limit),
  };
}

function stackReader(world: FakeWorld): StackReader {
  return {
    describeStack: async (name) => {
      const stack = findStack(world, name);
      if (stack === undefined || stack.status === 'DELETE_COMPLETE') return undefined;
      const { status, stackId, statusReason, updatedAt } = stack;
      const { parameters, outputs, tags } = stack.content;
      const reason = statusReason && { statusReason };
      return {
        name: stack.name,
        stackId,
        status,
        ...reason,
        ...structuredClone({ parameters, outputs, tags }),
        updatedAt,
        isProtected: stack.protected,
      };
    },
    readTemplate: async (name) => {
      const stack = requireStack(world, name);
      if (stack.content.body === '') throw refusal('ValidationError', `Template of stack ${name} does not exist`);
      return stack.content.body;
    },
    listResources: async (name) => requireStack(world, name).content.resources.map(identity),
  };
}

function deleteStack(world: FakeWorld, stackId: string, token: string, retain: readonly string[] = []): void {
  if (!stackId.startsWith('arn:')) throw new Error(`deleteStack takes a stack id, not "${stackId}" (K6)`);
  const stack = findStack(world, stackId);
  if (stack === undefined || stack.tokens.has(token)) return;
  if (stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') return;
  if (stack.protected) {
    throw refusal(
      'TerminationProtected',
      `Stack [${stackId}] cannot be deleted while TerminationProtection is enabled`,
    );
  }
  const busy = stack.operation !== undefined || stackStatusRule(stack.status).kind === 'busy';
  if (busy && stack.status !== 'CREATE_IN_PROGRESS') {
    throw refusal('StackBusy', `Stack [${stackId}] cannot be deleted while in status ${stack.status}`, true);
  }
  if (retain.length > 0 && stack.status !== 'DELETE_FAILED') {
    throw refusal(
      'ValidationError',
      `Stack [${stack.name}] is not in DELETE_FAILED state; RetainResources can only be specified then`,
    );
  }
  refuseUnknown(stack, retain);
  stack.tokens.add(token);
  stack.operation = deleteOperation(world, stack, new Set(retain));
}

function continueUpdateRollback(world: FakeWorld, name: string, token: string, skip: readonly string[] = []): void {
  const stack = requireStack(world, name);
  if (stack.tokens.has(token)) return;
  if (stack.operation !== undefined || stack.status !== 'UPDATE_ROLLBACK_FAILED') {
    throw refusal('StackNotUpdatable', 'ContinueUpdateRollback cannot be called from current stack status');
  }
  refuseUnknown(stack, skip);
  stack.tokens.add(token);
  stack.operation = rollbackOperation(world, stack, 'User Initiated', new Set(skip));
}

function rollbackStack(world: FakeWorld, name: string, token: string): void {
  const stack = requireStack(world, name);
  if (stack.tokens.has(token)) return;
  if (stack.operation !== undefined || !['CREATE_FAILED', 'UPDATE_FAILED'].includes(stack.status)) {
    throw refusal('StackNotUpdatable', 'RollbackStack cannot be called from current stack status');
  }
  stack.tokens.add(token);
  stack.rollbackTo ??= stack.content;
  stack.operation =
    stack.status === 'CREATE_FAILED'
      ? rollbackCreation(world, stack, 'User Initiated')
      : rollbackOperation(world, stack, 'User Initiated');
}

function refuseUnknown(stack: FakeStack, logicalIds: readonly string[]): void {
  const unknown = logicalIds.find((id) => !stack.content.resources.some(({ logicalId }) => logicalId === id));
  if (unknown !== undefined)
    throw refusal('ValidationError', `Resource ${unknown} does not exist in stack ${stack.name}`);
}

/** What the port tells of a resource. */
export function identity({ logicalId, type, physicalId }: FakeResource): PhysicalResource {
  return { logicalId, type, physicalId };
}
