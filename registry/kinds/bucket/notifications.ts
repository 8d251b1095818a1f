import * as z from 'zod';
import { distinct } from '../distinct.ts';
import { EVENT_NAMES, type OBJECT_EVENTS } from '../event-rule/object-events.ts';
import { keyPrefixSchema } from '../key-prefix.ts';
import { documentRef } from '../value-or-ref.ts';

/**
 * The same happenings in the words by which S3 tells a queue itself. It tells of an expiry by a lifecycle rule in words that none of these
 * has. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
 */
export const NOTIFIED_EVENTS = {
  created: 's3:ObjectCreated:*',
  deleted: 's3:ObjectRemoved:*',
  restored: 's3:ObjectRestore:Completed',
  tagged: 's3:ObjectTagging:Put',
  untagged: 's3:ObjectTagging:Delete',
} as const satisfies Record<keyof typeof OBJECT_EVENTS, string>;

/** What a bucket may have of them. Source: https://docs.aws.amazon.com/general/latest/gr/s3.html (event notifications for each bucket). */
export const MAX_NOTIFICATIONS = 100;

/** The end of S3 keys, in the characters of {@link keyPrefixSchema}: `*` would not be a character there, nor a pattern. */
const keySuffixSchema = z
  .string()
  .max(512)
  .regex(/^[A-Za-z0-9!_.'()/=+@:, -]+$/, 'must be the end of a key, such as .csv, without * ? $');

/** A queue that S3 tells of objects, and of which. */
const notificationSchema = z.strictObject({
  queue: documentRef(['Queue'], {}, 'write').describe(
    'The Queue, no FIFO one. That of an EventProcessor `archive` is called `archive-events`.',
  ),
  prefix: keyPrefixSchema.exactOptional().describe('Beginning of the keys. Left out: every key.'),
  suffix: keySuffixSchema.exactOptional().describe('End of the keys, e.g. `.csv`. Left out: every key.'),
  events: distinct(z.array(z.enum(EVENT_NAMES)))
    .min(1)
    .default(['created'])
    .describe('What has happened: `created`, `deleted`, `restored`, `tagged`, `untagged`. Default: `created`.'),
});

/** The queues that S3 tells itself, without EventBridge. */
export const notificationsSchema = z.array(notificationSchema).max(MAX_NOTIFICATIONS);
