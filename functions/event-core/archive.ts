import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Pack, pack } from 'tar-stream';
import type { Given } from './action.ts';
import { checkHead, checkSize } from './inspect.ts';
import type { Item } from './item.ts';
import { safeName } from './object-key.ts';
import { PoisonError } from './poison.ts';
import { type Spooled, spool } from './spool.ts';
import type { World } from './world.ts';

/** One object in an archive, as the manifest tells it. */
export interface ArchiveEntry {
  /** In the archive. */
  readonly name: string;
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  readonly etag?: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  /** When it happened, as ISO 8601. */
  readonly at: string;
}

/** A finished archive, to be disposed of. */
export interface Archive extends AsyncDisposable {
  readonly entries: readonly ArchiveEntry[];
  readonly content: Spooled;
}

/** How much is taken, and how to leave one out. */
interface Terms extends Pick<Given, 'refuse'> {
  readonly maxBytes: number;
}

/**
 * Writes the objects of items into a `tar.gz`: each below `objects/`, and `manifest.json` last, with the SHA-256 of each. Nothing of it depends on
 * the clock or on the order in which they came, so the same objects give the same bytes. Objects are streamed one after the other. One that can
 * never be taken is refused, and the others go on; any other error ends it.
 */
export async function writeArchive(id: string, items: readonly Item[], terms: Terms, world: World): Promise<Archive> {
  const tar = pack();
  const gzip = createGzip();
  const ends = Promise.all([
    spool(gzip, world.limits, world.signal),
    pipeline(Readable.from(tar, { objectMode: false }), gzip, { signal: world.signal }),
  ]);
  // It may fail first, while nobody waits for it yet.
  ends.catch(() => undefined);
  try {
    const entries = await fill(tar, id, items, terms, world);
    const [content] = await ends;
    if (content.onDisk) world.countSpooled(content.bytes);
    return { entries, content, [Symbol.asyncDispose]: () => content[Symbol.asyncDispose]() };
  } catch (error) {
    gzip.destroy();
    tar.destroy();
    await ends.catch(() => undefined);
    throw error;
  }
}

async function fill(
  tar: Pack,
  id: string,
  items: readonly Item[],
  terms: Terms,
  world: World,
): Promise<readonly ArchiveEntry[]> {
  const entries: ArchiveEntry[] = [];
  const names = new Set<string>();
  let left = terms.maxBytes;
  for (const item of [...items].sort(byTime)) {
    const entry = await addObject(tar, item, left, names, world).catch((error: unknown) => refused(item, error, terms));
    if (entry === undefined) continue;
    entries.push(entry);
    left -= entry.bytes;
  }
  const manifest = { id, processor: world.processor, entries };
  tar.entry({ name: 'manifest.json', mtime: new Date(0) }, `${JSON.stringify(manifest, undefined, 2)}\n`);
  tar.finalize();
  return entries;
}

/** Only before its first byte is in the archive can an object be left out. */
async function refused(item: Item, error: unknown, { refuse }: Terms): Promise<undefined> {
  if (!(error instanceof PoisonError)) throw error;
  await refuse(item, error);
}

async function addObject(
  tar: Pack,
  { id, event, object }: Item,
  left: number,
  names: Set<string>,
  world: World,
): Promise<ArchiveEntry> {
  if (object === undefined) throw new PoisonError('no-object', 'The event is about no object that could be bundled.');
  const { body, bytes } = await world.objects.open(object);
  try {
    checkSize(bytes, Math.min(left, world.limits.objectBytes));
    const chunks = body[Symbol.asyncIterator]();
    const first = await chunks.next();
    const head: Buffer = first.done ? Buffer.alloc(0) : first.value;
    await checkHead(object, bytes, head, world);

    const name = nameOf(id, object.key, names);
    const header = { name, size: bytes, mtime: new Date(event.at), mode: 0o644 };
    const sha256 = await writeEntry(tar, header, startingWith(first, chunks), world);
    return {
      name,
      bucket: object.bucket,
      key: object.key,
      ...(object.versionId !== undefined && { versionId: object.versionId }),
      ...(object.etag !== undefined && { etag: object.etag }),
      bytes,
      sha256,
      at: new Date(event.at).toISOString(),
    };
  } finally {
    body.destroy();
  }
}

async function* startingWith(first: IteratorResult<Buffer>, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  for (let chunk = first; !chunk.done; chunk = await rest.next()) yield chunk.value;
}

/** Gives the SHA-256 of what was written. Throws where that is not as much as the header says. */
async function writeEntry(
  tar: Pack,
  header: Parameters<Pack['entry']>[0],
  chunks: AsyncIterable<Buffer>,
  { signal, countBytes }: World,
): Promise<string> {
  const hash = createHash('sha256');
  const done = Promise.withResolvers<void>();
  const sink = tar.entry(header, (error) => (error ? done.reject(error) : done.resolve()));
  sink.on('error', done.reject);
  done.promise.catch(() => undefined);
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    hash.update(chunk);
    countBytes(chunk.length);
    if (!sink.write(chunk)) await Promise.race([once(sink, 'drain', { signal }), done.promise]);
  }
  sink.end(Buffer.alloc(0));
  await done.promise;
  return hash.digest('hex');
}

/** Two keys may look the same where names are safe: the second is told apart by its event. */
function nameOf(id: string, key: string, names: Set<string>): string {
  const plain = `objects/${safeName(key)}`;
  const taken = names.has(plain.toLowerCase());
  const digest = createHash('sha256').update(id).digest('hex').slice(0, 12);
  const dot = plain.lastIndexOf('.');
  const cut = dot > plain.lastIndexOf('/') ? dot : plain.length;
  const name = taken ? `${plain.slice(0, cut)}.${digest}${plain.slice(cut)}` : plain;
  names.add(name.toLowerCase());
  return name;
}

function byTime(a: Item, b: Item): number {
  return a.event.at - b.event.at || (a.id < b.id ? -1 : 1);
}
