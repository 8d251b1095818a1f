/** Decoded texts by git blob id: one changed file costs one fetch. A blob id names its content, so entries never go stale. */
export interface BlobCache {
  get(blobSha: string): string | undefined;
  set(blobSha: string, text: string): void;
}

/** Characters that a cache keeps unless told otherwise: the texts of a registry of about 30,000 functions. */
const DEFAULT_CAPACITY = 32 * 1024 * 1024;

/** A cache in memory that forgets the least recently used texts beyond `capacity` characters in all. */
export function createBlobCache(capacity = DEFAULT_CAPACITY): BlobCache {
  const texts = new Map<string, string>();
  let size = 0;
  const forget = (blobSha: string, text: string) => {
    texts.delete(blobSha);
    size -= text.length;
  };
  return {
    get(blobSha) {
      const text = texts.get(blobSha);
      if (text === undefined) return undefined;
      texts.delete(blobSha);
      texts.set(blobSha, text);
      return text;
    },
    set(blobSha, text) {
      const old = texts.get(blobSha);
      if (old !== undefined) forget(blobSha, old);
      if (text.length > capacity) return;
      texts.set(blobSha, text);
      size += text.length;
      for (const [oldest, oldText] of texts) {
        if (size <= capacity) break;
        forget(oldest, oldText);
      }
    },
  };
}
