import { MAX_NOTIFICATIONS } from '../../../registry/kinds/bucket/notifications.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf, textsOf } from '../raw.ts';

const PATH = ['spec', 'notifications'];

/**
 * Notifications that S3 takes together: no two of them may be about the same event of the same key, whoever is told.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
export function bucketNotifications(document: JsonObject): readonly Problem[] {
  const entries = listOf(objectOf(document.spec).notifications).slice(0, MAX_NOTIFICATIONS).map(readEntry);
  return [...tooMany(entries), ...entries.flatMap((entry, at) => overlap(entry, entries.slice(0, at), at))];
}

/** An entry, as far as it is valid by itself. */
interface Entry {
  readonly prefix: string;
  readonly suffix: string;
  readonly events: readonly string[];
}

function readEntry(entry: unknown): Entry {
  const { prefix, suffix, events = ['created'] } = objectOf(entry as JsonObject);
  return {
    prefix: typeof prefix === 'string' ? prefix : '',
    suffix: typeof suffix === 'string' ? suffix : '',
    events: [...new Set(textsOf(events))],
  };
}

function tooMany(entries: readonly Entry[]): readonly Problem[] {
  const count = entries.reduce((sum, { events }) => sum + events.length, 0);
  if (count <= MAX_NOTIFICATIONS) return [];
  const message = `spec.notifications has ${count} events in all its entries; a bucket can have ${MAX_NOTIFICATIONS}.`;
  return [{ code: 'InvalidValue', path: PATH, at: 'key', message }];
}

function overlap(entry: Entry, earlier: readonly Entry[], at: number): readonly Problem[] {
  const other = earlier.find((one) => keysMeet(one, entry) && one.events.some((event) => entry.events.includes(event)));
  if (other === undefined) return [];
  const shared = entry.events.filter((event) => other.events.includes(event)).join(', ');
  const index = earlier.indexOf(other);
  return [
    {
      code: 'ConflictingFields',
      path: [...PATH, at],
      message: `The entry can be about a key that spec.notifications[${index}] is about too (${shared}), which S3 refuses.`,
      hint: 'Choose prefixes or suffixes that exclude each other. EventBridge (`events: true`) tells several receivers of one object.',
      related: [[...PATH, index]],
    },
  ];
}

/** Some key may begin with both prefixes and end with both suffixes. */
function keysMeet(one: Entry, other: Entry): boolean {
  const begins = one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix);
  const ends = one.suffix.endsWith(other.suffix) || other.suffix.endsWith(one.suffix);
  return begins && ends;
}
