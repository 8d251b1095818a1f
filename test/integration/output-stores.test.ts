import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { createStateStore } from '../../controller/adapters/s3-terraform-state.ts';
import { createParameterStore } from '../../controller/adapters/ssm-outputs.ts';
import { parameterStoreContract, stateStoreContract } from '../contract/output-stores.ts';

let aws: LocalAws;
let s3: S3Client;
let cloudFormation: CloudFormationClient;
let created = 0;

beforeAll(async () => {
  aws = await startLocalAws();
  const credentials = { accessKeyId: aws.account, secretAccessKey: 'local' };
  const connection = { endpoint: aws.endpoint, region: aws.region, credentials };
  s3 = new S3Client({ ...connection, forcePathStyle: true });
  cloudFormation = new CloudFormationClient(connection);
  await s3.send(new CreateBucketCommand({ Bucket: 'acme-state' }));
});

afterAll(async () => {
  s3?.destroy();
  cloudFormation?.destroy();
  await aws?.stop();
});

async function emptyParameterStore() {
  const store = createParameterStore({ client: cloudFormation, endpoint: aws.endpoint });
  for (const path of ['/acme', '/acme-two']) {
    for (const name of Object.keys(await store.listParameters(path))) await store.removeParameter(name);
  }
  return store;
}

// The emulator gives no tags for what is not there, where AWS has an error: see the unit test of the adapter.
parameterStoreContract('Parameter Store', emptyParameterStore, {});

stateStoreContract('S3', async () => {
  created += 1;
  return { store: createStateStore(s3), place: { bucket: 'acme-state', key: `shared-${created}/terraform.tfstate` } };
});

test('the state file says who wrote it', async () => {
  const place = { bucket: 'acme-state', key: 'said/terraform.tfstate' };
  await createStateStore(s3).writeState(place, '{}', undefined);
  const head = await s3.send(new HeadObjectCommand({ Bucket: place.bucket, Key: place.key }));
  expect(head).toMatchObject({ ContentType: 'application/json', Metadata: { 'written-by': 'holdfast' } });
});

test('a bucket that does not exist is an error, not a missing file', async () => {
  const place = { bucket: 'nobody-made-this', key: 'a.tfstate' };
  await expect(createStateStore(s3).readState(place)).rejects.toMatchObject({ code: 'NoSuchBucket' });
});
