import {
  CreateBucketCommand,
  DeleteBucketCommand,
  type DeleteMarkerEntry,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { until } from '../../bootstrap/local/demo/until.ts';
import { createStackWriter } from '../../controller/adapters/cloudformation.ts';
import type { StackWriter } from '../../controller/apply/port.ts';
import type { DesiredStack } from '../../controller/compile/desired.ts';
import { AT_ONCE, createGate } from '../../functions/event-core/gate.ts';
import { CORE_CODE_KEY } from '../../registry/kinds/event-processor/core.ts';
import { deployStack } from '../integration/deploy-stacks.ts';
import type { Cloud } from './cloud.ts';
import { codeBucket } from './stage.ts';

/** What was made in a cloud, and how to be rid of it. */
export interface Deployment extends AsyncDisposable {
  /** Stores code in the bucket of the platform. */
  store(key: string, code: Uint8Array): Promise<void>;
  /** Makes the stacks that are not there yet. */
  deploy(stacks: readonly DesiredStack[]): Promise<void>;
  /** Deletes stacks that were made, and what their buckets hold. */
  remove(stacks: readonly DesiredStack[]): Promise<void>;
}

/** Makes the bucket of the code, with the core in it. Disposing deletes all that was made through it, the newest first. */
export async function createDeployment(cloud: Cloud, core: Uint8Array): Promise<Deployment> {
  const { s3, cloudFormation } = cloud.clients;
  const Bucket = codeBucket(cloud);
  const put = async (Key: string, Body: Uint8Array | string) => {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  };
  const { endpoint } = cloud;
  const writer = createStackWriter(cloudFormation, {
    bucket: Bucket,
    put,
    ...(endpoint !== undefined && { endpoint }),
  });
  const made = new Set<string>();

  const remove = async (names: readonly string[]) => {
    for (const name of names.toReversed()) {
      await removeStack(writer, name, cloud);
      made.delete(name);
    }
  };
  const LocationConstraint = cloud.region as never;
  const elsewhere = cloud.region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint } };
  await s3.send(new CreateBucketCommand({ Bucket, ...elsewhere }));
  await put(CORE_CODE_KEY, core);
  return {
    store: put,
    deploy: async (stacks) => {
      for (const stack of stacks) {
        if (made.has(stack.name)) continue;
        made.add(stack.name);
        await deployStack(writer, stack, 'e2e', cloud.patience);
      }
    },
    remove: (stacks) => remove(stacks.map(({ name }) => name).filter((name) => made.has(name))),
    [Symbol.asyncDispose]: async () => {
      try {
        await remove([...made]);
      } finally {
        await emptyBucket(Bucket, cloud);
        await s3.send(new DeleteBucketCommand({ Bucket }));
      }
    },
  };
}

async function removeStack(writer: StackWriter, name: string, cloud: Cloud): Promise<void> {
  const found = await writer.describeStack(name);
  if (found === undefined) return;
  for (const { type, physicalId } of await writer.listResources(name)) {
    if (type === 'AWS::S3::Bucket') await emptyBucket(physicalId, cloud);
  }
  await writer.deleteStack(found.stackId, `remove-${name}`);
  await until(`Deleting ${name}`, 60 * cloud.patience, async () => {
    const { status } = (await writer.describeStack(found.stackId)) ?? { status: undefined };
    if (status === 'DELETE_FAILED') throw new Error(`${name} could not be deleted: look at it in the console.`);
    return status === undefined ? true : undefined;
  });
}

/** One by one: a list to delete is XML, which cannot say every key. Throws where a key is not to be got rid of. */
async function emptyBucket(Bucket: string, { clients: { s3 } }: Cloud): Promise<void> {
  const gate = createGate(AT_ONCE);
  for (let before: string | undefined; ; ) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, EncodingType: 'url' }));
    const [first, ...others] = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    if (first === undefined) return;
    if (`${first.Key} ${first.VersionId}` === before) throw new Error(`${Bucket} keeps ${JSON.stringify(first.Key)}.`);
    before = `${first.Key} ${first.VersionId}`;
    // Who knows no encoding answers without it.
    const keyOf = (key: string) => (page.EncodingType === 'url' ? decodeURIComponent(key.replaceAll('+', ' ')) : key);
    const remove = ({ Key = '', VersionId }: DeleteMarkerEntry) =>
      s3.send(new DeleteObjectCommand({ Bucket, Key: keyOf(Key), VersionId }));
    await Promise.all([first, ...others].map((version) => gate(() => remove(version))));
  }
}
