/** Reads a part of a file; fewer bytes where it ends earlier. */
type ReadPart = (start: number, length: number) => Promise<Uint8Array>;

/** The record at the end of a ZIP file, with the longest comment (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.16). */
const END_BYTES = 22 + 0xffff;
const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
/** A directory beyond this has hundreds of thousands of entries: it is taken for a bomb. */
const MOST_DIRECTORY_BYTES = 32_000_000;

/**
 * What a ZIP file becomes by what its directory says: the sum of all entries, or infinity where that cannot be true, because entries overlap or the directory
 * is enormous (https://www.bamsoftware.com/hacks/zipbomb/). 0 for what is no ZIP file after all. Reads the directory only.
 */
export async function expandedZipBytes(bytes: number, readPart: ReadPart): Promise<number> {
  const start = Math.max(0, bytes - END_BYTES);
  const tail = view(await readPart(start, bytes - start));
  const place = findDirectory(tail);
  const directory = place && (await resolve64(place, readPart));
  if (directory === undefined) return 0;
  if (directory.length > MOST_DIRECTORY_BYTES) return Number.POSITIVE_INFINITY;
  const { packed, expanded } = sumEntries(view(await readPart(directory.start, directory.length)));
  return packed > bytes ? Number.POSITIVE_INFINITY : expanded;
}

interface Place {
  readonly start: number;
  readonly length: number;
  /** Where the record of large files is, if there is one. */
  readonly end64?: number;
}

function findDirectory(tail: DataView): Place | undefined {
  for (let at = tail.byteLength - 22; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== END) continue;
    const found = { start: tail.getUint32(at + 16, true), length: tail.getUint32(at + 12, true) };
    const locator = at - 20;
    if (locator < 0 || tail.getUint32(locator, true) !== END_64_LOCATOR) return found;
    return { ...found, end64: Number(tail.getBigUint64(locator + 8, true)) };
  }
  return undefined;
}

async function resolve64(place: Place, readPart: ReadPart): Promise<Place | undefined> {
  if (place.end64 === undefined) return place;
  const record = view(await readPart(place.end64, 56));
  if (record.byteLength < 56 || record.getUint32(0, true) !== END_64) return undefined;
  return { start: Number(record.getBigUint64(48, true)), length: Number(record.getBigUint64(40, true)) };
}

function sumEntries(directory: DataView): { readonly packed: number; readonly expanded: number } {
  let packed = 0;
  let expanded = 0;
  let at = 0;
  while (at + ENTRY_BYTES <= directory.byteLength && directory.getUint32(at, true) === ENTRY) {
    const name = directory.getUint16(at + 28, true);
    const extra = directory.getUint16(at + 30, true);
    const comment = directory.getUint16(at + 32, true);
    const sizes = sizesOf(directory, at, at + ENTRY_BYTES + name, extra);
    packed += sizes.packed;
    expanded += sizes.expanded;
    at += ENTRY_BYTES + name + extra + comment;
  }
  return { packed, expanded };
}

/** Sizes of 4 GB and more are in an extra field, in the order in which they are missing (APPNOTE 4.5.3). */
function sizesOf(directory: DataView, entry: number, extraStart: number, extraLength: number) {
  const packed = directory.getUint32(entry + 20, true);
  const expanded = directory.getUint32(entry + 24, true);
  const missing = 0xffffffff;
  if (packed !== missing && expanded !== missing) return { packed, expanded };
  const end = Math.min(extraStart + extraLength, directory.byteLength);
  for (let at = extraStart; at + 4 <= end; at += 4 + directory.getUint16(at + 2, true)) {
    if (directory.getUint16(at, true) !== 1) continue;
    const large = (index: number) =>
      at + 12 + 8 * index <= end ? Number(directory.getBigUint64(at + 4 + 8 * index, true)) : Number.POSITIVE_INFINITY;
    return {
      expanded: expanded === missing ? large(0) : expanded,
      packed: packed === missing ? large(expanded === missing ? 1 : 0) : packed,
    };
  }
  return { packed: Number.POSITIVE_INFINITY, expanded: Number.POSITIVE_INFINITY };
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
