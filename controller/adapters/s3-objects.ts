import { GetObjectCommand, PutObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import { HoldfastError } from '../diagnostics/error.ts';
import { digestOf } from '../lib/digest.ts';
import type { ObjectStore } from '../record/objects-port.ts';
import { awsError } from './aws-errors.ts';

/**
 * What this adapter calls. `s3:ListBucket` is for the answer alone: without it a missing object is 403, not 404
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html).
 */
export const OBJECT_STORE_ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:ListBucket'] as const;

/** Where the objects lie: `<prefix>sha256/<hex>`. */
export interface ObjectStoreOptions {
  readonly s3: S3Client;
  readonly bucket: string;
  /** Ends in `/`; default `objects/`. Give it no lifecycle rule: a record may point at an old object. */
  readonly prefix?: string;
}

/** Objects in one S3 bucket, named by their content. */
export function createObjectStore({ s3, bucket, prefix = 'objects/' }: ObjectStoreOptions): ObjectStore {
  const keyOf = (digest: string) => prefix + digest.replace(':', '/');

  return {
    put: async (text) => {
      const digest = digestOf(text);
      const request = { Bucket: bucket, Key: keyOf(digest), Body: text, ContentType: 'text/plain; charset=utf-8' };
      try {
        await putOnce(s3, request);
      } catch (error) {
        throw awsError(error, `store object ${digest}`);
      }
      return digest;
    },

    get: async (digest) => {
      const text = await readText(s3, bucket, keyOf(digest), digest);
      if (text === undefined || digestOf(text) === digest) return text;
      throw new HoldfastError(`Object ${keyOf(digest)} in bucket ${bucket} does not hold what its name says`, {
        code: 'CorruptObject',
        source: 'holdfast',
        retryable: false,
      });
    },
  };
}

async function readText(s3: S3Client, bucket: string, key: string, digest: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return await Body?.transformToString('utf-8');
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw awsError(error, `read object ${digest}`);
  }
}

/**
 * Stores unless the object is there, so that a versioned bucket gets no second version. 412 says that it is; 409 that
 * another upload is under way, which may still fail: the same bytes once more do no harm.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
async function putOnce(s3: S3Client, request: PutObjectCommandInput): Promise<void> {
  try {
    await s3.send(new PutObjectCommand({ ...request, IfNoneMatch: '*' }));
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'PreconditionFailed') return;
    if (name !== 'ConditionalRequestConflict') throw error;
    await s3.send(new PutObjectCommand(request));
  }
}
