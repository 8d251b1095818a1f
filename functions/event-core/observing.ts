import type { PoisonCode } from './poison.ts';

/**
 * What is measured. Counts but for `Bytes` (read from objects), `Spooled` (bytes of archives that went by way of the disk), `Latency` (milliseconds from taking a message to being done with it) and `Age` (milliseconds
 * from what happened to taking its message).
 */
export type Metric = 'Processed' | 'Duplicates' | 'Failures' | 'DeadLetters' | 'Bytes' | 'Spooled' | 'Latency' | 'Age';

/** Adds to a metric. */
export type Meter = (metric: Metric, value: number) => void;

/** What a log line may hold: names and numbers that are not the sender's. No payload, no key, no error text of others. */
export interface SafeContext {
  readonly messageId: string;
  readonly attempt: number;
  /** Digest of the event's id. */
  readonly event?: string;
  readonly kind?: 'object' | 'schedule' | 'custom';
  readonly bucket?: string;
  readonly reason?: PoisonCode;
  /** Class of an error. */
  readonly error?: string;
}

/** Writes a log line. */
export interface Log {
  info(words: string, context: SafeContext): void;
  warn(words: string, context: SafeContext): void;
}
