import type { EventDetails, EventType } from './event-details.ts';

/** A fact about a run, for others to subscribe to. Discriminated by `type`, which is EventBridge's `detail-type`. */
export type HoldfastEvent = { [T in EventType]: { readonly type: T; readonly detail: EventDetails[T] } }[EventType];

/** Where events go. Order is not promised, and an event may arrive twice. */
export interface EventPublisher {
  /** Throws a HoldfastError when any of the events was not taken; publishing all of them again is harmless. */
  publish(events: readonly HoldfastEvent[]): Promise<void>;
}
