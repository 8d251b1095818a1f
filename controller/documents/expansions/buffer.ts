import type { SpecOf } from '../../../registry/kinds/kinds.ts';

type Queue = SpecOf<'Queue'>;

/** What the larger kinds say about a queue in front of a function. */
interface Buffer extends Pick<Queue, 'retentionSeconds' | 'kmsKeyArn' | 'alarms'> {
  readonly visibilitySeconds?: number;
  readonly maxReceiveCount: number;
}

/** AWS's advice for a queue that a function reads: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const VISIBILITY_FACTOR = 6;

/** The most that SQS takes: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const MAX_MESSAGE_BYTES = 1_048_576;
const LONGEST_WAIT_SECONDS = 20;

/** The queue in front of a function: what is not said follows from the function. */
export function bufferSpec(buffer: Buffer, timeoutSeconds: number, messagesPerMonth: number | undefined): Queue {
  return {
    fifo: false,
    visibilitySeconds: buffer.visibilitySeconds ?? VISIBILITY_FACTOR * timeoutSeconds,
    retentionSeconds: buffer.retentionSeconds,
    delaySeconds: 0,
    maxMessageBytes: MAX_MESSAGE_BYTES,
    receiveWaitSeconds: LONGEST_WAIT_SECONDS,
    deadLetter: { maxReceiveCount: buffer.maxReceiveCount },
    ...(buffer.kmsKeyArn !== undefined && { kmsKeyArn: buffer.kmsKeyArn }),
    alarms: buffer.alarms,
    ...(messagesPerMonth !== undefined && { traffic: { messagesPerMonth } }),
  };
}
