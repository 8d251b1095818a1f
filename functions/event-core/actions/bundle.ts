import * as z from 'zod/mini';
import { togetherAction } from '../action.ts';
import { type Archive, writeArchive } from '../archive.ts';
import type { Bundle } from '../item.ts';
import { placeOfBundle } from '../naming.ts';
import type { StoredObject } from '../world.ts';

/** Collects the objects of a batch into one compressed archive with a manifest. Every object gets into exactly one archive. */
export const bundle = togetherAction({
  name: 'bundle',
  schema: z.strictObject({ maxObjects: z.int(), maxBytes: z.int() }),
  bounds: ({ maxObjects, maxBytes }) => ({ items: maxObjects, bytes: maxBytes }),
  run: async (items, { id, at, refuse }, { maxBytes }, world) => {
    const place = placeOfBundle(id, at, '.tar.gz', world);
    // After a crash it may be there already: it is not made twice, and objects that are gone since are in it.
    const stored = (await world.objects.find(place)) ?? (await make());
    return stored && itemOf(id, at, stored);

    async function make(): Promise<StoredObject | undefined> {
      await using archive = await writeArchive(id, items, { maxBytes, refuse }, world);
      if (archive.entries.length === 0) return undefined;
      // Awaited here: the archive lasts as long as this block.
      return await world.objects.writeOnce(place, archive.content, {
        contentType: 'application/gzip',
        metadata: metadataOf(archive),
      });
    }
  },
});

function metadataOf({ entries, content }: Archive): StoredObject['metadata'] {
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  return { entries: String(entries.length), bytes: String(bytes), sha256: content.sha256 };
}

function itemOf(collection: string, at: number, { object, metadata }: StoredObject) {
  const id = `bundle:${collection}`;
  const bundle: Bundle = {
    entries: Number(metadata.entries),
    bytes: Number(metadata.bytes),
    sha256: metadata.sha256 ?? '',
  };
  return { id, event: { id, kind: 'object', at, detail: null }, object, bundle } as const;
}
