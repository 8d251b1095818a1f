/** Whose doing an error is: the user's input, AWS, GitHub, or Holdfast itself. */
export type ErrorSource = 'user' | 'aws' | 'github' | 'holdfast';

/** What every Holdfast error carries besides its message. */
export interface ErrorDetails {
  /** PascalCase word for machines, e.g. `Throttled`, `StackNotFound`. */
  readonly code: string;
  readonly source: ErrorSource;
  /** True when the same call may succeed later without a new commit. */
  readonly retryable: boolean;
  /** How long the other side asks us to wait before the next try, where it says so. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/**
 * The one error base. Mistakes in the registry are findings, never errors; an error means that a run could not go on.
 */
export class HoldfastError extends Error {
  readonly code: string;
  readonly source: ErrorSource;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: ErrorDetails) {
    super(message, { cause: details.cause });
    this.name = 'HoldfastError';
    this.code = details.code;
    this.source = details.source;
    this.retryable = details.retryable;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** True for an error that the same call may survive later (throttling, an outage). */
export function isRetryable(error: unknown): boolean {
  return error instanceof HoldfastError && error.retryable;
}
