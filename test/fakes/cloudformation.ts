import type { StackWriter } from '../../controller/apply/port.ts';
import { HoldfastError } from '../../controller/diagnostics/error.ts';
import type { Clock } from '../../controller/lib/clock.ts';
import type { ChangeSetRehearser, FailedCheck } from '../../controller/rehearse/port.ts';
import { createFakeClock } from './clock.ts';
import { type PersonAtTheConsole, personAtTheConsole } from './cloudformation/by-hand.ts';
import { identity, stackWriter } from './cloudformation/stacks.ts';
import {
  type FailurePhase,
  type FakeResource,
  type FakeStack,
  type FakeWorld,
  requireStack,
  type StackStatus,
  type StackStatusChange,
  setStatus,
} from './cloudformation/state.ts';
import { createFaults, type Faults } from './faults.ts';

export type { HandEdit } from './cloudformation/by-hand.ts';
export type { FakeResource, FakeStack, StackStatus, StackStatusChange } from './cloudformation/state.ts';

/** A call that reached CloudFormation. Calls that a fault stopped before are only in `faults.calls`. */
export interface ServedCall {
  readonly method: keyof CloudFormationPort;
  readonly args: readonly unknown[];
  /** True when the call may change something: a planner makes none of these (P1). */
  readonly mutating: boolean;
}

/** Everything that we ask of CloudFormation, for an apply and for a rehearsal. */
export type CloudFormationPort = StackWriter & ChangeSetRehearser;

/** How a fake is set up. */
export interface FakeCloudFormationOptions {
  readonly clock?: Clock;
  /** Pass one to share the count of calls with other fakes; this port is called `cloudformation` in it. */
  readonly faults?: Faults;
  /** Finish every operation within the call that starts it, for tests that are not about waiting. */
  readonly autoSettle?: boolean;
}

/** CloudFormation in memory; `cloudformation.md` says what it does and where each behaviour comes from. */
export interface FakeCloudFormation extends CloudFormationPort, PersonAtTheConsole {
  readonly faults: Faults;
  readonly calls: readonly ServedCall[];
  readonly mutatingCalls: readonly ServedCall[];
  /** Moves every change set and operation one step; false when nothing was left to move. */
  tick(): boolean;
  /** Ticks until nothing moves; stalled stacks stay where they are. */
  settle(): void;
  /** A resource fails from now on: `Queue`, or `stack-name/Queue` where several stacks have one. */
  fail(logicalId: string, reason: string, phase?: FailurePhase): void;
  /** Takes every scripted failure of the resource back. */
  heal(logicalId: string): void;
  /** Nothing fails, stands still or is throttled any more. */
  healAll(): void;
  /** The next change set ends FAILED for this reason, as a hook or a transform makes it; `checks` is what its events say. */
  failNextChangeSet(reason: string, checks?: readonly FailedCheck[]): void;
  /** What does not pass in the next change set, without stopping it. */
  warnNextChangeSet(checks: readonly FailedCheck[]): void;
  /** The stack's operations make no progress until `resume`. */
  stall(stackName: string): void;
  resume(stackName: string): void;
  /** The next `n` calls are answered "Rate exceeded" without effect. */
  throttle(n: number): void;
  /** So is every call for which this says so. */
  throttleIf(isThrottled: () => boolean): void;
  /** The nth call of the method from now takes effect, but its caller sees a retryable error (C3). */
  loseReply(method: keyof CloudFormationPort, nth?: number): void;
  /** The process dies before, or after, the nth call from now of any port that shares `faults` (C2). */
  crashBefore(nth: number): void;
  crashAfter(nth: number): void;
  /** Puts a stack into any status, to see what a controller does with it (C9). */
  forceStatus(stackName: string, status: StackStatus): void;
  /** Names and statuses of all stacks that are not deleted. */
  statuses(): Readonly<Record<string, StackStatus>>;
  /** Names of the change sets that are there, of all stacks. */
  changeSetNames(): readonly string[];
  /** What deleted stacks and updates let go instead of deleting it. */
  retained(): readonly Pick<FakeResource, 'logicalId' | 'type' | 'physicalId'>[];
  isProtected(stackName: string): boolean;
  /** Every stack that ever was, as it is; only to be looked at. */
  readonly stacks: readonly FakeStack[];
  /** Calls the listener at every status change, as EventBridge would; gives back how to stop that. */
  onStatusChange(listener: (change: StackStatusChange) => void): () => void;
}

const MUTATING: ReadonlySet<keyof CloudFormationPort> = new Set([
  'createChangeSet',
  'executeChangeSet',
  'deleteChangeSet',
  'deleteStack',
  'setTerminationProtection',
  'continueUpdateRollback',
  'rollbackStack',
]);

/** An account without stacks. */
export function createFakeCloudFormation(options: FakeCloudFormationOptions = {}): FakeCloudFormation {
  const { clock = createFakeClock(), faults = createFaults(), autoSettle = false } = options;
  const world = emptyWorld(clock);
  const calls: ServedCall[] = [];
  let isThrottled = () => false;

  const serve = (method: keyof CloudFormationPort, args: readonly unknown[]) => {
    const mutating = MUTATING.has(method);
    calls.push({ method, args: structuredClone(args), mutating });
    if (!isThrottled()) return;
    throw new HoldfastError('Rate exceeded', { code: 'Throttled', source: 'aws', retryable: true });
  };
  const port = served(stackWriter(world), serve, (method) => {
    if (autoSettle && MUTATING.has(method)) settle(world);
  });
  return {
    ...faults.wrap<CloudFormationPort>('cloudformation', port),
    ...personAtTheConsole(world),
    ...inspection(world),
    faults,
    calls,
    get mutatingCalls() {
      return calls.filter((call) => call.mutating);
    },
    tick: () => tick(world),
    settle: () => settle(world),
    fail: (logicalId, reason, phase = 'apply') => world.failures.set(`${phase}:${logicalId}`, reason),
    heal: (logicalId) => {
      for (const phase of ['apply', 'rollback', 'delete']) world.failures.delete(`${phase}:${logicalId}`);
    },
    healAll: () => {
      world.failures.clear();
      world.changeSetFates.length = 0;
      world.stalled.clear();
      isThrottled = () => false;
    },
    failNextChangeSet: (reason, checks = []) => world.changeSetFates.push({ reason, checks }),
    warnNextChangeSet: (checks) => world.changeSetFates.push({ checks }),
    stall: (stackName) => world.stalled.add(stackName),
    resume: (stackName) => world.stalled.delete(stackName),
    throttle: (n) => {
      let left = n;
      isThrottled = () => left > 0 && left-- > 0;
    },
    throttleIf: (throttled) => {
      isThrottled = throttled;
    },
    loseReply: (method, nth = 1) => faults.inject('lose-reply', `cloudformation.${method}`, nth),
    crashBefore: (nth) => faults.inject('crash-before', '*', nth),
    crashAfter: (nth) => faults.inject('crash-after', '*', nth),
  };
}

function emptyWorld(clock: Clock): FakeWorld {
  return {
    clock,
    account: '123456789012',
    region: 'us-east-1',
    stacks: [],
    making: [],
    failures: new Map(),
    changeSetFates: [],
    stalled: new Set(),
    retained: [],
    listeners: new Set(),
  };
}

/** The port with a word before and after every call. */
function served(
  port: CloudFormationPort,
  before: (method: keyof CloudFormationPort, args: readonly unknown[]) => void,
  after: (method: keyof CloudFormationPort) => void,
): CloudFormationPort {
  return new Proxy(port, {
    get: (target, key: keyof CloudFormationPort) => {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return async (...args: readonly unknown[]) => {
        before(key, args);
        const answer: unknown = await Reflect.apply(member, target, args);
        after(key);
        return answer;
      };
    },
  });
}

function tick(world: FakeWorld): boolean {
  let moved = false;
  for (const entry of [...world.making]) {
    moved = true;
    if (entry.work.next().done) world.making.splice(world.making.indexOf(entry), 1);
  }
  for (const stack of world.stacks.filter((candidate) => !world.stalled.has(candidate.name))) {
    const { operation } = stack;
    if (operation === undefined) continue;
    moved = true;
    if (operation.next().done && stack.operation === operation) stack.operation = undefined;
  }
  return moved;
}

function settle(world: FakeWorld): void {
  while (tick(world));
}

function inspection(
  world: FakeWorld,
): Pick<
  FakeCloudFormation,
  'forceStatus' | 'statuses' | 'changeSetNames' | 'retained' | 'isProtected' | 'onStatusChange' | 'stacks'
> {
  const existing = (): readonly FakeStack[] => world.stacks.filter((stack) => stack.status !== 'DELETE_COMPLETE');
  return {
    forceStatus: (name, status) => setStatus(world, requireStack(world, name), status),
    statuses: () => Object.fromEntries(existing().map((stack) => [stack.name, stack.status])),
    changeSetNames: () => existing().flatMap(({ changeSets }) => [...changeSets.keys()]),
    retained: () => world.retained.map(identity),
    isProtected: (name) => requireStack(world, name).protected,
    stacks: world.stacks,
    onStatusChange: (listener) => {
      world.listeners.add(listener);
      return () => world.listeners.delete(listener);
    },
  };
}
