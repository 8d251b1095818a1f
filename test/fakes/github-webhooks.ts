import type { Clock } from '../../controller/lib/clock.ts';
import type { DeliveryAttempt, DeliveryLog } from '../../controller/trigger/port.ts';

/** The App's webhook at GitHub, as a test sees it. */
export interface FakeWebhooks {
  readonly log: DeliveryLog;
  /** Tells of an event once; `receiver` is who answers, with an HTTP status. Gives the delivery's id. */
  tell(event: { readonly event: string; readonly action?: string }, receiver: Receiver): Promise<string>;
  /** The webhook is set up in the repository, so that the App has no log of it. */
  moveToRepository(): void;
}

/** Takes a delivery with its id; gives the HTTP status of the answer. */
export type Receiver = (guid: string) => Promise<number>;

/** A log in memory. What is asked for again is delivered at once. */
export function createFakeWebhooks(clock: Clock): FakeWebhooks {
  const attempts: (DeliveryAttempt & { readonly receiver: Receiver })[] = [];
  let isOurs = true;
  const deliver = async (of: { guid: string; event: string; action?: string; receiver: Receiver }) => {
    const { guid, event, action, receiver } = of;
    // Ids beyond what a number holds, as GitHub's are.
    const id = String(3_804_004_623_172_239_366n + BigInt(attempts.length));
    const status = await receiver(guid);
    attempts.push({ id, guid, event, ...(action !== undefined && { action }), at: clock.now(), status, receiver });
  };
  return {
    tell: async (event, receiver) => {
      const guid = `guid-${attempts.length + 1}`;
      await deliver({ ...event, guid, receiver });
      return guid;
    },
    moveToRepository: () => {
      isOurs = false;
    },
    log: {
      listDeliveries: async (since) =>
        isOurs ? attempts.filter(({ at }) => at >= since).map(({ receiver: _, ...attempt }) => attempt) : undefined,
      redeliver: async (id) => {
        const found = attempts.find((attempt) => attempt.id === id);
        if (found !== undefined) await deliver(found);
        return found !== undefined;
      },
    },
  };
}
