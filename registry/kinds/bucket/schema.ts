import * as z from 'zod';
import { distinct } from '../distinct.ts';
import type { Frozen } from '../frozen.ts';
import { keyPrefixSchema } from '../key-prefix.ts';
import { kmsKeyArnSchema } from '../kms-key-arn.ts';
import type { Outputs } from '../outputs.ts';
import { bucketTraffic } from '../traffic.ts';
import { valueOrRef } from '../value-or-ref.ts';
import { notificationsSchema } from './notifications.ts';

/** A hundred years; S3 takes more, nobody means more. */
const days = z.int().min(1).max(36_500);

/**
 * Storage classes that objects can move to, from the most to the least quickly read: a rule moves them in this order only.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
export const STORAGE_CLASSES = [
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
] as const;

const lifecycleSchema = z.strictObject({
  prefix: keyPrefixSchema.exactOptional().describe('Keys that the rule is for. Left out: every key.'),
  expireDays: days.exactOptional().describe('Days after which an object is deleted.'),
  noncurrentDays: days
    .exactOptional()
    .describe(
      'Days for which a replaced or deleted version is kept; fewer than `spec.noncurrentDays`. Needs a `prefix`.',
    ),
  transitions: z
    .array(
      z.strictObject({
        days: z.int().min(0).max(36_500).describe('Days after which an object moves.'),
        class: z.enum(STORAGE_CLASSES).describe('Storage class it moves to.'),
      }),
    )
    .min(1)
    .max(6)
    .exactOptional()
    .describe('Moves to cheaper storage classes, in order.'),
});

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html */
const origin = z
  .string()
  .max(253)
  .regex(/^(?:\*|https?:\/\/[^\s/*]*\*?[^\s/*]*)$/, 'must be * or an origin with at most one *');

const requestHeader = z
  .string()
  .max(256)
  .regex(/^[^\s*]*\*?[^\s*]*$/, 'must be the name of a header with at most one *');

const responseHeader = z
  .string()
  .max(256)
  .regex(/^[^\s*]+$/, 'must be the name of a header');

const corsSchema = z.strictObject({
  allowOrigins: distinct(z.array(origin).min(1).max(100)).describe('Origins that browsers may call from.'),
  allowMethods: distinct(z.array(z.enum(['GET', 'PUT', 'HEAD', 'POST', 'DELETE'])).min(1)).describe(
    'Methods that they may use.',
  ),
  allowHeaders: distinct(z.array(requestHeader).max(100))
    .exactOptional()
    .describe('Request headers that they may send.'),
  exposeHeaders: distinct(z.array(responseHeader).max(100))
    .exactOptional()
    .describe('Response headers that scripts may read.'),
  maxAgeSeconds: z.int().min(0).max(2_147_483_647).exactOptional().describe('How long browsers keep the answer.'),
});

/** Spec of a Bucket: a private S3 bucket. */
export const bucketSchema = z.strictObject({
  versioning: z.boolean().default(true).describe('Keep replaced and deleted objects as versions.'),
  noncurrentDays: days.default(90).describe('Days for which replaced and deleted versions are kept.'),
  abortUploadDays: days.default(7).describe('Days after which an upload that was never finished is removed.'),
  lifecycle: z
    .array(lifecycleSchema)
    .max(100)
    .exactOptional()
    .describe('Rules that delete or move objects; up to 100.'),
  cors: distinct(z.array(corsSchema).max(100))
    .exactOptional()
    .describe('Rules for browsers on other origins; up to 100.'),
  events: z.boolean().default(false).describe('Tell EventBridge of every change, so that an EventRule can act on it.'),
  notifications: notificationsSchema
    .exactOptional()
    .describe('Queues that S3 tells of objects itself, which costs nothing; up to 100.'),
  encryption: z
    .enum(['s3-managed', 'aws-managed'])
    .exactOptional()
    .describe('`s3-managed`: keys of S3, at no cost. `aws-managed`: the key aws/s3. Default: `s3-managed`.'),
  kmsKeyArn: valueOrRef(kmsKeyArnSchema, 'KMS key ARN')
    .exactOptional()
    .describe('KMS key of your own, in place of `encryption`.'),
  traffic: bucketTraffic.exactOptional().describe('What you expect in a month, for the cost estimate alone.'),
});

/** A Bucket's spec with all defaults filled in. */
export type BucketSpec = Frozen<z.output<typeof bucketSchema>>;

/** What other documents may take from a Bucket. */
export const bucketOutputs = { bucketArn: 'bucket ARN', bucketName: 'bucket name' } as const satisfies Outputs;
