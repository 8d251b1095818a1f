import { type ErrorDetails, HoldfastError } from '../diagnostics/error.ts';
import { redact } from '../lib/redact.ts';

/** What is read of an Octokit error; every field is optional because anything can be thrown. */
interface GithubFailure {
  readonly message: string;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Answers that mean the same thing on every endpoint. */
const BY_STATUS: Readonly<Record<number, Pick<ErrorDetails, 'code' | 'retryable'>>> = {
  401: { code: 'Unauthorized', retryable: false },
  403: { code: 'Forbidden', retryable: false },
  404: { code: 'NotFound', retryable: false },
  409: { code: 'Conflict', retryable: false },
  410: { code: 'NotFound', retryable: false },
  422: { code: 'Invalid', retryable: false },
};

/**
 * Any error of a GitHub call as a HoldfastError with redacted text (S2). `operation` completes "could not …".
 * Gives `RateLimited` (primary and secondary, with the wait that GitHub asks for) and `Unavailable` (5xx, network, timeout),
 * both retryable; `Unauthorized`, `Forbidden`, `NotFound`, `Conflict`, `Invalid`, terminal; `Unexpected` of source `holdfast`
 * for what never came from GitHub. A HoldfastError passes through. The cause is an excerpt: Octokit's own error holds the
 * request and its headers. `now` is epoch milliseconds, to which GitHub's reset time is compared.
 */
export function githubError(error: unknown, operation: string, now: number): HoldfastError {
  if (error instanceof HoldfastError) return error;
  const failure = readFailure(error);
  const message = redact(failure.message);
  const cause = { message, status: failure.status, requestId: failure.headers['x-github-request-id'] };
  return new HoldfastError(`Could not ${operation}: ${message}`, { ...classify(failure, now), cause });
}

/**
 * Seconds that GitHub asks us to wait, or `undefined` when the answer is no rate limit. Secondary limits carry `retry-after`,
 * primary ones a reset time, some neither: then a minute
 * (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit).
 */
export function rateLimitWait(error: unknown, now: number): number | undefined {
  const { status, headers, message } = readFailure(error);
  if (status !== 403 && status !== 429) return undefined;
  const after = seconds(headers['retry-after']);
  if (after !== undefined) return after;
  if (String(headers['x-ratelimit-remaining']) === '0') {
    const reset = seconds(headers['x-ratelimit-reset']);
    return reset === undefined ? 60 : Math.max(1, Math.ceil(reset - now / 1000));
  }
  return status === 429 || /rate limit/i.test(message) ? 60 : undefined;
}

function classify(failure: GithubFailure, now: number): ErrorDetails {
  const { status } = failure;
  const wait = rateLimitWait(failure, now);
  if (wait !== undefined) return { code: 'RateLimited', source: 'github', retryable: true, retryAfterMs: wait * 1000 };
  if (status === undefined) return { code: 'Unexpected', source: 'holdfast', retryable: false };
  if (status >= 500) return { code: 'Unavailable', source: 'github', retryable: true };
  return { source: 'github', ...(BY_STATUS[status] ?? { code: `Status${status}`, retryable: false }) };
}

function readFailure(error: unknown): GithubFailure {
  const status = field(error, 'status');
  const headers = field(field(error, 'response'), 'headers') ?? field(error, 'headers');
  const message = field(error, 'message');
  return {
    message: typeof message === 'string' ? message : String(error),
    status: typeof status === 'number' ? status : undefined,
    headers: typeof headers === 'object' && headers !== null ? { ...headers } : {},
  };
}

function seconds(value: unknown): number | undefined {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
