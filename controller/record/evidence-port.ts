import type { EvidenceEvent } from './evidence.ts';
import type { Lease } from './lease.ts';

/** An entry as it lies in the store: where it lies, and its bytes. Not checked: that is what it is read for. */
export interface StoredEvidence {
  readonly number: number;
  readonly text: string;
}

/** One line of the index that is written together with the chain: which event is which entry. */
export interface EvidenceMark {
  /** As `identityOf` gives it. */
  readonly identity: string;
  readonly number: number;
  readonly hash: string;
}

/**
 * What was done, by whom and with whose approval: a chain in which every entry holds the hash of the one before. Entries are never
 * changed and never deleted. Bodies lie in the object store under their digests.
 */
export interface EvidenceLog {
  /**
   * Adds an event as the next entry, under the lease (C1): `Conflict` when that was lost. An event whose identity is in the log
   * already stays as it was written first, so that a lost reply or a crash makes no second entry (C2, C3).
   */
  appendEvidence(event: EvidenceEvent, lease: Lease): Promise<void>;
  /** Entries from a number on, in the order of their places: all of them, or at most `limit`. */
  readEvidence(from: number, limit?: number): Promise<readonly StoredEvidence[]>;
  /** The index: all of it, or that of one run over all its attempts. */
  readEvidenceIndex(run?: string): Promise<readonly EvidenceMark[]>;
  /** A body by its digest; `undefined` when there is none. Throws `CorruptObject` when it is another text. */
  readEvidenceBody(digest: string): Promise<string | undefined>;
}
