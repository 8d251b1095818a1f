import * as z from 'zod/mini';
import { eachAction } from '../action.ts';
import type { Item } from '../item.ts';
import { PoisonError } from '../poison.ts';

/** EventBridge takes 256 KB an entry, with source, type and time (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html). */
const MAX_DETAIL_BYTES = 250_000;

/** Publishes an event that tells what was done: at least once, with an id by which a second one is recognised. */
export const forward = eachAction({
  name: 'forward',
  schema: z.strictObject({
    bus: z.string(),
    source: z.string(),
    detailType: z.string(),
  }),
  run: async (item, { bus, source, detailType }, world) => {
    const detail = JSON.stringify(detailOf(item, world.processor));
    if (Buffer.byteLength(detail) > MAX_DETAIL_BYTES) {
      throw new PoisonError('too-large-to-forward', 'The event is too large for EventBridge to carry it on.');
    }
    await world.events.publish({ bus, source, detailType, detail });
    return item;
  },
});

function detailOf({ id, event, object, bundle }: Item, processor: string) {
  return {
    id,
    processor,
    at: new Date(event.at).toISOString(),
    ...(object && { object }),
    ...(bundle && { bundle }),
    ...(event.detail !== null && { detail: event.detail }),
  };
}
