import * as z from 'zod';
import { objectEventsSchema } from '../event-rule/object-events.ts';
import { patternSchema } from '../event-rule/pattern.ts';
import { busSchema } from '../event-rule/schema.ts';
import type { Frozen } from '../frozen.ts';
import { functionBlockSchema } from '../function/block.ts';
import { jsonSchema } from '../json.ts';
import { keyPrefixSchema } from '../key-prefix.ts';
import type { Outputs } from '../outputs.ts';
import { queueSchema } from '../queue/schema.ts';
import { timingFields } from '../schedule/schema.ts';
import { processorTraffic } from '../traffic.ts';
import { documentRef } from '../value-or-ref.ts';
import { actionSchema, MOST_BYTES_OF_A_PUT } from './actions.ts';

/** Objects of a bucket, which EventBridge tells of, or S3 itself. */
const objectsSchema = objectEventsSchema.extend({
  bucket: objectEventsSchema.shape.bucket.describe(
    'The Bucket, which needs `events: true`, or with `direct` an entry in `notifications`.',
  ),
  direct: z
    .boolean()
    .default(false)
    .describe('S3 tells the queue itself, at no cost. The `notifications` of the Bucket say of which objects.'),
});

/** Where the events come from: exactly one of these. */
const sourceSchema = z.strictObject({
  s3: objectsSchema.exactOptional().describe('What happens to objects of a Bucket.'),
  schedule: z
    .strictObject({
      ...timingFields,
      input: jsonSchema.exactOptional().describe("What is sent, as JSON. Default: EventBridge's own notice."),
    })
    .exactOptional()
    .describe('Times at which an event is made up.'),
  pattern: patternSchema.exactOptional().describe('Events of a bus, as an EventBridge event pattern.'),
  bus: busSchema.exactOptional().describe('Bus of the `pattern`: `default`, `team`, or the name of another one.'),
});

const batchSchema = z.strictObject({
  size: z.int().min(1).max(10_000).default(10).describe('Most events of one run, 1 to 10000. Default: 10.'),
  windowSeconds: z
    .int()
    .min(0)
    .max(300)
    .exactOptional()
    .describe('How long events are gathered for a run, 0 to 300; needed for more than 10.'),
  maxConcurrency: z.int().min(2).max(1000).exactOptional().describe('Most runs at once, 2 to 1000.'),
  filters: z
    .array(z.record(z.string().min(1), z.unknown()))
    .min(1)
    .max(5)
    .exactOptional()
    .describe('Patterns of the messages that are handled; one of them has to fit, the others are dropped. Up to five.'),
});

const retentionSeconds = queueSchema.shape.retentionSeconds;

const bufferSchema = z.strictObject({
  fifo: z
    .boolean()
    .default(false)
    .describe('True to handle events in their order, one batch after the other. A change makes another queue.'),
  visibilitySeconds: z
    .int()
    .min(0)
    .max(43_200)
    .exactOptional()
    .describe('How long an event is hidden while it is worked on; at least, and by default, six times the timeout.'),
  retentionSeconds,
  maxReceiveCount: z
    .int()
    .min(1)
    .max(1000)
    .default(5)
    .describe('How often an event is tried before it goes to the dead-letter queue, 1 to 1000. Default: 5.'),
  kmsKeyArn: queueSchema.shape.kmsKeyArn,
  alarms: queueSchema.shape.alarms,
});

const limitsSchema = z.strictObject({
  maxObjectBytes: z
    .int()
    .min(1)
    .max(MOST_BYTES_OF_A_PUT)
    .default(MOST_BYTES_OF_A_PUT)
    .describe('Largest object, in bytes. Default: 5 GiB.'),
  maxExpandedBytes: z
    .int()
    .min(1)
    .default(2 * MOST_BYTES_OF_A_PUT)
    .describe('What an object that is an archive may become when it is unpacked, in bytes. Default: 10 GiB.'),
});

/** Spec of an EventProcessor: events go through a queue to a function, each of them once. */
export const eventProcessorSchema = z.strictObject({
  source: sourceSchema.describe('Where the events come from: `s3`, `schedule` or `pattern`.'),
  actions: z
    .array(actionSchema)
    .min(1)
    .max(10)
    .exactOptional()
    .describe(
      'What is done with them by the event-processing core, in this order. Left out: `function` has code for it.',
    ),
  limits: limitsSchema.exactOptional().describe('What the core takes of one object. For `actions` only.'),
  function: functionBlockSchema
    .prefault({})
    .describe('The function that handles them, with the fields of a Function; without code where there are `actions`.'),
  batch: batchSchema.prefault({}).describe('How many events a run gets.'),
  queue: bufferSchema.prefault({}).describe('The queue in front of the function.'),
  idempotency: z
    .strictObject({
      table: documentRef(['Table'], {}, 'write')
        .exactOptional()
        .describe('A Table of the team, shared by several processors. Left out: a table of its own.'),
      expiresAfterSeconds: z
        .int()
        .min(60)
        .max(31_536_000)
        .default(86_400)
        .describe('For how long an event that was handled is known again, 60 to 31536000. Default: a day.'),
    })
    .prefault({})
    .describe('The table that keeps an event from being handled twice.'),
  output: z
    .strictObject({
      bucket: documentRef(['Bucket'], {}, 'write').describe('The Bucket.'),
      prefix: keyPrefixSchema.exactOptional().describe('Beginning of the keys. Left out: every key.'),
    })
    .exactOptional()
    .describe('A Bucket that the function may write to.'),
  traffic: processorTraffic.exactOptional().describe('What you expect in a month, for the cost estimate alone.'),
});

/** An EventProcessor's spec with all defaults filled in. */
export type EventProcessorSpec = Frozen<z.output<typeof eventProcessorSchema>>;

/** What other documents may take from an EventProcessor. */
export const eventProcessorOutputs = {
  functionArn: 'function ARN',
  functionName: 'function name',
  queueArn: 'queue ARN',
  queueUrl: 'queue URL',
  deadLetterQueueArn: 'queue ARN',
  deadLetterQueueUrl: 'queue URL',
  tableArn: 'table ARN',
  tableName: 'table name',
} as const satisfies Outputs;
