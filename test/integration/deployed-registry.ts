import { DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { zipSync } from 'fflate';
import type { LocalAws } from '../../bootstrap/local/aws.ts';
import type { CodeDigestReader } from '../../controller/apply/port.ts';
import type { DesiredStack } from '../../controller/compile/desired.ts';
import type { Template, TemplateResource } from '../../controller/compile/template.ts';
import type { SweptStack } from '../../controller/drift/swept-stack.ts';
import { isJsonObject } from '../../controller/lib/json.ts';
import { clientConfig, Stacks } from './local-cloud/stack.ts';

/** The commit that the tests say is applied. */
export const SHA = '6dcb09b5b57875f334f61aebed695e2e4193db5e';

/** Code that answers the same to everything. */
const ANSWERING = 'export const handler = async () => "declared";';

/**
 * Deploys compiled stacks with the emulator's CloudFormation, in order, and gives them as a sweep takes them: what the record
 * would hold is read back. The code of each function is stored first and pinned to its version; `source` is its `index.mjs`.
 */
export async function deployRegistry(
  aws: LocalAws,
  stacks: readonly DesiredStack[],
  functions: CodeDigestReader,
  source = ANSWERING,
): Promise<readonly SweptStack[]> {
  const cloud = new Stacks(aws);
  const s3 = new S3Client({ ...clientConfig(aws), forcePathStyle: true });
  const swept: SweptStack[] = [];
  for (const stack of stacks) {
    const template = await withStoredCode(stack.template, s3, source);
    const parameters = parametersOf(stack, swept);
    await deploy(cloud, s3, { ...stack, template }, parameters);
    swept.push(await readBack(cloud, { ...stack, template }, parameters, functions));
  }
  s3.destroy();
  return swept;
}

function parametersOf(stack: DesiredStack, swept: readonly SweptStack[]): Readonly<Record<string, string>> {
  const outputsOf = (name: string) => swept.find(({ record }) => record.name === name)?.record.outputs ?? {};
  const entries = Object.entries(stack.parameters).map(([name, from]) => [
    name,
    outputsOf(from.stack)[from.output] ?? '',
  ]);
  return Object.fromEntries(entries);
}

async function deploy(
  cloud: Stacks,
  s3: S3Client,
  { name, tags, template }: DesiredStack,
  parameters: Readonly<Record<string, string>>,
): Promise<void> {
  const { Resources, ...parts } = template;
  const stack = await cloud.deploy(name, Resources, parts, {
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    TemplateBody: undefined,
    TemplateURL: await stored(name, JSON.stringify(template), s3),
  });
  if (stack.StackStatus !== 'CREATE_COMPLETE') throw new Error(`${name}: ${await cloud.firstFailure(name)}`);
}

/** Templates of some stacks are larger than what CloudFormation takes directly. */
async function stored(name: string, Body: string, s3: S3Client): Promise<string> {
  const [Bucket, Key] = ['templates-of-tests', `${name}.json`];
  await s3.send(new CreateBucketCommand({ Bucket })).catch(ignoreExisting);
  await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  return `https://s3.amazonaws.com/${Bucket}/${Key}`;
}

async function readBack(
  { cfn }: Stacks,
  { name, template, tags, sources, digest }: DesiredStack,
  parameters: Readonly<Record<string, string>>,
  functions: CodeDigestReader,
): Promise<SweptStack> {
  const { Stacks: [stack] = [] } = await cfn.send(new DescribeStacksCommand({ StackName: name }));
  const { StackResourceSummaries = [] } = await cfn.send(new ListStackResourcesCommand({ StackName: name }));
  const resources = StackResourceSummaries.map((resource) => ({
    logicalId: resource.LogicalResourceId ?? '',
    type: resource.ResourceType ?? '',
    physicalId: resource.PhysicalResourceId ?? '',
  }));
  const names = resources.filter(({ type }) => type === 'AWS::Lambda::Function').map(({ physicalId }) => physicalId);
  const digests = await Promise.all(names.map(async (id) => [id, (await functions.codeSha256(id)) ?? ''] as const));
  const applied = { sha: SHA, templateDigest: digest };
  return {
    template,
    sources,
    record: {
      name,
      stackId: stack?.StackId ?? '',
      applied,
      attempted: applied,
      outputs: Object.fromEntries(
        (stack?.Outputs ?? []).map((output) => [output.OutputKey ?? '', output.OutputValue ?? '']),
      ),
      parameters,
      tags,
      resources,
      codeDigests: Object.fromEntries(digests),
    },
  };
}

/** The template with every function's package stored and pinned. */
async function withStoredCode(template: Template, s3: S3Client, source: string): Promise<Template> {
  const entries = Object.entries(template.Resources).map(async ([id, resource]) => [
    id,
    await pinned(resource, s3, source),
  ]);
  return { ...template, Resources: Object.fromEntries(await Promise.all(entries)) };
}

async function pinned(resource: TemplateResource, s3: S3Client, source: string): Promise<TemplateResource> {
  const code = resource.Properties?.Code;
  if (resource.Type !== 'AWS::Lambda::Function' || !isJsonObject(code)) return resource;
  const Bucket = String(code.S3Bucket);
  await s3.send(new CreateBucketCommand({ Bucket })).catch(ignoreExisting);
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  const Body = zipSync({ 'index.mjs': new TextEncoder().encode(source) });
  const { VersionId = '' } = await s3.send(new PutObjectCommand({ Bucket, Key: String(code.S3Key), Body }));
  return { ...resource, Properties: { ...resource.Properties, Code: { ...code, S3ObjectVersion: VersionId } } };
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'BucketAlreadyOwnedByYou') throw error;
}
