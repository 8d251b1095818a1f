import { createGunzip } from 'node:zlib';
import type { ObjectReference } from './event.ts';
import { PoisonError } from './poison.ts';
import type { World } from './world.ts';
import { expandedZipBytes } from './zip-directory.ts';

/** Deflate cannot make more than this of one byte (https://www.zlib.net/zlib_tech.html). */
const MOST_PER_BYTE = 1032;
/** What any text may become: nobody is hurt by that. */
const HARMLESS_BYTES = 50_000_000;
/** Logs and tables come to some tens; bombs to a thousand. */
const MOST_SUSPICIOUS_RATIO = 200;

/** Throws `object-too-large`. */
export function checkSize(bytes: number, most: number): void {
  if (bytes <= most) return;
  throw new PoisonError('object-too-large', `The object has ${bytes} bytes, and at most ${most} are taken.`);
}

/** Checks an object that somebody else will read: its size, and what it becomes if it is unpacked. Throws `PoisonError`. */
export async function inspectObject(object: ObjectReference, world: World): Promise<void> {
  if (object.bytes !== undefined) checkSize(object.bytes, world.limits.objectBytes);
  const head = await world.objects.readPart(object, 0, 4);
  if (object.bytes !== undefined) return checkHead(object, object.bytes, head, world);
  const { body, bytes } = await world.objects.open(object);
  body.destroy();
  checkSize(bytes, world.limits.objectBytes);
  await checkHead(object, bytes, head, world);
}

/**
 * Throws `archive-bomb` for what expands beyond all measure. `head` has the first bytes, which tell what it is; its name tells nothing. What is too
 * small to be a bomb is not looked into, and neither is what turns out to be broken: that is the matter of whoever unpacks it.
 */
export async function checkHead(object: ObjectReference, bytes: number, head: Uint8Array, world: World): Promise<void> {
  if (bytes * MOST_PER_BYTE <= HARMLESS_BYTES && !isZip(head)) return;
  const expanded = isGzip(head)
    ? await gunzippedBytes(object, bytes, world)
    : await unzippedBytes(object, bytes, head, world);
  if (!isBomb(expanded, bytes, world.limits.expandedBytes)) return;
  throw new PoisonError('archive-bomb', `The object is an archive of ${bytes} bytes that becomes ${expanded} or more.`);
}

function unzippedBytes(object: ObjectReference, bytes: number, head: Uint8Array, world: World): Promise<number> {
  if (!isZip(head)) return Promise.resolve(0);
  return expandedZipBytes(bytes, (start, length) => world.objects.readPart(object, start, length));
}

function isBomb(expanded: number, bytes: number, most: number): boolean {
  return expanded > most || (expanded > HARMLESS_BYTES && expanded / bytes > MOST_SUSPICIOUS_RATIO);
}

/** Inflates without keeping anything, and no further than it takes to know. */
async function gunzippedBytes(object: ObjectReference, bytes: number, world: World): Promise<number> {
  const { body } = await world.objects.open(object);
  const gunzip = createGunzip();
  body.on('error', (error) => gunzip.destroy(error));
  body.pipe(gunzip);
  let expanded = 0;
  try {
    for await (const chunk of gunzip) {
      world.signal.throwIfAborted();
      expanded += chunk.length;
      if (isBomb(expanded, bytes, world.limits.expandedBytes)) break;
    }
  } catch (error) {
    if (!isBrokenGzip(error)) throw error;
  } finally {
    body.destroy();
    gunzip.destroy();
  }
  return expanded;
}

function isBrokenGzip(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^Z_/.test(String(error.code));
}

function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 0x03 || head[2] === 0x05);
}
