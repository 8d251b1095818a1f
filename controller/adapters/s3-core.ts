import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { CORE_CODE_KEY } from '../../registry/kinds/event-processor/core.ts';
import type { CorePublisher } from '../outputs/port.ts';
import { awsError } from './aws-errors.ts';

/** What this adapter calls. */
export const CORE_STORE_ACTIONS = ['s3:PutObject'] as const;

/** The core's code in a file beside the controller's own, where bootstrap/ puts it. `undefined` where it is not, because nothing was bundled. */
export function createCorePublisher(s3: S3Client, file: string): CorePublisher | undefined {
  if (!existsSync(file)) return undefined;
  const code = readFileSync(file);
  return {
    digest: `sha256:${hash('sha256', code, 'hex')}`,
    publish: async (bucket) => {
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: CORE_CODE_KEY,
        Body: code,
        ContentType: 'application/zip',
        Metadata: { 'written-by': 'holdfast' },
      });
      try {
        await s3.send(command);
      } catch (error) {
        throw awsError(error, `write s3://${bucket}/${CORE_CODE_KEY}`);
      }
    },
  };
}
