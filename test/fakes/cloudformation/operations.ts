import type { Template } from '../../../controller/compile/template.ts';
import {
  applyResources,
  deleteResources,
  type Manner,
  outputsOf,
  PLAIN,
  removeSurplus,
  revertResources,
  thingOf,
} from './resources.ts';
import {
  type FakeChangeSet,
  type FakeResource,
  type FakeStack,
  type FakeWorld,
  type Operation,
  type StackContent,
  setStatus,
} from './state.ts';

/** What a change set asks the stack to become, without the parts that only the operation can know. */
export type NewContent = Pick<StackContent, 'body' | 'template' | 'parameters' | 'tags'>;

/** First creation: every resource in order, or back to nothing. */
export function* createOperation(
  world: FakeWorld,
  stack: FakeStack,
  next: NewContent,
  manner: Manner = PLAIN,
): Operation {
  setStatus(world, stack, 'CREATE_IN_PROGRESS', 'User Initiated');
  stack.content = { ...next, outputs: {}, resources: [] };
  yield;
  const failed = yield* applyResources(world, stack, next.template, manner);
  if (failed === undefined) {
    stack.content = { ...stack.content, outputs: outputsOf(world, stack) };
    setStatus(world, stack, 'CREATE_COMPLETE');
    return;
  }
  const reason = `The following resource(s) failed to create: [${failed}]. Rollback requested by user.`;
  yield* rollbackCreation(world, stack, reason);
}

/** Takes back what a first creation made. */
export function* rollbackCreation(world: FakeWorld, stack: FakeStack, reason: string): Operation {
  setStatus(world, stack, 'ROLLBACK_IN_PROGRESS', reason);
  yield;
  const left = yield* deleteResources(world, stack, stack.content.resources, 'rollback');
  setStatus(world, stack, left.length > 0 ? 'ROLLBACK_FAILED' : 'ROLLBACK_COMPLETE', failedToDelete(left));
}

/** Update: changes and additions in order, then what is no longer wanted; or back to what was there before. */
export function* updateOperation(
  world: FakeWorld,
  stack: FakeStack,
  next: NewContent,
  manner: Manner = PLAIN,
): Operation {
  const before = stack.content;
  setStatus(world, stack, 'UPDATE_IN_PROGRESS', 'User Initiated');
  stack.content = { ...before, ...next };
  yield;
  const failed = yield* applyResources(world, stack, next.template, manner);
  if (failed !== undefined) {
    const reason = `The following resource(s) failed to update: [${failed}].`;
    stack.rollbackTo = before;
    yield* rollbackOperation(world, stack, reason);
    return;
  }
  stack.content = { ...stack.content, outputs: outputsOf(world, stack) };
  setStatus(world, stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  yield;
  const kept = new Set(stack.content.resources.map(thingOf));
  const surplus = before.resources.filter((resource) => !kept.has(thingOf(resource)));
  yield* removeSurplus(world, stack, surplus);
  setStatus(world, stack, 'UPDATE_COMPLETE');
}

/** Back to `rollbackTo`; where that fails the stack waits for somebody to continue. */
export function* rollbackOperation(
  world: FakeWorld,
  stack: FakeStack,
  reason: string,
  skip: ReadonlySet<string> = new Set(),
): Operation {
  const before = stack.rollbackTo;
  if (before === undefined) return;
  setStatus(world, stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
  yield;
  const stuck = yield* revertResources(world, stack, before, skip);
  if (stuck.length > 0) {
    const failed = `The following resource(s) failed to update: [${stuck.join(', ')}].`;
    setStatus(world, stack, 'UPDATE_ROLLBACK_FAILED', failed);
    return;
  }
  setStatus(world, stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  yield;
  const kept = new Set(before.resources.map(thingOf));
  const made = stack.content.resources.filter((resource) => !kept.has(thingOf(resource)));
  world.retained.push(...(yield* deleteResources(world, stack, made, 'rollback')));
  stack.content = before;
  stack.rollbackTo = undefined;
  setStatus(world, stack, 'UPDATE_ROLLBACK_COMPLETE');
}

/** Deletion in reverse order; what cannot be deleted stays in the stack, the rest goes on. */
export function* deleteOperation(
  world: FakeWorld,
  stack: FakeStack,
  retain: ReadonlySet<string> = new Set(),
): Operation {
  setStatus(world, stack, 'DELETE_IN_PROGRESS', 'User Initiated');
  yield;
  const kept = stack.content.resources.filter(({ logicalId }) => retain.has(logicalId));
  world.retained.push(...kept);
  stack.content = { ...stack.content, resources: stack.content.resources.filter((one) => !kept.includes(one)) };
  const left = yield* deleteResources(world, stack, stack.content.resources, 'delete');
  if (left.length > 0) {
    setStatus(world, stack, 'DELETE_FAILED', failedToDelete(left));
    return;
  }
  stack.changeSets.clear();
  setStatus(world, stack, 'DELETE_COMPLETE');
}

/** Executes a change set as the operation that its type asks for, and marks it executed whatever came of it. */
export function* executeOperation(
  world: FakeWorld,
  stack: FakeStack,
  changeSet: FakeChangeSet,
  template: Template,
): Operation {
  const { request } = changeSet;
  const next = { body: request.templateBody, template, parameters: request.parameters, tags: request.tags };
  const manner = {
    revertsDrift: request.mode === 'revert-drift',
    importsExisting: request.importsExisting === true,
  };
  if (request.type === 'CREATE') yield* createOperation(world, stack, next, manner);
  else yield* updateOperation(world, stack, next, manner);
  changeSet.state = { kind: 'executed' };
}

function failedToDelete(left: readonly FakeResource[]): string {
  const ids = left.map((resource) => resource.logicalId).toSorted();
  return ids.length === 0 ? '' : `The following resource(s) failed to delete: [${ids.join(', ')}].`;
}
