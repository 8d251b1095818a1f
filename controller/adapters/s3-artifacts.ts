import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ArtifactReader } from '../compile/port.ts';
import { awsError } from './aws-errors.ts';

/**
 * What this adapter calls; HEAD needs the right to get the object. Without `s3:ListBucket` a missing object is answered as
 * 403, which would be an error here instead of a finding (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html).
 */
export const ARTIFACT_ACTIONS = ['s3:GetObject', 's3:ListBucket'] as const;

/** Code objects in S3. An object or bucket that does not exist is `missing`, since the registry's author can mend both. */
export function createArtifactReader(s3: S3Client): ArtifactReader {
  return {
    currentVersion: async ({ bucket, key }) => {
      try {
        const { VersionId } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        // S3 says "null" for an object from before versioning was switched on.
        if (VersionId === undefined || VersionId === 'null') return { kind: 'unversioned' };
        return { kind: 'version', versionId: VersionId };
      } catch (error) {
        if (isMissing(error)) return { kind: 'missing' };
        if (isElsewhere(error)) return { kind: 'elsewhere' };
        throw awsError(error, `look up s3://${bucket}/${key}`);
      }
    },
  };
}

/** A HEAD answer has no body, so S3 cannot say whether object or bucket is missing. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && ['NotFound', 'NoSuchKey', 'NoSuchBucket'].includes(error.name);
}

/**
 * S3 sends a request for a bucket of another region away with 301, and names no error in the answer to HEAD:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html
 */
function isElsewhere(error: unknown): boolean {
  if (!(error instanceof Error) || !('$metadata' in error)) return false;
  const { $metadata: metadata } = error;
  return typeof metadata === 'object' && metadata !== null && Reflect.get(metadata, 'httpStatusCode') === 301;
}
