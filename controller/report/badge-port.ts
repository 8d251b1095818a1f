import type { BadgeChange, BadgeRecord } from './badge.ts';

/** Where the one thing lies that a badge shows: written by the controller, read by the function that answers to everybody. */
export interface BadgeReader {
  /** `undefined` while nothing was written. Throws a HoldfastError. */
  readBadge(): Promise<BadgeRecord | undefined>;
}

export interface BadgeStore extends BadgeReader {
  /** Changes one field and leaves the other; an older change of the same field never replaces a newer one. Throws a HoldfastError. */
  writeBadge(change: BadgeChange, at: number): Promise<void>;
}
