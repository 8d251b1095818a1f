import * as z from 'zod';
import { documentRef } from './value-or-ref.ts';

/**
 * How EventBridge and EventBridge Scheduler try again. Limits:
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html
 */
export const retrySchema = z.strictObject({
  maxAttempts: z
    .int()
    .min(0)
    .max(185)
    .default(185)
    .describe('How often a delivery that fails is tried again, 0 to 185. Default: 185.'),
  maxAgeSeconds: z
    .int()
    .min(60)
    .max(86_400)
    .default(86_400)
    .describe('For how many seconds it is tried again, 60 to 86400. Default: a day.'),
});

/** A queue that takes what could not be delivered. */
export const deadLetterSchema = documentRef(['Queue'], {}, 'write');

/** Pattern: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export const messageGroupSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/,
    'must be up to 128 letters, digits and punctuation marks without spaces',
  );

/** What {@link retrySchema} gives where it is left out, which is what AWS does then. */
export const RETRY_DEFAULTS = { maxAttempts: 185, maxAgeSeconds: 86_400 } as const;
