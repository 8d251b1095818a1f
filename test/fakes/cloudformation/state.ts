import type { ChangeSetRequest, ChangeSetState, StackEvent } from '../../../controller/apply/port.ts';
import type { Template, TemplateResource } from '../../../controller/compile/template.ts';
import { HoldfastError } from '../../../controller/diagnostics/error.ts';
import type { Clock } from '../../../controller/lib/clock.ts';
import { digestOf } from '../../../controller/lib/digest.ts';
import type { Json } from '../../../controller/lib/json.ts';
import type { FailedCheck } from '../../../controller/rehearse/port.ts';
import type { KnownStackStatus } from '../../../controller/status/stack-status.ts';

export type StackStatus = Exclude<KnownStackStatus, 'NO_STACK'>;

/** Work that CloudFormation does on its own: each `yield` is a moment at which a reader may look. */
export type Operation = Generator<void, void, void>;

/** When a scripted failure hits a resource: as it is made or changed, as a rollback takes that back, as it is deleted. */
export type FailurePhase = 'apply' | 'rollback' | 'delete';

export interface FakeResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly definition: TemplateResource;
  /** Properties with every intrinsic resolved. */
  readonly properties: Json;
  /** Somebody changed the real thing; only a drift-aware change set sees that. */
  readonly drifted: boolean;
}

/** All that an update replaces and a rollback brings back. */
export interface StackContent {
  readonly body: string;
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: readonly FakeResource[];
}

export interface FakeChangeSet {
  readonly request: ChangeSetRequest;
  state: ChangeSetState;
  /** What did not pass in it. */
  checks: readonly FailedCheck[];
}

export interface FakeStack {
  readonly name: string;
  readonly stackId: string;
  status: StackStatus;
  statusReason: string;
  content: StackContent;
  /** What an unfinished rollback goes back to. */
  rollbackTo: StackContent | undefined;
  protected: boolean;
  roleArn: string | undefined;
  updatedAt: number;
  /** Oldest first. */
  readonly events: StackEvent[];
  readonly changeSets: Map<string, FakeChangeSet>;
  readonly tokens: Set<string>;
  operation: Operation | undefined;
}

/** A status change of a stack, as EventBridge tells it. */
export interface StackStatusChange {
  readonly stackName: string;
  readonly stackId: string;
  readonly status: StackStatus;
}

/** Everything the fake holds. */
export interface FakeWorld {
  readonly clock: Clock;
  readonly account: string;
  readonly region: string;
  /** Deleted stacks stay here, as they do in CloudFormation. */
  readonly stacks: FakeStack[];
  /** Change sets in the making, by stack. */
  readonly making: { readonly stack: FakeStack; readonly work: Operation }[];
  readonly failures: Map<string, string>;
  /** What becomes of the next change sets: with a reason they fail. */
  readonly changeSetFates: { readonly reason?: string; readonly checks: readonly FailedCheck[] }[];
  readonly stalled: Set<string>;
  /** What stacks let go without deleting it. */
  readonly retained: FakeResource[];
  readonly listeners: Set<(change: StackStatusChange) => void>;
}

const NOTHING: StackContent = {
  body: '',
  template: { AWSTemplateFormatVersion: '2010-09-09', Resources: {} },
  parameters: {},
  tags: {},
  outputs: {},
  resources: [],
};

/** A new stack without anything in it, in REVIEW_IN_PROGRESS. */
export function addStack(world: FakeWorld, name: string): FakeStack {
  const hash = digestOf(`${name}/${world.stacks.length}`).slice('sha256:'.length);
  const uuid = [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join(
    '-',
  );
  const stack: FakeStack = {
    name,
    stackId: `arn:aws:cloudformation:${world.region}:${world.account}:stack/${name}/${uuid}`,
    status: 'REVIEW_IN_PROGRESS',
    statusReason: '',
    content: NOTHING,
    rollbackTo: undefined,
    protected: false,
    roleArn: undefined,
    updatedAt: world.clock.now(),
    events: [],
    changeSets: new Map(),
    tokens: new Set(),
    operation: undefined,
  };
  world.stacks.push(stack);
  setStatus(world, stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
  return stack;
}

/** A stack by id, or by the name of one that is not deleted. */
export function findStack(world: FakeWorld, nameOrId: string): FakeStack | undefined {
  return world.stacks.find(
    (stack) => stack.stackId === nameOrId || (stack.name === nameOrId && stack.status !== 'DELETE_COMPLETE'),
  );
}

/** The stack, or StackNotFound as the adapter words it. */
export function requireStack(world: FakeWorld, nameOrId: string): FakeStack {
  const stack = findStack(world, nameOrId);
  if (stack === undefined) throw refusal('StackNotFound', `Stack with id ${nameOrId} does not exist`);
  return stack;
}

export function setStatus(world: FakeWorld, stack: FakeStack, status: StackStatus, reason = ''): void {
  stack.status = status;
  stack.statusReason = reason;
  stack.updatedAt = world.clock.now();
  addEvent(world, stack, { logicalId: stack.name, type: 'AWS::CloudFormation::Stack' }, status, reason);
  for (const listener of world.listeners) listener({ stackName: stack.name, stackId: stack.stackId, status });
}

export function addEvent(
  world: FakeWorld,
  stack: FakeStack,
  { logicalId, type }: { readonly logicalId: string; readonly type: string },
  status: string,
  reason = '',
): void {
  stack.events.push({ logicalId, type, status, ...(reason && { reason }), at: world.clock.now() });
}

/** A refusal in the words and codes of the real adapter. */
export function refusal(code: string, message: string, retryable = false): HoldfastError {
  return new HoldfastError(message, { code, source: 'aws', retryable });
}
