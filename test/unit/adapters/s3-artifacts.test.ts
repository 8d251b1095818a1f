import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { createArtifactReader } from '../../../controller/adapters/s3-artifacts.ts';

/** What the reader makes of S3's answer to HEAD, with these bytes on the wire. */
async function answerOf(status: number, headers: Readonly<Record<string, string>>) {
  const server = createServer((_, response) => response.writeHead(status, headers).end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const endpoint = `http://127.0.0.1:${port}`;
  const s3 = new S3Client({ region: 'us-east-1', endpoint, credentials, forcePathStyle: true, maxAttempts: 1 });
  try {
    return await createArtifactReader(s3).currentVersion({ bucket: 'acme-artifacts', key: 'charge.zip' });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test.each([
  [200, { 'x-amz-version-id': 'v7' }, { kind: 'version', versionId: 'v7' }],
  [200, { 'x-amz-version-id': 'null' }, { kind: 'unversioned' }],
  [200, {}, { kind: 'unversioned' }],
  [404, {}, { kind: 'missing' }],
  [301, { 'x-amz-bucket-region': 'eu-west-1' }, { kind: 'elsewhere' }],
] as const)('V4: %i with %o is %o', async (status, headers, wanted) => {
  expect(await answerOf(status, headers)).toEqual(wanted);
});

test('K2: any other answer is an error, not an absence', async () => {
  await expect(answerOf(403, {})).rejects.toThrow('s3://acme-artifacts/charge.zip');
});
