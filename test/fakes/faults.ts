import { HoldfastError } from '../../controller/diagnostics/error.ts';

/** What happens to one call of a port. `lose-reply` and `crash-after` carry the call out first. */
export type Fault = 'fail' | 'lose-reply' | 'crash-before' | 'crash-after';

/** Thrown when the process "dies" in a call. Not a HoldfastError on purpose: nothing in the product may catch and survive it. */
export class Crash extends Error {
  constructor(call: string) {
    super(`crashed at ${call}`);
    this.name = 'Crash';
  }
}

/**
 * Fault injection shared by the fakes of one test. Ports wrapped by the same `Faults` share one count, so that a test can
 * count the outside calls of a scenario and then hit each of them in turn (C2, C3).
 */
export interface Faults {
  /** Every call so far as `port.method`, in order, also those that a fault hit. */
  readonly calls: readonly string[];
  /** Hits the nth call (from 1) of `call`: `ledger.writeRun`, or `*` for the nth call of any port. Counts from now. */
  inject(fault: Fault, call: string, nth?: number, error?: Error): void;
  /** Takes back every fault that did not fire. */
  clear(): void;
  /** A new process after a crash: calls work again. Faults that did not fire stay. */
  restart(): void;
  /** The port with faults; `name` is the part before the dot in `calls`. */
  wrap<P extends object>(name: string, port: P): P;
}

interface Pending {
  readonly fault: Fault;
  readonly call: string;
  readonly error: Error | undefined;
  remaining: number;
}

/**
 * No faults yet. After a crash every call of every wrapped port throws until `restart()`. With `turn`, every call waits for it before anything
 * else happens, so that the calls of several workers can be made in any order.
 */
export function createFaults(turn?: (call: string) => Promise<void>): Faults {
  const calls: string[] = [];
  const pending: Pending[] = [];
  let crashed = false;

  const takeFault = (call: string): Pending | undefined => {
    const matching = pending.filter((entry) => entry.call === '*' || entry.call === call);
    for (const entry of matching) entry.remaining -= 1;
    const due = matching.find((entry) => entry.remaining === 0);
    if (due) pending.splice(pending.indexOf(due), 1);
    return due;
  };

  const run = async (call: string, work: () => unknown): Promise<unknown> => {
    if (turn !== undefined) await turn(call);
    if (crashed) throw new Crash(call);
    calls.push(call);
    const due = takeFault(call);
    if (due === undefined) return await work();
    if (due.fault === 'crash-before' || due.fault === 'crash-after') crashed = true;
    if (due.fault === 'lose-reply' || due.fault === 'crash-after') await work();
    throw due.error ?? (crashed ? new Crash(call) : unavailable(call));
  };

  return {
    calls,
    inject: (fault, call, nth = 1, error) => pending.push({ fault, call, error, remaining: nth }),
    clear: () => {
      pending.length = 0;
    },
    restart: () => {
      crashed = false;
    },
    wrap: (name, port) =>
      new Proxy(port, {
        get: (target, key) => {
          const member: unknown = Reflect.get(target, key);
          if (typeof member !== 'function' || typeof key !== 'string') return member;
          return (...args: readonly unknown[]) => run(`${name}.${key}`, () => Reflect.apply(member, target, args));
        },
      }),
  };
}

function unavailable(call: string): HoldfastError {
  return new HoldfastError(`${call} did not answer`, { code: 'Unavailable', source: 'aws', retryable: true });
}
