import { hash } from 'node:crypto';
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  type CreateApiCommandInput,
  CreateIntegrationCommand,
  type CreateIntegrationCommandInput,
  CreateRouteCommand,
  type CreateRouteCommandInput,
  CreateStageCommand,
  type CreateStageCommandInput,
  DeleteApiCommand,
  DeleteRouteCommand,
  UpdateRouteCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { createApiReader } from '../../controller/adapters/apigateway-api.ts';
import { createCodeRestorer, createFunctionReader } from '../../controller/adapters/lambda-functions.ts';
import type { JsonObject } from '../../controller/lib/json.ts';
import { apiReaderContract } from '../contract/drift-readers/apis.ts';
import { functionReaderContract, type StoredPackage } from '../contract/drift-readers/functions.ts';

let aws: LocalAws;
let lambda: LambdaClient;
let gateway: ApiGatewayV2Client;
let s3: S3Client;

beforeAll(async () => {
  aws = await startLocalAws();
  const credentials = { accessKeyId: aws.account, secretAccessKey: 'local' };
  const connection = { endpoint: aws.endpoint, region: aws.region, credentials };
  lambda = new LambdaClient(connection);
  gateway = new ApiGatewayV2Client(connection);
  s3 = new S3Client({ ...connection, forcePathStyle: true });
});

afterAll(async () => {
  for (const client of [lambda, gateway, s3]) client?.destroy();
  await aws?.stop();
});

/** Stores a package with the given source; its digest is the base64 SHA-256 of the zip file, as Lambda documents it. */
async function store(key: string, source: string): Promise<StoredPackage & { readonly zip: Uint8Array }> {
  const zip = zipSync({ 'index.mjs': [new TextEncoder().encode(source), { mtime: '2026-01-05T10:00:00' }] });
  const { VersionId: version } = await s3.send(new PutObjectCommand({ Bucket: 'artifacts', Key: key, Body: zip }));
  if (version === undefined) throw new Error('the bucket keeps no versions');
  return { code: { s3: { bucket: 'artifacts', key, version } }, codeSha256: hash('sha256', zip, 'base64'), zip };
}

functionReaderContract('Lambda', async () => {
  await aws.reset();
  await s3.send(new CreateBucketCommand({ Bucket: 'artifacts' }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'artifacts', VersioningConfiguration }));
  const declared = await store('payments/charge.zip', 'export const handler = async () => 1;');
  const other = await store('payments/other.zip', 'export const handler = async () => 2;');
  return {
    reader: createFunctionReader(lambda),
    restorer: createCodeRestorer(lambda),
    declared,
    other,
    create: async ({ Tags, ...properties }) => {
      const tags = Array.isArray(Tags) ? Tags.map((tag) => [tag.Key, tag.Value]) : [];
      const input = { ...properties, Tags: Object.fromEntries(tags), Code: { ZipFile: declared.zip } };
      await lambda.send(new CreateFunctionCommand(input as unknown as CreateFunctionCommandInput));
    },
    setMemory: async (FunctionName, MemorySize) => {
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize }));
    },
    setEnvironment: async (FunctionName, Variables) => {
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
    },
    reserve: async (FunctionName, ReservedConcurrentExecutions) => {
      await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
    },
    upload: async (FunctionName) => {
      await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: other.zip }));
    },
    remove: async (FunctionName) => {
      await lambda.send(new DeleteFunctionCommand({ FunctionName }));
    },
  };
});

/** The API's input has CloudFormation's property names; only its types are not JSON's. */
function input<T>(properties: JsonObject): T {
  return properties as unknown as T;
}

apiReaderContract('API Gateway', async () => {
  await aws.reset();
  const required = (id: string | undefined): string => {
    if (id === undefined) throw new Error('API Gateway gave no id');
    return id;
  };
  return {
    reader: createApiReader(gateway),
    putApi: async (properties) =>
      required((await gateway.send(new CreateApiCommand(input<CreateApiCommandInput>(properties)))).ApiId),
    putStage: async (ApiId, properties) => {
      await gateway.send(new CreateStageCommand(input<CreateStageCommandInput>({ ...properties, ApiId })));
    },
    putIntegration: async (ApiId, properties) => {
      const command = new CreateIntegrationCommand(input<CreateIntegrationCommandInput>({ ...properties, ApiId }));
      return required((await gateway.send(command)).IntegrationId);
    },
    putRoute: async (ApiId, properties) => {
      const command = new CreateRouteCommand(input<CreateRouteCommandInput>({ ...properties, ApiId }));
      return required((await gateway.send(command)).RouteId);
    },
    setThrottle: async (ApiId, StageName, ThrottlingRateLimit, ThrottlingBurstLimit) => {
      const DefaultRouteSettings = { ThrottlingRateLimit, ThrottlingBurstLimit, DetailedMetricsEnabled: false };
      await gateway.send(new UpdateStageCommand({ ApiId, StageName, DefaultRouteSettings }));
    },
    setTarget: async (ApiId, RouteId, Target) => {
      await gateway.send(new UpdateRouteCommand({ ApiId, RouteId, Target }));
    },
    removeRoute: async (ApiId, RouteId) => {
      await gateway.send(new DeleteRouteCommand({ ApiId, RouteId }));
    },
    removeApi: async (ApiId) => {
      await gateway.send(new DeleteApiCommand({ ApiId }));
    },
  };
});

test('C8: a service that does not answer is an error that may be tried again, not a function that is gone', async () => {
  const credentials = { accessKeyId: aws.account, secretAccessKey: 'local' };
  const nowhere = { endpoint: 'http://127.0.0.1:9', region: aws.region, credentials, maxAttempts: 1 };
  const outage = { name: 'HoldfastError', code: 'Unavailable', retryable: true };
  await expect(createFunctionReader(new LambdaClient(nowhere)).readFunction('charge')).rejects.toMatchObject(outage);
  await expect(createApiReader(new ApiGatewayV2Client(nowhere)).readApi('a1b2c3')).rejects.toMatchObject(outage);
});
