/**
 * Retry settings of every AWS SDK client that the controller builds (C4). Five attempts with full jitter take at most
 * 7.5 s when all of them are throttled (0.5 + 1 + 2 + 4 s), which fits any of our Lambda deadlines; what is still failing
 * then goes back to the queue as a retryable error. `adaptive` also slows later calls down after a throttle, because
 * CloudFormation's rates are per account and not published.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const AWS_RETRY = { retryMode: 'adaptive', maxAttempts: 5 } as const;
