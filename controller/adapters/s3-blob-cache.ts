import { hash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type BlobCache, createBlobCache } from '../source/blob-cache.ts';

/** A blob cache that outlives its process, so that a new one does not fetch every file of the registry from GitHub again. */
export interface StoredBlobCache extends BlobCache {
  /** Takes over what an earlier process stored. A cache that cannot be read, or not trusted, is an empty one. */
  load(): Promise<void>;
  /** Stores what was used since `load`, if anything new is in it. A cache that cannot be written is no error either. */
  save(): Promise<void>;
}

/** Where the cache lies: one gzipped JSON object of blob ids and texts. */
export interface StoredBlobCacheOptions {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly key?: string;
}

/** What this adapter calls on its bucket. */
export const BLOB_CACHE_ACTIONS = ['s3:GetObject', 's3:PutObject'] as const;

/** Opens the cache over the usual one in memory. Several processes may save; the last one wins, which costs fetches at worst. */
export function createStoredBlobCache(options: StoredBlobCacheOptions): StoredBlobCache {
  const { s3, bucket, key = 'cache/blobs.json.gz' } = options;
  const memory = createBlobCache();
  const used = new Map<string, string>();
  let hasNews = false;
  return {
    get: (blobSha) => {
      const text = memory.get(blobSha);
      if (text !== undefined) used.set(blobSha, text);
      return text;
    },
    set: (blobSha, text) => {
      memory.set(blobSha, text);
      used.set(blobSha, text);
      hasNews = true;
    },
    load: async () => {
      for (const [blobSha, text] of await readEntries(s3, bucket, key)) {
        if (blobIdOf(text, blobSha.length) === blobSha) memory.set(blobSha, text);
      }
    },
    save: async () => {
      if (!hasNews) return;
      const Body = gzipSync(JSON.stringify([...used]));
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body })).catch(() => undefined);
      hasNews = false;
    },
  };
}

async function readEntries(s3: S3Client, bucket: string, key: string): Promise<readonly (readonly [string, string])[]> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const bytes = await Body?.transformToByteArray();
    const entries: unknown = bytes === undefined ? [] : JSON.parse(gunzipSync(bytes).toString('utf8'));
    return Array.isArray(entries) ? entries.filter(isEntry) : [];
  } catch {
    return [];
  }
}

function isEntry(value: unknown): value is readonly [string, string] {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string';
}

/**
 * Git's own name for a file with this text, so that a stored text can only stand for the file that it is (V4).
 * https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
function blobIdOf(text: string, length: number): string {
  const bytes = Buffer.from(text, 'utf8');
  const object = Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]);
  return hash(length === 64 ? 'sha256' : 'sha1', object, 'hex');
}
