import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { clientSettings } from '../../bootstrap/local/platform.ts';
import { createStoredBlobCache } from '../../controller/adapters/s3-blob-cache.ts';

/** `printf 'hello\n' | git hash-object --stdin` */
const HELLO = 'ce013625030ba8dba906f756967f9e9ca394464a';

let aws: LocalAws;
let s3: S3Client;

beforeAll(async () => {
  aws = await startLocalAws();
  s3 = new S3Client({ ...clientSettings(aws), forcePathStyle: true });
});
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  await s3.send(new CreateBucketCommand({ Bucket: 'evidence' }));
});

const open = () => createStoredBlobCache({ s3, bucket: 'evidence' });
const store = (body: Uint8Array) =>
  s3.send(new PutObjectCommand({ Bucket: 'evidence', Key: 'cache/blobs.json.gz', Body: body }));

test('what one process fetched, the next one has', async () => {
  const first = open();
  await first.load();
  first.set(HELLO, 'hello\n');
  await first.save();
  const second = open();
  expect(second.get(HELLO)).toBeUndefined();
  await second.load();
  expect(second.get(HELLO)).toBe('hello\n');
});

test('V4: a text that is not the file of its blob id is not taken', async () => {
  await store(gzipSync(JSON.stringify([[HELLO, 'something else\n']])));
  const cache = open();
  await cache.load();
  expect(cache.get(HELLO)).toBeUndefined();
});

test.each(['not gzip', ''])('a damaged cache is an empty one: %j', async (text) => {
  await store(Buffer.from(text));
  const cache = open();
  await cache.load();
  expect(cache.get(HELLO)).toBeUndefined();
});

test('nothing is written when nothing is new, and files that are not used any more are let go', async () => {
  const first = open();
  first.set(HELLO, 'hello\n');
  first.set('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391', '');
  await first.save();
  const stored = () => s3.send(new GetObjectCommand({ Bucket: 'evidence', Key: 'cache/blobs.json.gz' }));
  const { ETag: before } = await stored();
  const second = open();
  await second.load();
  second.get(HELLO);
  await second.save();
  expect((await stored()).ETag).toBe(before);
  second.set('8ab686eafeb1f44702738c8b0f24f2567c36da6d', 'Hello, World!\n');
  await second.save();
  const third = open();
  await third.load();
  expect(third.get('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391')).toBeUndefined();
  expect(third.get(HELLO)).toBe('hello\n');
});
