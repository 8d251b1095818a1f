import * as z from 'zod/mini';
import { eachAction } from '../action.ts';
import type { Json } from '../event.ts';
import { inspectObject } from '../inspect.ts';
import type { Item } from '../item.ts';
import { placeFor } from '../naming.ts';
import { spoolBytes } from '../spool.ts';
import type { World } from '../world.ts';

/** What a function may answer to say what its result is; anything else is stored as JSON. */
const result = z.object({ contentType: z.string(), body: z.string(), isBase64Encoded: z.optional(z.boolean()) });

/**
 * Invokes the team's function with the reference of the object and what the event says, and stores its answer. `null` stores nothing. After a crash
 * the function may be invoked again; the first answer that was stored is the one that stays.
 */
export const transform = eachAction({
  name: 'transform',
  schema: z.strictObject({ function: z.string() }),
  run: async (item, spec, world) => {
    if (item.object !== undefined) await inspectObject(item.object, world);
    const answer = await world.functions.invoke(spec.function, payloadOf(item, world.processor));
    if (answer === null) return { id: item.id, event: item.event };
    return { ...item, object: await store(answer, item, world) };
  },
});

function payloadOf({ id, event, object }: Item, processor: string): Json {
  return {
    id,
    processor,
    at: new Date(event.at).toISOString(),
    ...(object && { object: { ...object } }),
    detail: event.detail,
  };
}

async function store(answer: Json, item: Item, world: World) {
  const typed = result.safeParse(answer);
  const { contentType, bytes } = typed.success
    ? {
        contentType: typed.data.contentType,
        bytes: Buffer.from(typed.data.body, typed.data.isBase64Encoded ? 'base64' : 'utf8'),
      }
    : { contentType: 'application/json', bytes: Buffer.from(JSON.stringify(answer)) };
  await using content = await spoolBytes(bytes, world.limits);
  const about = { contentType, metadata: {} };
  return (await world.objects.writeOnce(placeFor(item, endingOf(contentType), world), content, about)).object;
}

/** The ending that people and tools expect; a result of another type has none. */
function endingOf(contentType: string): string {
  const endings: Readonly<Record<string, string>> = {
    'application/json': '.json',
    'application/xml': '.xml',
    'application/pdf': '.pdf',
    'image/png': '.png',
    'image/jpeg': '.jpg',
    'text/csv': '.csv',
    'text/html': '.html',
    'text/plain': '.txt',
  };
  const [type = ''] = contentType.split(';');
  return endings[type.trim().toLowerCase()] ?? '';
}
