import { createHash } from 'node:crypto';
import {
  CreateFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  RemovePermissionCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../../bootstrap/local/aws.ts';
import { clientConfig, Stacks } from './stack.ts';

let aws: LocalAws;
let stacks: Stacks;
let lambda: LambdaClient;
let s3: S3Client;

const Bucket = 'artifacts-1';
const Key = 'payments/charge.zip';
const Role = 'arn:aws:iam::123456789012:role/r';

beforeAll(async () => {
  aws = await startLocalAws();
  stacks = new Stacks(aws);
  lambda = new LambdaClient(clientConfig(aws));
  s3 = new S3Client({ ...clientConfig(aws), forcePathStyle: true });
});
beforeEach(async () => {
  await aws.reset();
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
});
afterAll(() => aws.stop());

/** An ESM bundle that answers with `text` and the Node version. */
function bundle(text: string): Uint8Array {
  const source = `export const handler = async () => ({ text: '${text}', node: process.versions.node });`;
  return zipSync({ 'index.mjs': strToU8(source) }, { mtime: new Date('2026-01-01') });
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}

async function upload(text: string): Promise<string> {
  const { VersionId = '' } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: bundle(text) }));
  return VersionId;
}

function fn(version: string, properties: object = {}): object {
  const Code = { S3Bucket: Bucket, S3Key: Key, S3ObjectVersion: version };
  const Properties = {
    FunctionName: 'charge',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role,
    Code,
    ...properties,
  };
  return { Type: 'AWS::Lambda::Function', Properties };
}

const FunctionName = 'charge';
const codeDigest = async () => (await lambda.send(new GetFunctionCommand({ FunctionName }))).Configuration?.CodeSha256;

describe('a function', () => {
  test('runs on the Node of this process, from the pinned version of its bundle', async () => {
    const version = await upload('one');
    await upload('two');
    await stacks.deploy('s', { Fn: fn(version) });
    expect(await codeDigest()).toBe(sha256(bundle('one')));
    const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName }));
    expect(FunctionError).toBeUndefined();
    expect(JSON.parse(new TextDecoder().decode(Payload))).toEqual({ text: 'one', node: process.versions.node });
  });

  test('without its bundle fails the stack', async () => {
    const stack = await stacks.deploy('s', {
      Fn: { ...fn('x'), Properties: { ...Object(fn('x')).Properties, Code: { S3Bucket: Bucket, S3Key: 'none.zip' } } },
    });
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(await stacks.firstFailure('s')).toContain('S3 Error Code: NoSuchKey');
  });

  test('has all its settings', async () => {
    const settings = {
      Timeout: 9,
      MemorySize: 512,
      Description: 'd',
      Architectures: ['arm64'],
      Environment: { Variables: { A: 'b' } },
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
      DeadLetterConfig: { TargetArn: 'arn:aws:sqs:us-east-1:123456789012:dlq' },
      ReservedConcurrentExecutions: 5,
      TracingConfig: { Mode: 'Active' },
      EphemeralStorage: { Size: 1024 },
      KmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/k',
      LoggingConfig: { LogFormat: 'JSON', LogGroup: '/aws/lambda/x' },
      Tags: [{ Key: 'team', Value: 'payments' }],
    };
    await stacks.deploy('s', { Fn: fn(await upload('one'), settings) });
    const { Configuration, Concurrency, Tags } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    const { ReservedConcurrentExecutions, Tags: _tags, KmsKeyArn, ...plain } = settings;
    expect(Configuration).toMatchObject({ ...plain, KMSKeyArn: KmsKeyArn });
    expect(Concurrency).toEqual({ ReservedConcurrentExecutions: 5 });
    expect(Tags).toMatchObject({ team: 'payments' });
  });

  test('keeps versions, aliases and its policy on an update', async () => {
    const [one, two] = [await upload('one'), await upload('two')];
    const permission = {
      Type: 'AWS::Lambda::Permission',
      Properties: { FunctionName: { Ref: 'Fn' }, Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' },
    };
    const published = { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } };
    const alias = {
      Type: 'AWS::Lambda::Alias',
      Properties: { Name: 'live', FunctionName: { Ref: 'Fn' }, FunctionVersion: { 'Fn::GetAtt': 'V.Version' } },
    };
    await stacks.deploy('s', { Fn: fn(one), P: permission, V: published, A: alias });
    await lambda.send(new PublishVersionCommand({ FunctionName }));
    const stack = await stacks.deploy('s', {
      Fn: fn(two, { MemorySize: 256, ReservedConcurrentExecutions: 2 }),
      P: permission,
      V: published,
      A: alias,
    });
    expect(stack.StackStatus).toBe('UPDATE_COMPLETE');
    expect(await codeDigest()).toBe(sha256(bundle('two')));
    const { Versions } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
    expect(Versions?.map(({ Version }) => Version)).toContain('1');
    expect((await lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' }))).FunctionVersion).toBe('1');
    expect((await lambda.send(new GetPolicyCommand({ FunctionName }))).Policy).toContain('s3.amazonaws.com');
    const { Concurrency } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    expect(Concurrency).toEqual({ ReservedConcurrentExecutions: 2 });
  });

  test('made by hand reports the digest of its zip', async () => {
    const Code = { ZipFile: bundle('hand') };
    await lambda.send(
      new CreateFunctionCommand({ FunctionName, Runtime: 'nodejs24.x', Handler: 'index.handler', Role, Code }),
    );
    expect(await codeDigest()).toBe(sha256(bundle('hand')));
  });
});

describe('drift of a function', () => {
  async function driftByHand(): Promise<void> {
    await lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName,
        MemorySize: 1024,
        Environment: { Variables: { A: 'changed', B: 'added' } },
      }),
    );
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: bundle('by hand') }));
  }
  const settings = { MemorySize: 256, Environment: { Variables: { A: 'b' } } };
  const state = async () => {
    const { MemorySize, Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    return { MemorySize, Environment };
  };

  test('is put right by a change set that changes the function', async () => {
    const [one, two] = [await upload('one'), await upload('two')];
    await stacks.deploy('s', { Fn: fn(one, settings) });
    await driftByHand();
    expect(await codeDigest()).toBe(sha256(bundle('by hand')));
    await stacks.deploy('s', { Fn: fn(two, settings) });
    expect(await state()).toEqual(settings);
    expect(await codeDigest()).toBe(sha256(bundle('two')));
  });

  test('is not seen by a plain change set, and put right by one that reverts drift', async () => {
    const resources = { Fn: fn(await upload('one'), settings) };
    await stacks.deploy('s', resources);
    await driftByHand();
    expect((await stacks.changeSet('s', resources)).Status).toBe('FAILED');
    const change = await stacks.changeSet('s', resources, {}, { DeploymentMode: 'REVERT_DRIFT' });
    expect(change.DeploymentMode).toBe('REVERT_DRIFT');
    expect(
      change.Changes?.map(({ ResourceChange: c }) => [c?.Action, c?.LogicalResourceId, c?.ResourceDriftStatus]),
    ).toEqual([['Modify', 'Fn', 'MODIFIED']]);
    expect((await stacks.execute('s', change)).StackStatus).toBe('UPDATE_COMPLETE');
    expect(await state()).toEqual(settings);
    expect(await codeDigest()).toBe(sha256(bundle('one')));
  });

  test('of concurrency, permission and event source is reverted as well', async () => {
    const resources = {
      Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } },
      Fn: fn(await upload('one'), { ReservedConcurrentExecutions: 5 }),
      P: {
        Type: 'AWS::Lambda::Permission',
        Properties: { FunctionName: { Ref: 'Fn' }, Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' },
      },
      E: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          FunctionName: { Ref: 'Fn' },
          EventSourceArn: { 'Fn::GetAtt': 'Q.Arn' },
          BatchSize: 5,
          Enabled: true,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        },
      },
    };
    await stacks.deploy('s', resources);
    const policy = async () =>
      JSON.parse((await lambda.send(new GetPolicyCommand({ FunctionName }))).Policy ?? '{}').Statement;
    const mappings = async () =>
      (await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }))).EventSourceMappings;
    const UUID = (await mappings())?.[0]?.UUID;
    await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: (await policy())[0].Sid }));
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, BatchSize: 1, Enabled: false }));
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    const change = await stacks.changeSet('s', resources, {}, { DeploymentMode: 'REVERT_DRIFT' });
    expect((await stacks.execute('s', change)).StackStatus).toBe('UPDATE_COMPLETE');
    expect(await policy()).toHaveLength(1);
    expect(await mappings()).toMatchObject([{ UUID, BatchSize: 5, State: 'Enabled' }]);
    expect((await lambda.send(new GetFunctionCommand({ FunctionName }))).Concurrency).toEqual({
      ReservedConcurrentExecutions: 5,
    });
  });
});
