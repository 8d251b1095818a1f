import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { awsError } from './aws-errors.ts';
import type { TemplateBucket } from './cloudformation-template.ts';

/** Where the templates of change sets lie that are too big for a request. */
export interface TemplateBucketOptions {
  readonly s3: S3Client;
  readonly bucket: string;
  /** Where S3 answers when that is not AWS's endpoint of the region (`AWS_ENDPOINT_URL`). */
  readonly endpoint?: string;
}

/** What this adapter calls on its bucket; CloudFormation then reads the object with the caller's permissions. */
export const TEMPLATE_BUCKET_ACTIONS = ['s3:PutObject', 's3:GetObject'] as const;

/** Puts templates into a bucket. Throws HoldfastError. */
export function createTemplateBucket({ s3, bucket, endpoint }: TemplateBucketOptions): TemplateBucket {
  return {
    bucket,
    put: async (key, body) => {
      const object = { Bucket: bucket, Key: key, Body: body, ContentType: 'application/json' };
      await s3.send(new PutObjectCommand(object)).catch((error: unknown) => {
        throw awsError(error, `store template ${key}`);
      });
    },
    ...(endpoint !== undefined && { endpoint }),
  };
}
