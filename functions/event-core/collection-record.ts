import type { Item } from './item.ts';
import type { PoisonCode } from './poison.ts';

/** An item that may belong to a collection. */
export interface Candidate extends Item {
  /** The collection that left it out before: it comes again, and may be taken over from there. */
  readonly from?: string;
}

/** A group of items that are handled together, as the record knows it. */
export interface Collection {
  readonly id: string;
  readonly state: 'open' | 'done';
  /** Who may belong to it; who does is told by the claims. Without payloads. */
  readonly candidates: readonly Candidate[];
  /** Why some were left out, by item. */
  readonly refused: Readonly<Record<string, { readonly code: PoisonCode; readonly message: string }>>;
}

/**
 * The record by which every item gets into exactly one collection, and every collection is handled in the same form by whoever does it. All
 * reads are strongly consistent. What is older than the idempotency period counts as absent, deleted or not.
 */
export interface CollectionRecord {
  /** Writes down a collection before anything is claimed for it; one of that id that is there stays. */
  open(id: string, candidates: readonly Candidate[]): Promise<void>;
  read(id: string): Promise<Collection | undefined>;
  /**
   * Claims an item for a collection, if it is free or `from` has it. Gives the collection that has it then: once claimed, an item stays where
   * it is.
   */
  claim(itemId: string, collection: string, from?: string): Promise<string>;
  /** Writes down that an item is left out; the first reason stays. */
  refuse(collection: string, itemId: string, code: PoisonCode, message: string): Promise<void>;
  /** The last thing that is done about a collection. */
  finish(id: string): Promise<void>;
}
