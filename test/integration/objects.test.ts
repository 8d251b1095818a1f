import {
  CreateBucketCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { createArtifactReader } from '../../controller/adapters/s3-artifacts.ts';
import { createObjectStore } from '../../controller/adapters/s3-objects.ts';

let aws: LocalAws;
let s3: S3Client;

beforeAll(async () => {
  aws = await startLocalAws();
  const credentials = { accessKeyId: aws.account, secretAccessKey: 'local' };
  s3 = new S3Client({ endpoint: aws.endpoint, region: aws.region, credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'versioned' }));
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: 'versioned', VersioningConfiguration: { Status: 'Enabled' } }),
  );
  await s3.send(new CreateBucketCommand({ Bucket: 'plain' }));
});

afterAll(async () => {
  s3?.destroy();
  await aws?.stop();
});

// echo -n hello | sha256sum
const HELLO = 'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const HELLO_KEY = 'objects/sha256/2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

test('C3: a text lies under its digest, and storing it again makes no second version', async () => {
  const store = createObjectStore({ s3, bucket: 'versioned' });
  expect(await store.get(HELLO)).toBeUndefined();
  expect(await store.put('hello')).toBe(HELLO);
  expect(await store.put('hello')).toBe(HELLO);
  await Promise.all(Array.from({ length: 5 }, () => store.put('hello')));

  expect(await store.get(HELLO)).toBe('hello');
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'versioned', Prefix: HELLO_KEY }));
  expect(Versions.map((version) => version.Key)).toEqual([HELLO_KEY]);
});

test('text outside ASCII comes back unchanged', async () => {
  const store = createObjectStore({ s3, bucket: 'versioned', prefix: 'evidence/' });
  const text = 'Größe: ✓ 🚀\r\n';
  expect(await store.get(await store.put(text))).toBe(text);
});

test('V4: an object that was changed behind its digest is refused', async () => {
  const store = createObjectStore({ s3, bucket: 'plain' });
  await store.put('hello');
  await s3.send(new PutObjectCommand({ Bucket: 'plain', Key: HELLO_KEY, Body: 'jello' }));
  await expect(store.get(HELLO)).rejects.toMatchObject({ code: 'CorruptObject', retryable: false });
});

test('a bucket that does not exist is an error, not a missing object', async () => {
  const store = createObjectStore({ s3, bucket: 'nobody-made-this' });
  await expect(store.get(HELLO)).rejects.toMatchObject({ name: 'HoldfastError', code: 'NoSuchBucket' });
  await expect(store.put('hello')).rejects.toMatchObject({ name: 'HoldfastError', code: 'NoSuchBucket' });
});

test('V4: an unpinned key is the version that stands there now, and new bytes are another version', async () => {
  const reader = createArtifactReader(s3);
  const artifact = { bucket: 'versioned', key: 'payments/charge.zip' };
  expect(await reader.currentVersion(artifact)).toEqual({ kind: 'missing' });
  const put = (Body: string) => s3.send(new PutObjectCommand({ Bucket: artifact.bucket, Key: artifact.key, Body }));

  const first = await put('one');
  expect(await reader.currentVersion(artifact)).toEqual({ kind: 'version', versionId: first.VersionId });
  const second = await put('two');
  expect(await reader.currentVersion(artifact)).toEqual({ kind: 'version', versionId: second.VersionId });
  expect(second.VersionId).not.toBe(first.VersionId);
});

test('V4: a bucket without versions says so, and a missing bucket is a missing artifact', async () => {
  const reader = createArtifactReader(s3);
  await s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'charge.zip', Body: 'one' }));
  expect(await reader.currentVersion({ bucket: 'plain', key: 'charge.zip' })).toEqual({ kind: 'unversioned' });
  expect(await reader.currentVersion({ bucket: 'nobody-made-this', key: 'charge.zip' })).toEqual({ kind: 'missing' });
});
