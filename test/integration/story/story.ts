import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as demo from '../../../bootstrap/local/demo/code.ts';
import type { DemoWorld } from '../../../bootstrap/local/demo/demo.ts';
import { clientSettings, localApiUrl, stackOutputs } from '../../../bootstrap/local/platform.ts';
import { createLedger } from '../../../controller/adapters/dynamodb-ledger.ts';
import { createObjectStore } from '../../../controller/adapters/s3-objects.ts';
import { SYSTEM_CLOCK } from '../../../controller/lib/clock.ts';
import type { Ledger } from '../../../controller/record/port.ts';

/** What all resources of the starter registry are named after. */
export const PROJECT = 'shared-lambda-infra';

/** The local cloud with a deployed controller, and what a test looks at it with. */
export interface Story extends DemoWorld {
  readonly clients: ReturnType<typeof clientsOf>;
  readonly ledger: Ledger;
  /** Bucket of the functions' packages. */
  readonly bucket: string;
  readonly apiId: string;
  readonly apiUrl: string;
}

/** Looks up where everything is, once the platform is applied. */
export async function beginStory(world: DemoWorld): Promise<Story> {
  const { aws } = world.cloud;
  const clients = clientsOf(world);
  const { TableName = '', EvidenceBucketName = '' } = world.controller.outputs;
  const ledger = createLedger({
    dynamodb: clients.dynamodb,
    tableName: TableName,
    objects: createObjectStore({ s3: clients.s3, bucket: EvidenceBucketName }),
    environment: 'dev',
    clock: SYSTEM_CLOCK,
  });
  const { ArtifactBucketName: bucket = '' } = await stackOutputs(aws, `${PROJECT}-stateful`);
  const { ApiEndpoint = '', ApiId: apiId = '' } = await stackOutputs(aws, `${PROJECT}-application`);
  return { ...world, clients, ledger, bucket, apiId, apiUrl: localApiUrl(aws, ApiEndpoint) };
}

/** Closes the clients and ends the local cloud. */
export function endStory({ clients }: Story): void {
  for (const client of Object.values(clients)) client.destroy();
}

function clientsOf({ cloud }: DemoWorld) {
  const settings = clientSettings(cloud.aws);
  return {
    cloudFormation: new CloudFormationClient(settings),
    dynamodb: new DynamoDBClient(settings),
    events: new EventBridgeClient(settings),
    gateway: new ApiGatewayV2Client(settings),
    lambda: new LambdaClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    sqs: new SQSClient(settings),
  };
}

/** Puts a package that answers with a message where a function's document looks for it, as the team's pipeline does. */
export function upload({ cloud, bucket }: Story, key: string, message: string): Promise<void> {
  return demo.upload(cloud.aws, bucket, key, demo.functionPackage(message));
}

/** What a path of the shared API answers: the status, and the message of the function behind it. */
export async function callPath({ apiUrl }: Story, path: string): Promise<readonly [number, string | undefined]> {
  const response = await fetch(apiUrl.replace(/\/$/, '') + path);
  const body: unknown = await response.json();
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined;
  return [response.status, typeof message === 'string' ? message : undefined];
}
