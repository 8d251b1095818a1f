import { type ErrorDetails, HoldfastError } from '../diagnostics/error.ts';
import { redact } from '../lib/redact.ts';

/** What a kind of AWS failure means to us. */
interface FailureClass {
  readonly code: string;
  readonly retryable: boolean;
  /** Error names of the SDK, as the service sends them, or Node's own network codes. */
  readonly names: readonly string[];
}

/**
 * Error names by meaning; a name stands in one class only. Throttling never fails a revision (C8).
 * `LimitExceededException` is left out of the throttles on purpose: in CloudFormation and IAM it is a quota, which waiting does not cure.
 * Names: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html and
 * https://github.com/smithy-lang/smithy-typescript/blob/main/packages/service-error-classification/src/constants.ts
 */
const FAILURE_CLASSES: readonly FailureClass[] = [
  {
    code: 'Throttled',
    retryable: true,
    names: [
      'Throttling',
      'ThrottlingException',
      'ThrottledException',
      'RequestLimitExceeded',
      'TooManyRequestsException',
      'ProvisionedThroughputExceededException',
      'RequestThrottled',
      'RequestThrottledException',
      'SlowDown',
      'PriorRequestNotComplete',
    ],
  },
  {
    code: 'Unavailable',
    retryable: true,
    names: [
      'InternalError',
      'InternalFailure',
      'InternalServerError',
      'InternalServiceError',
      'ServiceException',
      'ServiceUnavailable',
      'ServiceUnavailableException',
      'RequestTimeout',
      'RequestTimeoutException',
      'TimeoutError',
      'AbortError',
      'ECONNREFUSED',
      'ECONNRESET',
      'EAI_AGAIN',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'ENOTFOUND',
      'EPIPE',
      'ETIMEDOUT',
    ],
  },
  // The next invocation brings fresh credentials, so an expired token heals by itself.
  {
    code: 'CredentialsExpired',
    retryable: true,
    names: ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'RequestTimeTooSkewed'],
  },
  {
    code: 'CredentialsInvalid',
    retryable: false,
    names: [
      'CredentialsProviderError',
      'IncompleteSignature',
      'InvalidAccessKeyId',
      'InvalidClientTokenId',
      'InvalidSignatureException',
      'MissingAuthenticationToken',
      'OptInRequired',
      'SignatureDoesNotMatch',
      'UnrecognizedClientException',
    ],
  },
  {
    code: 'AccessDenied',
    retryable: false,
    names: ['AccessDenied', 'AccessDeniedException', 'AuthFailure', 'NotAuthorized', 'UnauthorizedOperation'],
  },
];

const BY_NAME: ReadonlyMap<string, FailureClass> = new Map(
  FAILURE_CLASSES.flatMap((failure) => failure.names.map((name) => [name, failure] as const)),
);

/** What is read of an SDK error; every field is optional because anything can be thrown. */
interface SdkFailure {
  readonly name: string;
  readonly message: string;
  readonly networkCode: string | undefined;
  readonly httpStatus: number | undefined;
  readonly requestId: string | undefined;
}

/**
 * Any error of an AWS SDK call as a HoldfastError with redacted text (S2).
 * `operation` completes "could not …", e.g. `describe stack demo-network`.
 * Gives `Throttled`, `Unavailable`, `CredentialsExpired` (retryable), `AccessDenied`, `CredentialsInvalid` (terminal);
 * any other AWS answer keeps its own name without `Exception` as code and is terminal;
 * what never came from AWS is `Unexpected` of source `holdfast`. A HoldfastError passes through unchanged.
 * The cause is a redacted excerpt, never the SDK's error itself, which holds the request and its headers.
 */
export function awsError(error: unknown, operation: string): HoldfastError {
  if (error instanceof HoldfastError) return error;
  const failure = readFailure(error);
  const details = { ...classify(failure), cause: excerpt(failure, error) };
  return new HoldfastError(`Could not ${operation}: ${redact(failure.message)}`, details);
}

function classify(failure: SdkFailure): Pick<ErrorDetails, 'code' | 'source' | 'retryable'> {
  const { name, networkCode, httpStatus, message } = failure;
  const known = BY_NAME.get(name) ?? (networkCode === undefined ? undefined : BY_NAME.get(networkCode));
  if (known) return { code: known.code, source: 'aws', retryable: known.retryable };
  if (httpStatus === 429 || /\brate exceeded\b/i.test(message)) return aws('Throttled', true);
  if (httpStatus !== undefined && httpStatus >= 500) return aws('Unavailable', true);
  if (httpStatus === 403) return aws('AccessDenied', false);
  if (httpStatus !== undefined) return aws(name.replace(/Exception$/, '') || 'UnknownError', false);
  if (/socket hang up/i.test(message)) return aws('Unavailable', true);
  return { code: 'Unexpected', source: 'holdfast', retryable: false };
}

function aws(code: string, retryable: boolean): Pick<ErrorDetails, 'code' | 'source' | 'retryable'> {
  return { code, source: 'aws', retryable };
}

function readFailure(error: unknown): SdkFailure {
  const metadata = field(error, '$metadata');
  const httpStatus = field(metadata, 'httpStatusCode');
  const requestId = field(metadata, 'requestId');
  const networkCode = field(error, 'code');
  return {
    name: error instanceof Error ? error.name : '',
    message: error instanceof Error ? error.message : String(error),
    networkCode: typeof networkCode === 'string' ? networkCode : undefined,
    httpStatus: typeof httpStatus === 'number' ? httpStatus : undefined,
    requestId: typeof requestId === 'string' ? requestId : undefined,
  };
}

function excerpt(failure: SdkFailure, error: unknown): Readonly<Record<string, unknown>> {
  const stack = failure.httpStatus === undefined && error instanceof Error ? error.stack : undefined;
  return { ...failure, message: redact(failure.message), ...(stack === undefined ? {} : { stack: redact(stack) }) };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
