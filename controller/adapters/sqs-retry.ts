import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { awsError } from './aws-errors.ts';

/** A message that could not be handled, as Lambda was given it. */
export interface FailedMessage {
  /** ARN of the queue that it came from. */
  readonly queueArn: string;
  readonly receiptHandle: string;
  /** How often it was handed out, this time included. */
  readonly attempt: number;
}

/** What this adapter calls on the queues that the function reads. */
export const RETRY_ACTIONS = ['sqs:ChangeMessageVisibility'] as const;

const FIRST_SECONDS = 5;
const MAX_SECONDS = 180;

/**
 * Seconds until a failed message is tried again: full jitter over 5 s, doubled each time, at most 3 minutes (C4). `random` is
 * in [0, 1). Without this a message stays hidden, and its group with it, for the queue's whole visibility timeout.
 */
export function retryDelaySeconds(attempt: number, random: number): number {
  const ceiling = Math.min(FIRST_SECONDS * 2 ** (attempt - 1), MAX_SECONDS);
  return 1 + Math.floor(random * ceiling);
}

/** Shows failed messages again soon. `queueUrls` are the queues that the function reads. Throws HoldfastError. */
export function createRetry(
  client: SQSClient,
  queueUrls: readonly string[],
): (message: FailedMessage) => Promise<void> {
  return async ({ queueArn, receiptHandle, attempt }) => {
    const name = queueArn.slice(queueArn.lastIndexOf(':') + 1);
    const QueueUrl = queueUrls.find((url) => url.endsWith(`/${name}`));
    if (QueueUrl === undefined) return;
    const VisibilityTimeout = retryDelaySeconds(attempt, Math.random());
    const change = { QueueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout };
    await client.send(new ChangeMessageVisibilityCommand(change)).catch((error: unknown) => {
      throw awsError(error, 'show a failed message again');
    });
  };
}
