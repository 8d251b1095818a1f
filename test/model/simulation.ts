import type fc from 'fast-check';
// Loaded at once, so that no worker waits for a file in the middle of a history.
import '../../controller/drift/detect.ts';
import '../../controller/drift/source-fields.ts';
import { HoldfastError } from '../../controller/diagnostics/error.ts';
import { dispatchToApplier, dispatchToPlanner } from '../../controller/dispatch.ts';
import { MAX_RECEIVES } from '../../controller/trigger/port.ts';
import type { ApplierWorld } from '../../controller/world.ts';
import { Crash, createFaults, type Fault, type Faults } from '../fakes/faults.ts';
import { createLoop, type Loop } from '../loop/loop.ts';
import type { Model } from './model.ts';
import { newPast, type Past, type Worker } from './past.ts';
import { createPost, type Letter, type Post } from './post.ts';
import { type Services, servicesOf } from './services.ts';
import { createWitness, type Witness } from './witness.ts';

/** What is wrong with the next worker. A fault that comes after its last call is left to the one after it. */
export interface Trouble {
  readonly fault?: { readonly kind: Fault; readonly nth: number; readonly call?: string };
  /** Calls after which its invocation runs out of time (C12). */
  readonly hurriesAfter?: number;
  /** How far its clock is off, in milliseconds. */
  readonly skewMs?: number;
}

/** A controller whose every outside call is under the history's control. Nothing in it depends on real time or real chance. */
export interface Simulation {
  readonly model: Model;
  readonly loop: Loop;
  readonly post: Post;
  readonly services: Services;
  readonly witness: Witness;
  readonly past: Past;
  /** Messages that were given up. */
  readonly dead: readonly Letter[];
  /** Stack events that EventBridge is going to lose. */
  eventsToLose: number;
  /** The next operation of the stack begins, and then makes no progress. */
  standStill(stack: string): void;
  /** AWS and GitHub are well again. */
  healAll(): void;
  /** Time passes. CloudFormation begins what it was told within seconds, whatever becomes of it. */
  pass(ms: number): void;
  /** The next worker has this trouble. */
  trouble(trouble: Trouble): void;
  /** One thing happens: a message is worked on, CloudFormation moves, or time passes until the next message. False when nothing is left. */
  round(): Promise<boolean>;
  work(rounds: number): Promise<boolean>;
  /** Goes on until a worker dies, or for so many rounds. */
  untilDead(rounds: number): Promise<void>;
  /** Goes on until something was seen once more, or for so many rounds. */
  until(what: string, rounds: number): Promise<void>;
  /** Takes a message, whichever it is, before its turn. */
  takeOutOfTurn(nth: number): Promise<void>;
  /** Lets new workers and those that were paused make so many calls in all, in any order; then they pause. */
  together(newcomers: number, calls: number): Promise<void>;
  /** Paused workers go on until they are done. */
  wakeAll(): Promise<void>;
  readonly paused: number;
}

const TICK_MS = 2000;
const HAND_OVER_MS = 20_000;
const PLENTY_MS = 100_000;

export function createSimulation(model: Model, scheduler: fc.Scheduler): Simulation {
  const loop = createLoop();
  const { clock, cloudformation, ledger } = loop;
  const post = createPost(clock);
  const services = servicesOf(cloudformation);
  const past = newPast(model);
  const witness = createWitness(past, ledger, cloudformation);
  const dead: Letter[] = [];
  const troubles: Trouble[] = [];
  const inFlight = new Set<Promise<void>>();
  const unlucky = new Set<string>();
  let workers = 0;
  const state = { eventsToLose: 0, tickedAt: clock.now(), deaths: 0, failure: undefined as unknown };

  cloudformation.onStatusChange(({ stackName, stackId, status }) => {
    witness.count(status);
    if (status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS' && unlucky.delete(stackName)) {
      cloudformation.stall(stackName);
    }
    if (state.eventsToLose > 0) {
      state.eventsToLose -= 1;
      return;
    }
    post.arrive({ type: 'stack-event', stackName, stackId, status }, 'applier');
  });

  const tick = (): boolean => {
    state.tickedAt = clock.now();
    return cloudformation.tick();
  };
  const pass = (ms: number) => {
    if (clock.now() + ms >= state.tickedAt + TICK_MS) tick();
    clock.advance(ms);
  };

  const worldOf = (worker: Worker, faults: Faults, { hurriesAfter, skewMs = 0 }: Trouble): ApplierWorld => {
    const { world } = loop;
    const wrapped = <P extends object>(name: string, port: P): P => faults.wrap(name, port);
    const writer = wrapped('cloudformation', witness.writer(worker));
    const lambda = wrapped('lambda', services);
    return {
      ...world,
      clock: { now: () => clock.now() + skewMs },
      source: wrapped('source', world.source),
      pulls: wrapped('pulls', world.pulls),
      checks: wrapped('checks', witness.checks(worker, world.checks)),
      comments: wrapped('comments', world.comments),
      events: wrapped('events', world.events),
      stacks: writer,
      writer,
      functions: lambda,
      apis: lambda,
      codeDigests: lambda,
      codeRestorer: lambda,
      openResources: async () => wrapped('resources', services.resources),
      ledger: wrapped('ledger', witness.ledger(worker)),
      queue: wrapped('queue', post),
      outputStores: {
        states: wrapped('states', world.outputStores.states),
        parameters: wrapped('parameters', world.outputStores.parameters),
      },
      remainingMs: () => (hurriesAfter !== undefined && faults.calls.length >= hurriesAfter ? HAND_OVER_MS : PLENTY_MS),
    };
  };

  const leaveFault = ({ fault }: Trouble, { calls }: Faults) => {
    if (fault === undefined) return;
    const nth = fault.nth - calls.filter((call) => fault.call === undefined || call === fault.call).length;
    if (nth > 0) troubles.unshift({ fault: { ...fault, nth } });
  };

  /** As Lambda and SQS do: done when the function returns, shown again when it throws, given up after five times. */
  const invoke = async (letter: Letter, turn?: (call: string) => Promise<void>): Promise<void> => {
    workers += 1;
    letter.taken = true;
    letter.attempts += 1;
    pass(50);
    const { trigger, role } = letter;
    const worker: Worker = {
      id: `worker ${workers}`,
      role,
      trigger,
      began: model.moment,
      lease: undefined,
      lateCalls: 0,
      looked: new Map(),
    };
    const trouble = troubles.shift() ?? {};
    const faults = createFaults(turn && ((call) => turn(`${worker.id} ${call}`)));
    if (trouble.fault !== undefined) faults.inject(trouble.fault.kind, trouble.fault.call ?? '*', trouble.fault.nth);
    const world = worldOf(worker, faults, trouble);
    const delivery = { owner: worker.id, isLastAttempt: letter.attempts >= MAX_RECEIVES };
    try {
      if (role === 'planner') await dispatchToPlanner(trigger, delivery, world);
      else await dispatchToApplier(trigger, delivery, world);
      post.remove(letter);
      leaveFault(trouble, faults);
    } catch (error) {
      if (error instanceof Crash) {
        state.deaths += 1;
        witness.count('crash');
      } else if (error instanceof HoldfastError) witness.count(`invocation that ended with ${error.code}`);
      else {
        state.failure ??= error;
        throw error;
      }
      letter.taken = false;
      letter.visibleAt = clock.now() + 1000;
      if (letter.attempts < MAX_RECEIVES) return;
      dead.push(letter);
      post.remove(letter);
    }
  };

  const beginTogether = (letter: Letter): void => {
    const work = invoke(letter, (call) => scheduler.schedule(Promise.resolve(), call)).catch((error: unknown) => {
      state.failure ??= error;
    });
    inFlight.add(work);
    void work.finally(() => inFlight.delete(work));
  };
  /** Everything that can go on without another call has done so: the fakes answer at once. */
  const calm = () => new Promise((resolve) => setImmediate(resolve));
  const step = async (): Promise<boolean> => {
    await calm();
    if (scheduler.count() === 0) return false;
    await scheduler.waitOne();
    await calm();
    if (state.failure !== undefined) throw state.failure;
    return true;
  };

  const round = async (): Promise<boolean> => {
    const letter = post.visible()[0];
    if (letter !== undefined) {
      await invoke(letter);
      return true;
    }
    if (tick()) {
      clock.advance(TICK_MS);
      return true;
    }
    const next = post.nextAt();
    if (next === undefined) return false;
    pass(Math.max(next - clock.now(), 0));
    return true;
  };

  return {
    model,
    loop,
    post,
    services,
    witness,
    past,
    dead,
    get eventsToLose() {
      return state.eventsToLose;
    },
    set eventsToLose(count) {
      state.eventsToLose = count;
    },
    standStill: (stack) => void unlucky.add(stack),
    healAll: () => {
      unlucky.clear();
      state.eventsToLose = 0;
      cloudformation.healAll();
      loop.github.lagBranch('main', 0);
    },
    pass,
    trouble: (trouble) => {
      troubles.push(trouble);
      if (trouble.fault !== undefined) model.faults += 1;
    },
    round,
    work: async (rounds) => {
      for (let count = 0; count < rounds; count += 1) if (!(await round())) return false;
      return true;
    },
    untilDead: async (rounds) => {
      const before = state.deaths;
      for (let count = 0; count < rounds && state.deaths === before; count += 1) if (!(await round())) return;
    },
    until: async (what, rounds) => {
      const before = witness.seen.get(what);
      for (let count = 0; count < rounds && witness.seen.get(what) === before; count += 1) if (!(await round())) return;
    },
    takeOutOfTurn: async (nth) => {
      const visible = post.visible();
      const letter = visible[nth % Math.max(visible.length, 1)];
      if (letter !== undefined) await invoke(letter);
    },
    together: async (newcomers, calls) => {
      for (const letter of post.visible().slice(0, newcomers)) beginTogether(letter);
      for (let count = 0; count < calls; count += 1) if (!(await step())) return;
    },
    wakeAll: async () => {
      troubles.length = 0;
      while (await step());
    },
    get paused() {
      return inFlight.size;
    },
  };
}
