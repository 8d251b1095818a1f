/** Why an event can never be handled as it is, however often it is tried. The code goes to metrics, the words to people. */
export const POISON_CODES = [
  'unreadable',
  'hostile-key',
  'no-object',
  'object-changed',
  'object-gone',
  'object-too-large',
  'archive-bomb',
  'too-large-to-forward',
  'same-id-other-content',
  'tried-too-often',
] as const;

/** One of {@link POISON_CODES}. */
export type PoisonCode = (typeof POISON_CODES)[number];

/** An event that belongs into the dead-letter queue at once. The message names no payload: it is logged, and read by people. */
export class PoisonError extends Error {
  override readonly name = 'PoisonError';
  readonly code: PoisonCode;

  constructor(code: PoisonCode, message: string) {
    super(message);
    this.code = code;
  }
}
