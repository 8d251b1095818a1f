import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { strToU8, zipSync } from 'fflate';
import type { LocalAws } from '../aws.ts';
import { clientSettings } from '../platform.ts';

/** A team's function: it answers with its own name and the path it was asked for. */
const SOURCE = `export const handler = async (event) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    message: MESSAGE,
    path: event.rawPath,
    logLevel: process.env.LOG_LEVEL,
  }),
});
`;

/** Zip entries carry a time; a fixed one makes the same source the same bytes. */
const NO_TIME = new Date('2020-01-01T00:00:00Z');

/** The package of a function that answers with a message: what a team's own pipeline would build. */
export function functionPackage(message: string): Uint8Array {
  const source = SOURCE.replace('MESSAGE', JSON.stringify(message));
  return zipSync({ 'index.mjs': [strToU8(source), { mtime: NO_TIME }] });
}

/** Puts a package into a bucket, as the team's pipeline does with its OIDC role. */
export async function uploadPackage(aws: LocalAws, bucket: string, key: string, body: Uint8Array): Promise<void> {
  const s3 = new S3Client({ ...clientSettings(aws), forcePathStyle: true });
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/zip' }));
}
