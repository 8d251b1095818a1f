import type { Clock } from '../../controller/lib/clock.ts';
import type { TriggerQueue } from '../../controller/trigger/port.ts';
import { routeTrigger } from '../../controller/trigger/route-trigger.ts';
import type { ReconcilerRole, Trigger } from '../../controller/trigger/trigger.ts';

/** SQS remembers a deduplication id for 5 minutes. */
const REMEMBERED_MS = 5 * 60_000;

/** A trigger on its way to a worker. */
export interface Letter {
  readonly id: number;
  readonly trigger: Trigger;
  readonly role: ReconcilerRole;
  /** Came from GitHub or EventBridge, and not yet through a queue: it may be lost. */
  readonly outside: boolean;
  visibleAt: number;
  /** How often it was taken. */
  attempts: number;
  taken: boolean;
}

/**
 * The queues, worse than SQS is: no groups, so that any two messages may be worked on at once (C1), and whoever asks takes any message he
 * likes (C3). What a queue has accepted is never lost but by the dead-letter queue (C5).
 */
export interface Post extends TriggerQueue {
  readonly letters: readonly Letter[];
  /** Something comes from outside. */
  arrive(trigger: Trigger, role: ReconcilerRole): void;
  /** What a worker may take now, oldest first. */
  visible(): readonly Letter[];
  /** When the next delayed message becomes visible. */
  nextAt(): number | undefined;
  remove(letter: Letter): void;
  /** Delivered twice. */
  repeat(letter: Letter): void;
}

export function createPost(clock: Clock): Post {
  let letters: readonly Letter[] = [];
  let count = 0;
  const seen = new Map<string, number>();
  const add = (trigger: Trigger, role: ReconcilerRole, outside: boolean, delaySeconds = 0) => {
    count += 1;
    const visibleAt = clock.now() + delaySeconds * 1000;
    letters = [...letters, { id: count, trigger, role, outside, visibleAt, attempts: 0, taken: false }];
  };
  return {
    get letters() {
      return letters;
    },
    send: async (trigger, role) => {
      const { deduplicationId } = routeTrigger(trigger);
      const key = `${role} ${deduplicationId}`;
      if (deduplicationId !== undefined && clock.now() < (seen.get(key) ?? 0) + REMEMBERED_MS) return;
      seen.set(key, clock.now());
      add(structuredClone(trigger), role, false);
    },
    sendLater: async (trigger, role, delaySeconds) => add(structuredClone(trigger), role, false, delaySeconds),
    arrive: (trigger, role) => add(trigger, role, true),
    visible: () =>
      letters
        .filter(({ taken, visibleAt }) => !taken && visibleAt <= clock.now())
        .toSorted((a, b) => a.visibleAt - b.visibleAt || a.id - b.id),
    nextAt: () => {
      const waiting = letters.filter(({ taken }) => !taken).map(({ visibleAt }) => visibleAt);
      return waiting.length === 0 ? undefined : Math.min(...waiting);
    },
    remove: (letter) => {
      letters = letters.filter((other) => other !== letter);
    },
    repeat: ({ trigger, role, outside }) => add(trigger, role, outside),
  };
}
