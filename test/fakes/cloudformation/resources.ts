import { isDeepStrictEqual } from 'node:util';
import type { Template, TemplateResource } from '../../../controller/compile/template.ts';
import { nameProperty, physicalId, resolve, type Scope } from './resolve.ts';
import {
  addEvent,
  type FailurePhase,
  type FakeResource,
  type FakeStack,
  type FakeWorld,
  type Operation,
  type StackContent,
} from './state.ts';
import { creationOrder } from './template.ts';

/** How an operation goes about its resources. */
export interface Manner {
  readonly revertsDrift: boolean;
  readonly importsExisting: boolean;
}

/** As people update in the console. */
export const PLAIN: Manner = { revertsDrift: false, importsExisting: false };

/** Makes or changes every resource in order; gives the logical id of the first that fails. */
export function* applyResources(
  world: FakeWorld,
  stack: FakeStack,
  template: Template,
  { revertsDrift, importsExisting }: Manner,
): Generator<void, string | undefined, void> {
  for (const logicalId of creationOrder(template)) {
    const definition = template.Resources[logicalId];
    if (definition === undefined) continue;
    const old = stack.content.resources.find((resource) => resource.logicalId === logicalId);
    const wanted = wantedResource(world, stack, logicalId, definition, old);
    if (old !== undefined && isSame(old, wanted, revertsDrift)) {
      // A change of policies or metadata alone changes nothing that exists.
      putResource(stack, { ...old, definition });
      continue;
    }
    const left = importsExisting ? world.retained.findIndex((other) => thingOf(other) === thingOf(wanted)) : -1;
    if (left !== -1) world.retained.splice(left, 1);
    const verb = left !== -1 ? 'IMPORT' : old === undefined ? 'CREATE' : 'UPDATE';
    addEvent(world, stack, { logicalId, type: definition.Type }, `${verb}_IN_PROGRESS`);
    yield;
    const reason = failureOf(world, stack, logicalId, 'apply') ?? nameClash(world, wanted, old);
    addEvent(world, stack, { logicalId, type: definition.Type }, `${verb}_${reason ? 'FAILED' : 'COMPLETE'}`, reason);
    if (reason !== undefined) return logicalId;
    putResource(stack, wanted);
  }
  const wanted = Object.keys(template.Resources);
  const resources = stack.content.resources.filter((resource) => wanted.includes(resource.logicalId));
  stack.content = { ...stack.content, resources };
  return undefined;
}

/** Names one real thing: physical ids are unique per type only. */
export function thingOf(resource: FakeResource): string {
  return `${resource.type} ${resource.physicalId}`;
}

function isSame(old: FakeResource, wanted: FakeResource, revertsDrift: boolean): boolean {
  if (revertsDrift && old.drifted) return false;
  return old.physicalId === wanted.physicalId && isDeepStrictEqual(old.properties, wanted.properties);
}

function wantedResource(
  world: FakeWorld,
  stack: FakeStack,
  logicalId: string,
  definition: TemplateResource,
  old: FakeResource | undefined,
): FakeResource {
  const scope = scopeOf(world, stack);
  const properties = resolve(definition.Properties ?? {}, scope);
  const keep = old !== undefined && !isReplaced(old, definition, scope);
  const seen = stack.events.some((event) => event.logicalId === logicalId);
  const id = keep ? old.physicalId : physicalId(scope, logicalId, definition, seen ? stack.events.length : 0);
  return { logicalId, type: definition.Type, physicalId: id, definition, properties, drifted: false };
}

/** A name of a template that something else has already. */
export interface TakenName {
  readonly logicalId: string;
  readonly reason: string;
  /** It is in no stack, and the template would keep it: CloudFormation can take it over. */
  readonly isImportable: boolean;
}

/** What CloudFormation finds out before it begins: which names of a template are taken. Those with functions in them it cannot know. */
export function takenNames(world: FakeWorld, stack: FakeStack, template: Template): readonly TakenName[] {
  return Object.entries(template.Resources).flatMap(([logicalId, definition]) => {
    const property = nameProperty(definition.Type);
    if (property === undefined || typeof definition.Properties?.[property] !== 'string') return [];
    const old = stack.content.resources.find((resource) => resource.logicalId === logicalId);
    const wanted = wantedResource(world, stack, logicalId, definition, old);
    const reason = nameClash(world, wanted, old);
    if (reason === undefined) return [];
    const isLeft = world.retained.some((other) => thingOf(other) === thingOf(wanted));
    const isKept = definition.DeletionPolicy === 'Retain' || definition.DeletionPolicy === 'RetainExceptOnCreate';
    return [{ logicalId, reason, isImportable: isLeft && isKept }];
  });
}

/** Two resources of one type cannot have one name, also when a stack let go of the first one. */
function nameClash(world: FakeWorld, wanted: FakeResource, old: FakeResource | undefined): string | undefined {
  if (old?.physicalId === wanted.physicalId) return undefined;
  const existing = [...world.retained, ...world.stacks.flatMap((stack) => stack.content.resources)];
  const clash = existing.some((other) => thingOf(other) === thingOf(wanted));
  return clash ? `Resource of type '${wanted.type}' with identifier '${wanted.physicalId}' already exists.` : undefined;
}

function isReplaced(old: FakeResource, definition: TemplateResource, scope: Scope): boolean {
  if (old.type !== definition.Type) return true;
  const property = nameProperty(definition.Type);
  if (property === undefined) return false;
  const was = resolve(old.definition.Properties?.[property] ?? null, scope);
  return was !== resolve(definition.Properties?.[property] ?? null, scope);
}

/** Takes back what an update did, in reverse order; gives the logical ids of what resists. */
export function* revertResources(
  world: FakeWorld,
  stack: FakeStack,
  before: StackContent,
  skip: ReadonlySet<string> = new Set(),
): Generator<void, readonly string[], void> {
  const stuck: string[] = [];
  for (const old of before.resources.toReversed()) {
    const now = stack.content.resources.find((resource) => resource.logicalId === old.logicalId);
    const changed = now === undefined || !isSame(old, now, false);
    const failed = stack.events.findLast((event) => event.logicalId === old.logicalId)?.status === 'UPDATE_FAILED';
    if ((!changed && !failed) || skip.has(old.logicalId)) continue;
    addEvent(world, stack, old, 'UPDATE_IN_PROGRESS');
    yield;
    const reason = failureOf(world, stack, old.logicalId, 'rollback');
    addEvent(world, stack, old, reason === undefined ? 'UPDATE_COMPLETE' : 'UPDATE_FAILED', reason);
    if (reason === undefined && now?.physicalId === old.physicalId) putResource(stack, old);
    if (reason !== undefined) stuck.push(old.logicalId);
  }
  return stuck;
}

/** What an update left over. A deletion that fails here does not fail the update: the resource is left behind. */
export function* removeSurplus(world: FakeWorld, stack: FakeStack, surplus: readonly FakeResource[]): Operation {
  const current = stack.content.resources;
  const left = yield* deleteResources(world, stack, surplus, 'delete', (resource) =>
    current.some((other) => other.logicalId === resource.logicalId) ? 'UpdateReplacePolicy' : 'DeletionPolicy',
  );
  world.retained.push(...left);
  stack.content = { ...stack.content, resources: current };
}

/**
 * Deletes in reverse order and gives what could not be deleted. A rollback takes back what the operation made itself,
 * also when it should be retained (RetainExceptOnCreate); a deletion lets retained resources go.
 */
export function* deleteResources(
  world: FakeWorld,
  stack: FakeStack,
  resources: readonly FakeResource[],
  phase: 'rollback' | 'delete',
  policyName: (resource: FakeResource) => 'DeletionPolicy' | 'UpdateReplacePolicy' = () => 'DeletionPolicy',
): Generator<void, readonly FakeResource[], void> {
  const left: FakeResource[] = [];
  for (const resource of resources.toReversed()) {
    const policy = resource.definition[policyName(resource)];
    if (phase === 'delete' && (policy === 'Retain' || policy === 'RetainExceptOnCreate')) {
      world.retained.push(resource);
      addEvent(world, stack, resource, 'DELETE_SKIPPED');
      dropResource(stack, resource);
      continue;
    }
    addEvent(world, stack, resource, 'DELETE_IN_PROGRESS');
    yield;
    const reason =
      failureOf(world, stack, resource.logicalId, phase) ?? failureOf(world, stack, resource.logicalId, 'delete');
    addEvent(world, stack, resource, reason === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED', reason);
    if (reason === undefined) dropResource(stack, resource);
    else left.push(resource);
  }
  return left;
}

function putResource(stack: FakeStack, resource: FakeResource): void {
  const others = stack.content.resources.filter((other) => other.logicalId !== resource.logicalId);
  stack.content = { ...stack.content, resources: [...others, resource] };
}

function dropResource(stack: FakeStack, resource: FakeResource): void {
  const resources = stack.content.resources.filter((other) => thingOf(other) !== thingOf(resource));
  stack.content = { ...stack.content, resources };
}

/** A scripted failure of a resource, given by its logical id alone or with its stack's name. */
function failureOf(world: FakeWorld, stack: FakeStack, logicalId: string, phase: FailurePhase): string | undefined {
  return world.failures.get(`${phase}:${stack.name}/${logicalId}`) ?? world.failures.get(`${phase}:${logicalId}`);
}

function scopeOf(world: FakeWorld, stack: FakeStack): Scope {
  const { account, region } = world;
  const resources = new Map(stack.content.resources.map((resource) => [resource.logicalId, resource]));
  return {
    account,
    region,
    stackName: stack.name,
    stackId: stack.stackId,
    parameters: stack.content.parameters,
    resources,
  };
}

/** The outputs of the stack as its resources are now. */
export function outputsOf(world: FakeWorld, stack: FakeStack): Readonly<Record<string, string>> {
  const outputs = Object.entries(stack.content.template.Outputs ?? {});
  return Object.fromEntries(
    outputs.map(([name, output]) => [name, String(resolve(output.Value, scopeOf(world, stack)))]),
  );
}
