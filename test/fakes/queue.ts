import { HoldfastError } from '../../controller/diagnostics/error.ts';
import type { Clock } from '../../controller/lib/clock.ts';
import { MAX_DELAY_SECONDS, type TriggerQueue } from '../../controller/trigger/port.ts';
import { routeTrigger } from '../../controller/trigger/route-trigger.ts';
import type { ReconcilerRole } from '../../controller/trigger/trigger.ts';
import { createFaults, type Faults } from './faults.ts';

/** SQS remembers a deduplication id for 5 minutes, also of a message that was taken and deleted. */
const REMEMBERED_MS = 5 * 60_000;

/** The two FIFO queues, and the standard queue for delayed messages of both, which the applier reads. */
export type QueueName = ReconcilerRole | 'timer';

/** A message somebody has taken: hidden from others, and its group with it, until it is done or released. */
export interface TakenMessage {
  readonly body: string;
  /** How often it was taken, this time included. */
  readonly attempt: number;
  done(): Promise<void>;
  /** Shows it to the next taker, as the end of the visibility timeout does. */
  release(): Promise<void>;
}

export interface FakeQueue extends TriggerQueue {
  readonly faults: Faults;
  /** The next visible message, if there is one. */
  take(queue: QueueName): TakenMessage | undefined;
  /** Bodies of all messages that are not done, delayed ones included, in order. */
  waiting(queue: QueueName): readonly string[];
}

interface StoredMessage {
  readonly body: string;
  readonly group: string | undefined;
  readonly visibleAt: number;
  attempts: number;
  isTaken: boolean;
}

/** TriggerQueue in memory, as SQS behaves: FIFO groups, deduplication, delays by the clock. In `faults` it is `queue`. */
export function createFakeQueue(clock: Clock, faults: Faults = createFaults()): FakeQueue {
  const queues: Readonly<Record<QueueName, StoredMessage[]>> = { planner: [], applier: [], timer: [] };
  const seen = new Map<string, number>();
  const add = (queue: QueueName, body: string, group: string | undefined, delaySeconds: number) =>
    queues[queue].push({ body, group, visibleAt: clock.now() + delaySeconds * 1000, attempts: 0, isTaken: false });

  const port: TriggerQueue = {
    send: async (trigger, role) => {
      const { group, deduplicationId } = routeTrigger(trigger);
      const key = `${role} ${deduplicationId}`;
      const isRepeated = deduplicationId !== undefined && clock.now() < (seen.get(key) ?? 0) + REMEMBERED_MS;
      if (isRepeated) return;
      seen.set(key, clock.now());
      add(role, JSON.stringify(trigger), group, 0);
    },
    sendLater: async (trigger, _role, delaySeconds) => {
      const isAllowed = Number.isInteger(delaySeconds) && delaySeconds >= 0 && delaySeconds <= MAX_DELAY_SECONDS;
      if (!isAllowed) throw refused('DelayOutOfRange');
      add('timer', JSON.stringify(trigger), undefined, delaySeconds);
    },
  };
  return {
    ...faults.wrap('queue', port),
    faults,
    waiting: (queue) => queues[queue].map((message) => message.body),
    take: (queue) => takeFrom(queues[queue], clock.now()),
  };
}

function takeFrom(messages: StoredMessage[], now: number): TakenMessage | undefined {
  const busy = new Set(messages.filter((one) => one.isTaken && one.group !== undefined).map((one) => one.group));
  const next = messages.find((one) => !one.isTaken && one.visibleAt <= now && !busy.has(one.group));
  if (next === undefined) return undefined;
  next.isTaken = true;
  next.attempts += 1;
  return {
    body: next.body,
    attempt: next.attempts,
    done: async () => {
      messages.splice(messages.indexOf(next), 1);
    },
    release: async () => {
      next.isTaken = false;
    },
  };
}

function refused(code: string): HoldfastError {
  return new HoldfastError(`refused: ${code}`, { code, source: 'holdfast', retryable: false });
}
