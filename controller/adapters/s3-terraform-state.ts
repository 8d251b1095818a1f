import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { HoldfastError } from '../diagnostics/error.ts';
import type { StatePlace, StateStore, StoredState } from '../outputs/port.ts';
import { awsError } from './aws-errors.ts';

/**
 * What this adapter calls. `s3:ListBucket` is for the answer alone: without it a missing object is 403, not 404
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html).
 */
export const STATE_STORE_ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:ListBucket'] as const;

/** State files in S3, where Terraform's `s3` backend reads them. */
export function createStateStore(s3: S3Client): StateStore {
  return {
    readState: (place) => readState(s3, place),
    writeState: async ({ bucket, key }, text, replaces) => {
      try {
        await s3.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: text,
            ContentType: 'application/json',
            Metadata: { 'written-by': 'holdfast' },
            // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
            ...(replaces === undefined ? { IfNoneMatch: '*' } : { IfMatch: replaces.version }),
          }),
        );
      } catch (error) {
        throw isOvertaken(error) ? changed({ bucket, key }) : awsError(error, `write s3://${bucket}/${key}`);
      }
    },
  };
}

async function readState(s3: S3Client, { bucket, key }: StatePlace): Promise<StoredState | undefined> {
  try {
    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const text = await Body?.transformToString('utf-8');
    return text === undefined || ETag === undefined ? undefined : { text, version: ETag };
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw awsError(error, `read s3://${bucket}/${key}`);
  }
}

/** The condition did not hold, another write is under way, or what was read is gone. */
function isOvertaken(error: unknown): boolean {
  const names = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'];
  return error instanceof Error && names.includes(error.name);
}

function changed({ bucket, key }: StatePlace): HoldfastError {
  const message = `s3://${bucket}/${key} was written by somebody else just now`;
  return new HoldfastError(message, { code: 'StateChanged', source: 'aws', retryable: true });
}
