import { type Governor, MAX_ATTEMPTS, PROCESS_GOVERNOR } from './aws-governor.ts';
import type { ApiFamily } from './aws-services.ts';

/** A try of a call, as the SDK passes it around. */
interface Attempt {
  getRetryCount(): number;
  getRetryDelay(): number;
}

/** What the SDK tells of a failure. */
interface Failure {
  readonly errorType: 'TRANSIENT' | 'THROTTLING' | 'SERVER_ERROR' | 'CLIENT_ERROR';
}

/**
 * How the SDK's clients retry (C4): at most five attempts, full jitter, never beyond the deadline. Clients of a family that AWS limits by
 * account share one rate. The SDK's own `adaptive` mode has one rate for each client, begins to limit only after it was throttled, and
 * knows no deadline. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function awsRetry(family?: ApiFamily, governor: Governor = PROCESS_GOVERNOR) {
  const take = async () => {
    if (family !== undefined) await governor.take(family);
  };
  const answered = (throttled: boolean) => {
    if (family !== undefined) governor.answered(family, throttled);
  };
  const retryStrategy = {
    acquireInitialRetryToken: async (_scope: string): Promise<Attempt> => {
      await take();
      return attempt(0);
    },
    /** The SDK passes the service's own error on when this throws. */
    refreshRetryTokenForRetry: async (token: Attempt, { errorType }: Failure): Promise<Attempt> => {
      answered(errorType === 'THROTTLING');
      const retry = token.getRetryCount() + 1;
      const mayPass = errorType === 'THROTTLING' || errorType === 'TRANSIENT';
      if (!mayPass || !(await governor.backOff(retry))) throw new Error('not tried again');
      await take();
      return attempt(retry);
    },
    recordSuccess: (_token: Attempt) => answered(false),
  };
  return { maxAttempts: MAX_ATTEMPTS, retryStrategy };
}

/** Waiting is done when the attempt is handed out. */
function attempt(count: number): Attempt {
  return { getRetryCount: () => count, getRetryDelay: () => 0 };
}

/** For the services whose rates are far above what we ask. */
export const AWS_RETRY = awsRetry();
/** For every client of CloudFormation. */
export const CLOUDFORMATION_RETRY = awsRetry('cloudformation');
/** For every client of Lambda: what we ask by the SDK is GetFunction, but for the rare package that is put back. */
export const LAMBDA_RETRY = awsRetry('get-function');
/** For every client of API Gateway. */
export const API_GATEWAY_RETRY = awsRetry('apigateway');
