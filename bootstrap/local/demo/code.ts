import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { strToU8, zipSync } from 'fflate';
import type { LocalAws } from '../aws.ts';
import { clientSettings } from '../platform.ts';

/** A team's function: behind a route it answers with what it was asked for, behind a queue it logs what it was given. */
const SOURCE = `export const handler = async (event) => {
  for (const { body } of event.Records ?? []) console.log(MESSAGE, body);
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: MESSAGE, path: event.rawPath, logLevel: process.env.LOG_LEVEL }),
  };
};
`;

/** Zip entries carry a time; a fixed one makes the same source the same bytes. */
const NO_TIME = new Date('2020-01-01T00:00:00Z');

/** The package of a function that answers with a message: what a team's own pipeline would build. */
export function functionPackage(message: string): Uint8Array {
  const source = SOURCE.replaceAll('MESSAGE', JSON.stringify(message));
  return zipSync({ 'index.mjs': [strToU8(source), { mtime: NO_TIME }] });
}

/** Puts an object into a bucket: a package, as the team's pipeline does with its OIDC role, or a file for a team's function. */
export async function upload(aws: LocalAws, bucket: string, key: string, body: Uint8Array | string): Promise<void> {
  const s3 = new S3Client({ ...clientSettings(aws), forcePathStyle: true });
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
}
