import { OBJECT_EVENTS } from '../../registry/kinds/event-rule/object-events.ts';
import type { EventRuleSpec } from '../../registry/kinds/event-rule/schema.ts';
import { isTeamDocument } from '../documents/registry.ts';
import type { Json, JsonObject } from '../lib/json.ts';
import type { UseSite } from './context.ts';
import { documentAt, outputOf } from './references.ts';

/** Objects that a rule watches. */
type ObjectEvents = NonNullable<EventRuleSpec['s3']>;

/**
 * The pattern of what happens to objects of a bucket. Keys are as they are in these events, not URL-encoded.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function objectPattern({ bucket, events, ...keys }: ObjectEvents, site: UseSite): JsonObject {
  const target = documentAt(bucket, site);
  const name: Json = isTeamDocument(target) ? outputOf(target, 'bucketName', site) : '';
  const matching = keyComparison(keys);
  return {
    source: ['aws.s3'],
    'detail-type': events.map((event) => OBJECT_EVENTS[event]),
    detail: { bucket: { name: [name] }, ...(matching !== undefined && { object: { key: [matching] } }) },
  };
}

/** Beginning and end together are one comparison: two entries of a list would be alternatives. */
function keyComparison({ prefix, suffix }: Pick<ObjectEvents, 'prefix' | 'suffix'>): JsonObject | undefined {
  if (prefix !== undefined && suffix !== undefined) return { wildcard: `${literal(prefix)}*${literal(suffix)}` };
  if (prefix !== undefined) return { prefix };
  return suffix === undefined ? undefined : { suffix };
}

function literal(text: string): string {
  return text.replaceAll(/[*\\]/g, (character) => `\\${character}`);
}
