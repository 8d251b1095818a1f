import * as z from 'zod';
import type { Frozen } from '../frozen.ts';
import { documentOrArn, documentRef, valueOrRef } from '../value-or-ref.ts';
import { eventSourceArnSchema, recordDestinationArnSchema } from './arns.ts';

/** Ranges: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
const settings = {
  batchSize: z
    .int()
    .min(1)
    .max(10_000)
    .exactOptional()
    .describe(
      "Most messages of one run, 1 to 10000; 10 for FIFO queues. Lambda's default: 10 of a queue, 100 of a stream.",
    ),
  windowSeconds: z
    .int()
    .min(0)
    .max(300)
    .exactOptional()
    .describe("How long messages are gathered for a run, 0 to 300. Not for FIFO queues. Lambda's default: 0."),
  maxConcurrency: z
    .int()
    .min(2)
    .max(1000)
    .exactOptional()
    .describe('Queues only: most runs at once for this queue, 2 to 1000. Left out: as many as the function may have.'),
  filters: z
    .array(z.record(z.string().min(1), z.unknown()))
    .min(1)
    .max(5)
    .exactOptional()
    .describe('Patterns of the messages that the function is run for; one of them has to fit. Up to five.'),
  reportBatchItemFailures: z
    .boolean()
    .default(true)
    .describe('Whether the function says which messages failed, so that only those come again.'),
  startingPosition: z
    .enum(['trim-horizon', 'latest'])
    .exactOptional()
    .describe(
      'Streams only: begin with the oldest record there is (`trim-horizon`, the default) or with the next one.',
    ),
  bisectOnError: z
    .boolean()
    .exactOptional()
    .describe('Streams only: try a failed batch again in two halves. Default: false.'),
  maxRetries: z
    .int()
    .min(-1)
    .max(10_000)
    .exactOptional()
    .describe("Streams only: how often a failed batch is tried again, 0 to 10000. Lambda's default: -1, without end."),
  maxRecordAgeSeconds: z
    .int()
    .min(-1)
    .max(604_800)
    .exactOptional()
    .describe("Streams only: oldest record that is tried again, 60 to 604800. Lambda's default: -1, without end."),
  parallelization: z
    .int()
    .min(1)
    .max(10)
    .exactOptional()
    .describe('Streams only: batches of one shard at once, 1 to 10. Default: 1.'),
  onFailure: documentOrArn(['Queue', 'Topic', 'Bucket'], recordDestinationArnSchema, {
    takes: ['queue ARN', 'topic ARN', 'bucket ARN'],
    needs: 'write',
  })
    .exactOptional()
    .describe('Streams only: Queue, Topic or Bucket, or an ARN, that is told of each batch that is given up.'),
  enabled: z.boolean().default(true).describe('False to stop reading without forgetting where.'),
};

/** Something that Lambda reads from for the function: a Queue, the stream of a Table, or the ARN of either or of a Kinesis stream. */
export const eventSourceSchema = z.union([
  documentRef(['Queue', 'Table'], settings, 'read'),
  z.strictObject({
    arn: valueOrRef(eventSourceArnSchema, ['queue ARN', 'stream ARN'], 'read').describe(
      'ARN of a queue, a Kinesis stream or the stream of a table.',
    ),
    ...settings,
  }),
]);

/** An event source as the author wrote it, with the defaults filled in. */
export type EventSource = Frozen<z.output<typeof eventSourceSchema>>;
