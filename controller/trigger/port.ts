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
