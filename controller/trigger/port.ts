import type { ReconcilerRole, Trigger } from './trigger.ts';

/** The longest that a message can be delayed (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html). */
export const MAX_DELAY_SECONDS = 900;

/**
 * Where triggers wait for a reconciler. Delivery is at least once; triggers of one message group arrive in order and one at a
 * time. Throws a HoldfastError: `Throttled` and `Unavailable` are retryable, others are terminal.
 */
export interface TriggerQueue {
  /** Sends to the role's queue. Two sends with one deduplication id within 5 minutes are one message. */
  send(trigger: Trigger, role: ReconcilerRole): Promise<void>;
  /**
   * Sends so that it arrives after `delaySeconds` (0..900), outside any message group and never deduplicated.
   * Throws `NoTimer` for a role that has none, and `DelayOutOfRange`.
   */
  sendLater(trigger: Trigger, role: ReconcilerRole, delaySeconds: number): Promise<void>;
}

/**
 * Which webhook deliveries were handled. Apart from the ledger, because the webhook may write nothing else.
 * Expiry stamps are compared, never awaited (C11).
 */
export interface Deliveries {
  /** Marks a webhook delivery as handled; false when it already was (W11). Keeps it 4 days. */
  recordDelivery(id: string, now: number): Promise<boolean>;
  hasDelivery(id: string, now: number): Promise<boolean>;
}

/** The secrets with which GitHub may sign. During a rotation two are valid (W12). */
export interface WebhookSecrets {
  /** May be some minutes old. */
  read(): Promise<readonly string[]>;
  /** Fresh ones, after a signature did not match; `undefined` when fresh ones were read a moment ago. */
  reread(): Promise<readonly string[] | undefined>;
}

/** How often a queue hands a message out before it goes to the dead-letter queue (C5). */
export const MAX_RECEIVES = 5;

/** One attempt of GitHub to deliver a webhook, as its log has it. */
export interface DeliveryAttempt {
  /** GitHub's id of the attempt: a text, because it is beyond what a JavaScript number holds (R7). */
  readonly id: string;
  /** `X-GitHub-Delivery`, the same in every attempt (W11). */
  readonly guid: string;
  readonly event: string;
  readonly action?: string;
  /** When, in epoch milliseconds. */
  readonly at: number;
  /** HTTP status of the answer; whatever is not a 2xx has not arrived, also where there was no answer. */
  readonly status: number;
}

/** GitHub's log of the deliveries of the App's webhook, as far as they are about the registry repository (W7, W8). */
export interface DeliveryLog {
  /**
   * Attempts since a time, in no promised order; the newest ones where there are very many. `undefined` when the App has no webhook of its own, so
   * that there is no log that it may read. Throws a HoldfastError.
   */
  listDeliveries(since: number): Promise<readonly DeliveryAttempt[] | undefined>;
  /** Has GitHub send this delivery again, soon. False when GitHub has it no more. Throws a HoldfastError. */
  redeliver(attempt: string): Promise<boolean>;
}
