import * as z from 'zod';
import { distinct } from '../distinct.ts';
import { keyPrefixSchema } from '../key-prefix.ts';
import { documentRef } from '../value-or-ref.ts';

/**
 * What can happen to an object, in our words and as the `detail-type` of S3's events:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
 */
export const OBJECT_EVENTS = {
  created: 'Object Created',
  deleted: 'Object Deleted',
  restored: 'Object Restore Completed',
  tagged: 'Object Tags Added',
  untagged: 'Object Tags Deleted',
} as const;

/** Our words for what can happen. */
export const EVENT_NAMES = Object.keys(OBJECT_EVENTS) as [
  keyof typeof OBJECT_EVENTS,
  ...(keyof typeof OBJECT_EVENTS)[],
];

/** Objects of a bucket that are watched. */
export const objectEventsSchema = z.strictObject({
  bucket: documentRef(['Bucket'], {}, 'read').describe('The Bucket, which needs `events: true`.'),
  prefix: keyPrefixSchema.exactOptional().describe('Beginning of the keys. Left out: every key.'),
  suffix: z.string().min(1).max(512).exactOptional().describe('End of the keys, e.g. `.csv`. Left out: every key.'),
  events: distinct(z.array(z.enum(EVENT_NAMES)))
    .min(1)
    .default(['created'])
    .describe('What has happened: `created`, `deleted`, `restored`, `tagged`, `untagged`. Default: `created`.'),
});
