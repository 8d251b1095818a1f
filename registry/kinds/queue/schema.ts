import * as z from 'zod';
import type { Frozen } from '../frozen.ts';
import { kmsKeyArnSchema } from '../kms-key-arn.ts';
import type { Outputs } from '../outputs.ts';
import { messageTraffic } from '../traffic.ts';
import { valueOrRef } from '../value-or-ref.ts';

/**
 * Spec of a Queue: an SQS queue with a dead-letter queue of its own. Ranges:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
export const queueSchema = z.strictObject({
  fifo: z
    .boolean()
    .default(false)
    .describe('True for a queue that keeps the order of a message group. A change makes another queue.'),
  contentBasedDeduplication: z
    .boolean()
    .exactOptional()
    .describe('FIFO queues only: tell equal messages by their body, so that senders need no deduplication id.'),
  deduplicationScope: z
    .enum(['queue', 'messageGroup'])
    .exactOptional()
    .describe("FIFO queues only: where equal messages are looked for. SQS's default: the whole queue."),
  throughputLimit: z
    .enum(['perQueue', 'perMessageGroupId'])
    .exactOptional()
    .describe(
      'FIFO queues only: what the throughput quota counts. `perMessageGroupId` needs `deduplicationScope: messageGroup`.',
    ),
  visibilitySeconds: z
    .int()
    .min(0)
    .max(43_200)
    .default(180)
    .describe(
      'How long a message is hidden after it was received, 0 to 43200. Six times the timeout of the function that reads it.',
    ),
  retentionSeconds: z
    .int()
    .min(60)
    .max(1_209_600)
    .default(345_600)
    .describe('How long a message that nobody deletes is kept, 60 to 1209600. Default: 4 days.'),
  delaySeconds: z.int().min(0).max(900).default(0).describe('How long a new message is held back, 0 to 900.'),
  maxMessageBytes: z
    .int()
    .min(1024)
    .max(1_048_576)
    .default(1_048_576)
    .describe('Largest message, 1024 to 1048576 bytes.'),
  receiveWaitSeconds: z
    .int()
    .min(0)
    .max(20)
    .default(20)
    .describe('How long a receiver waits for a message, 0 to 20. Long waits cost fewer empty receives.'),
  deadLetter: z
    .union([
      z.literal(false),
      z.strictObject({
        maxReceiveCount: z
          .int()
          .min(1)
          .max(1000)
          .default(5)
          .describe('How often a message may be received before it is moved, 1 to 1000.'),
      }),
    ])
    .prefault({})
    .describe('The dead-letter queue that belongs to this queue; `false` for none.'),
  kmsKeyArn: valueOrRef(kmsKeyArnSchema, 'KMS key ARN')
    .exactOptional()
    .describe('KMS key of your own. Default: keys that SQS owns, at no cost.'),
  alarms: z
    .union([
      z.literal(false),
      z.strictObject({
        oldestMessageSeconds: z
          .int()
          .min(60)
          .exactOptional()
          .describe(
            'Age of the oldest message that raises an alarm. Default: an hour, or half of the retention where that is less.',
          ),
      }),
    ])
    .prefault({})
    .describe("Alarms to the platform's alarm topic: old messages, and any dead letter. `false` for none."),
  traffic: messageTraffic.exactOptional().describe('What you expect in a month, for the cost estimate alone.'),
});

/** A Queue's spec with all defaults filled in. */
export type QueueSpec = Frozen<z.output<typeof queueSchema>>;

/** What other documents may take from a Queue. */
export const queueOutputs = {
  queueArn: 'queue ARN',
  queueName: 'queue name',
  queueUrl: 'queue URL',
  deadLetterQueueArn: 'queue ARN',
  deadLetterQueueUrl: 'queue URL',
} as const satisfies Outputs;
