import * as z from 'zod';
import { documentOrArn } from '../value-or-ref.ts';
import { deadLetterArnSchema, destinationArnSchema } from './arns.ts';

/** A queue or topic that takes events whose asynchronous runs failed for the last time. */
export const deadLetterSchema = documentOrArn(['Queue', 'Topic'], deadLetterArnSchema, {
  takes: ['queue ARN', 'topic ARN'],
  needs: 'write',
});

const destinationSchema = documentOrArn(['Queue', 'Topic', 'Function', 'Bucket'], destinationArnSchema, {
  takes: ['queue ARN', 'topic ARN', 'function ARN', 'alias ARN', 'event bus ARN', 'bucket ARN'],
  needs: 'write',
});

/** How asynchronous runs are tried again, and where they are told: API_PutFunctionEventInvokeConfig of the Lambda API. */
export const asyncInvokeSchema = z.strictObject({
  maxAgeSeconds: z
    .int()
    .min(60)
    .max(21_600)
    .exactOptional()
    .describe("How long an event is kept for another try, 60 to 21600. Lambda's default: 21600."),
  maxRetries: z
    .int()
    .min(0)
    .max(2)
    .exactOptional()
    .describe("How often a failed run is tried again, 0 to 2. Lambda's default: 2."),
  onSuccess: destinationSchema
    .exactOptional()
    .describe('Queue, Topic or Function, or an ARN, that is told of each run that succeeds.'),
  onFailure: destinationSchema
    .exactOptional()
    .describe('Queue, Topic, Function or Bucket, or an ARN, that is told of each run that failed for the last time.'),
});
