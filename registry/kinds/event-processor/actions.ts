import * as z from 'zod';
import type { Frozen } from '../frozen.ts';
import { documentRef } from '../value-or-ref.ts';

/** Most objects of one bundle: what is written down about them fits into one item of DynamoDB. */
const MAX_OBJECTS = 1000;
/** S3 takes so much in one request: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const MOST_BYTES_OF_A_PUT = 5_368_709_120;

const bundleSchema = z
  .strictObject({
    maxObjects: z
      .int()
      .min(1)
      .max(MAX_OBJECTS)
      .default(100)
      .describe('Most objects of one archive, 1 to 1000. Default: 100.'),
    maxBytes: z
      .int()
      .min(1)
      .max(MOST_BYTES_OF_A_PUT)
      .default(400_000_000)
      .describe('Most bytes of the objects of one archive, before compression. Default: 400000000.'),
  })
  .describe('Collects the objects of a batch into one compressed archive with a manifest, in the output bucket.');

const transformSchema = z
  .strictObject({
    function: documentRef(['Function'], {}, 'write').describe('The Function that is invoked.'),
  })
  .describe('Invokes a Function with the reference of the object, and stores its answer in the output bucket.');

/** Limits: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
const forwardSchema = z
  .strictObject({
    bus: documentRef(['Team'], {}, 'write').describe('The Team whose bus takes the event.'),
    source: z
      .string()
      .min(1)
      .max(256)
      .regex(/^(?!aws\.)[A-Za-z0-9._/-]+$/, "must be a name such as payments.statements; `aws.` is AWS's own")
      .describe('Source of the event.'),
    detailType: z.string().min(1).max(128).describe('Type of the event, up to 128 characters.'),
  })
  .describe('Publishes an event that tells what was done.');

/** One action: exactly one of these. */
export const actionSchema = z.union([
  z.strictObject({ bundle: bundleSchema }),
  z.strictObject({ transform: transformSchema }),
  z.strictObject({ forward: forwardSchema }),
]);

/** An action as the author wrote it, with the defaults filled in. */
export type ActionSpec = Frozen<z.output<typeof actionSchema>>;
