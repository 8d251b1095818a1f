import type { CoreEvent, ObjectReference } from './event.ts';

/** What was collected into one archive. */
export interface Bundle {
  readonly entries: number;
  /** Of all objects in it, before compression. */
  readonly bytes: number;
  /** SHA-256 of the archive, in hex. */
  readonly sha256: string;
}

/** What one action hands to the next. */
export interface Item {
  /** Of the event, or of the bundle that was made of several. */
  readonly id: string;
  readonly event: CoreEvent;
  /** What the next action works on: the event's object, or what the action before made of it. */
  readonly object?: ObjectReference;
  /** Where `object` is a bundle. */
  readonly bundle?: Bundle;
}

/** The item that a pipeline begins with. */
export function itemOf(event: CoreEvent): Item {
  return { id: event.id, event, ...(event.object !== undefined && { object: event.object }) };
}
