import type { PoisonCode } from './poison.ts';

/** Attribute of a message that was put aside: the id that it had when it came for the first time. */
export const FIRST_ID = 'holdfast.message-id';

/** Why a message is put aside, as attributes of the message in the dead-letter queue. */
export interface Reason {
  readonly code: PoisonCode;
  /** In words for people; no payload in it. */
  readonly message: string;
}

/** A message as it came. */
export interface DeadLetter {
  /** Of this delivery: put aside twice within minutes, a FIFO queue takes it once. */
  readonly messageId: string;
  /** When it came for the first time; a redrive gives another one. */
  readonly firstId: string;
  readonly body: string;
  /** Of a FIFO queue. */
  readonly group?: string;
}

/** Puts a message into the dead-letter queue, with the reason: SQS moves it there, too, but says nothing. */
export interface DeadLetters {
  put(letter: DeadLetter, reason: Reason): Promise<void>;
}
