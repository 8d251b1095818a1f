import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { LocalAws } from '../../bootstrap/local/aws.ts';
import { until } from '../../bootstrap/local/demo/until.ts';
import { AWS_RETRY } from '../../controller/adapters/aws-retry.ts';
import { createStackWriter } from '../../controller/adapters/cloudformation.ts';
import type { StackWriter } from '../../controller/apply/port.ts';
import type { DesiredStack } from '../../controller/compile/desired.ts';
import { clientConfig } from './local-cloud/stack.ts';

const TEMPLATES = 'holdfast-templates';

/** Applies stacks as the applier does: a change set for each, in order, with the outputs of the stacks before. `run` tells change sets apart. */
export type Deploy = (stacks: readonly DesiredStack[], run: string) => Promise<void>;

/** Makes a {@link Deploy} that uses the controller's own adapter. Errors: the reason of the first stack that could not be made. */
export async function createDeploy(aws: LocalAws): Promise<Deploy> {
  const config = { ...clientConfig(aws), ...AWS_RETRY };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: TEMPLATES }));
  const writer = createStackWriter(new CloudFormationClient(config), {
    bucket: TEMPLATES,
    endpoint: aws.endpoint,
    put: async (Key, Body) => {
      await s3.send(new PutObjectCommand({ Bucket: TEMPLATES, Key, Body }));
    },
  });
  return async (stacks, run) => {
    for (const stack of stacks) await deployStack(writer, stack, run);
  };
}

/** Makes or updates one stack, and waits until it is. `patience` stretches the time that this may take. */
export async function deployStack(writer: StackWriter, stack: DesiredStack, run: string, patience = 1): Promise<void> {
  const exists = await writer.describeStack(stack.name);
  const changeSetName = `holdfast-${run}`;
  await writer.createChangeSet({
    stackName: stack.name,
    changeSetName,
    type: exists === undefined ? 'CREATE' : 'UPDATE',
    templateBody: stack.body,
    parameters: await parametersOf(writer, stack),
    tags: stack.tags,
    capabilities: ['CAPABILITY_NAMED_IAM'],
    mode: 'standard',
  });
  const made = await until(`The change set of ${stack.name}`, 20 * patience, () =>
    settledChangeSet(writer, stack.name, changeSetName),
  );
  if (made === 'empty') return;
  await writer.executeChangeSet(stack.name, changeSetName, `${run}-${stack.name}`);
  await until(`Applying ${stack.name}`, 60 * patience, () => isApplied(writer, stack.name));
}

async function parametersOf(
  writer: StackWriter,
  { parameters }: DesiredStack,
): Promise<Readonly<Record<string, string>>> {
  const entries = Object.entries(parameters).map(async ([name, { stack, output }]) => {
    const found = await writer.describeStack(stack);
    return [name, found?.outputs[output] ?? ''] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function settledChangeSet(
  writer: StackWriter,
  stack: string,
  name: string,
): Promise<'ready' | 'empty' | undefined> {
  const state = await writer.describeChangeSet(stack, name);
  if (state.kind === 'failed') throw new Error(`${stack}: ${state.reason}`);
  return state.kind === 'ready' || state.kind === 'empty' ? state.kind : undefined;
}

async function isApplied(writer: StackWriter, stack: string): Promise<true | undefined> {
  const found = await writer.describeStack(stack);
  const status = found?.status ?? 'absent';
  if (/ROLLBACK|FAILED/.test(status)) {
    const events = await writer.recentEvents(stack, 50);
    throw new Error(`${stack} is ${status}: ${JSON.stringify(events.filter((event) => event.reason !== undefined))}`);
  }
  return status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE' ? true : undefined;
}
