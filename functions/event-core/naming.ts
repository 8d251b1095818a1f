import { createHash } from 'node:crypto';
import type { Item } from './item.ts';
import { safeName } from './object-key.ts';
import { PoisonError } from './poison.ts';
import type { Place, World } from './world.ts';

/**
 * Where the result for an item goes: below the output prefix, named after the object, and with a digest of the event, so that a second version does not
 * overwrite the first one's result, and a retry overwrites its own. `ending` begins with a dot. Throws where the processor has no output.
 */
export function placeFor(item: Item, ending: string, world: Pick<World, 'input' | 'output'>): Place {
  const { bucket, prefix } = outputOf(world);
  const digest = createHash('sha256').update(item.id).digest('hex').slice(0, 12);
  const name =
    item.object === undefined ? item.event.kind : safeName(belowPrefix(item.object.key, world.input?.prefix ?? ''));
  return { bucket, key: withinLimit(`${prefix}${name}`, `.${digest}${ending}`) };
}

/** Where a bundle goes: below the day on which the newest of its events happened, in UTC. */
export function placeOfBundle(id: string, at: number, ending: string, world: Pick<World, 'output'>): Place {
  const { bucket, prefix } = outputOf(world);
  const day = new Date(at).toISOString().slice(0, 10).replaceAll('-', '/');
  return { bucket, key: `${prefix}${day}/${id}${ending}` };
}

function outputOf({ output }: Pick<World, 'output'>): NonNullable<World['output']> {
  if (output === undefined) throw new Error('This pipeline writes objects, and has no output bucket.');
  return output;
}

function belowPrefix(key: string, prefix: string): string {
  return key.startsWith(prefix) && key.length > prefix.length ? key.slice(prefix.length) : key;
}

/** S3 allows 1,024 bytes. What is too long keeps its digest, which tells it apart. */
function withinLimit(stem: string, end: string): string {
  const characters = [...stem];
  while (Buffer.byteLength(characters.join('') + end) > 1024) characters.pop();
  if (characters.length === 0)
    throw new PoisonError('hostile-key', 'There is no room for a name below the output prefix.');
  return characters.join('') + end;
}
