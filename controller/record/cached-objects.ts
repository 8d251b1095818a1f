import { digestOf } from '../lib/digest.ts';
import type { ObjectStore } from './objects-port.ts';

/** What a reconciler of 1,024 MB may keep between invocations, in UTF-16 units (two bytes each at most). */
const DEFAULT_LIMIT = 32 * 1024 * 1024;

/**
 * Remembers texts in memory, oldest use out first. Safe without any expiry, because an object never changes under its
 * digest. Saves one call per unchanged stack in a warm process.
 */
export function cachedObjects(store: ObjectStore, limit: number = DEFAULT_LIMIT): ObjectStore {
  const texts = new Map<string, string>();
  let size = 0;

  const remember = (digest: string, text: string): void => {
    const known = texts.delete(digest);
    texts.set(digest, text);
    size += known ? 0 : text.length;
    for (const [oldest, old] of texts) {
      if (size <= limit) return;
      texts.delete(oldest);
      size -= old.length;
    }
  };

  return {
    put: async (text) => {
      const digest = digestOf(text);
      if (!texts.has(digest)) await store.put(text);
      remember(digest, text);
      return digest;
    },
    get: async (digest) => {
      const text = texts.get(digest) ?? (await store.get(digest));
      if (text !== undefined) remember(digest, text);
      return text;
    },
  };
}
