import type { PoisonCode } from './poison.ts';

/** Why a message is put aside, as attributes of the message in the dead-letter queue. */
export interface Reason {
  readonly code: PoisonCode;
  /** In words for people; no payload in it. */
  readonly message: string;
}

/** A message as it came. */
export interface DeadLetter {
  readonly messageId: string;
  readonly body: string;
  /** Of a FIFO queue. */
  readonly group?: string;
}

/** Puts a message into the dead-letter queue, with the reason: SQS moves it there, too, but says nothing. */
export interface DeadLetters {
  put(letter: DeadLetter, reason: Reason): Promise<void>;
}
