import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { ObjectReference } from '../event.ts';
import { PoisonError } from '../poison.ts';
import type { ObjectStore, Place, StoredObject } from '../world.ts';

/**
 * Objects in S3. What is read is pinned: by its version, or by its ETag where a bucket has no versions. What is written appears whole, by one request,
 * and only where nothing is yet (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
 */
export function createS3Objects(s3: S3Client): ObjectStore {
  async function get(object: ObjectReference, range?: string) {
    try {
      const command = new GetObjectCommand({ ...pinned(object), ...(range !== undefined && { Range: range }) });
      const { Body, ContentLength } = await s3.send(command);
      if (!(Body instanceof Readable)) throw new TypeError('S3 gave no stream.');
      return { body: Body, bytes: ContentLength ?? 0 };
    } catch (error) {
      throw translated(error);
    }
  }

  async function find({ bucket, key }: Place): Promise<StoredObject | undefined> {
    try {
      const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      const { ETag, VersionId, ContentLength, Metadata = {} } = head;
      return { object: reference({ bucket, key }, ETag, VersionId, ContentLength), metadata: Metadata };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  return {
    open: (object) => get(object),
    readPart: async (object, start, length) => {
      if (object.bytes === 0 || length === 0) return new Uint8Array();
      try {
        const { body } = await get(object, `bytes=${start}-${start + length - 1}`);
        return await buffer(body);
      } catch (error) {
        // An empty object has no first byte.
        if (statusOf(error) === 416) return new Uint8Array();
        throw error;
      }
    },
    find,
    writeOnce: async (place, content, { contentType, metadata }) => {
      const command = new PutObjectCommand({
        Bucket: place.bucket,
        Key: place.key,
        Body: content.read(),
        ContentLength: content.bytes,
        ContentType: contentType,
        ChecksumSHA256: Buffer.from(content.sha256, 'hex').toString('base64'),
        Metadata: { ...metadata },
        IfNoneMatch: '*',
      });
      try {
        const { ETag, VersionId } = await s3.send(command);
        return { object: reference(place, ETag, VersionId, content.bytes), metadata };
      } catch (error) {
        const found = statusOf(error) === 412 ? await find(place) : undefined;
        if (found === undefined) throw error;
        return found;
      }
    },
  };
}

function pinned({ bucket, key, versionId, etag }: ObjectReference) {
  const Pinned = { Bucket: bucket, Key: key };
  if (versionId !== undefined) return { ...Pinned, VersionId: versionId };
  return etag === undefined ? Pinned : { ...Pinned, IfMatch: `"${etag}"` };
}

function reference(place: Place, etag?: string, versionId?: string, bytes?: number): ObjectReference {
  return {
    ...place,
    ...(versionId !== undefined && { versionId }),
    ...(etag !== undefined && { etag: etag.replaceAll('"', '') }),
    ...(bytes !== undefined && { bytes }),
  };
}

/** Gone and changed are for good; everything else may be another time. */
function translated(error: unknown): unknown {
  const status = statusOf(error);
  // 405 is S3's answer where a delete marker is the version that was asked for.
  if (status === 404 || status === 405) return new PoisonError('object-gone', 'The object is not there any more.');
  if (status === 412)
    return new PoisonError('object-changed', 'The object was overwritten since, and the bucket keeps no versions.');
  return error;
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
