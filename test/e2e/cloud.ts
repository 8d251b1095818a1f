import { randomBytes } from 'node:crypto';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AwsClient } from 'aws4fetch';
import { startLocalAws } from '../../bootstrap/local/aws.ts';
import { AWS_RETRY } from '../../controller/adapters/aws-retry.ts';

/** Where the tests run: the local cloud, or a real account. */
export interface Cloud extends AsyncDisposable {
  readonly account: string;
  readonly region: string;
  /** First part of every name that is made; in a real account, one that nobody has. */
  readonly project: string;
  /** Where AWS answers, if that is not AWS itself. */
  readonly endpoint?: string;
  /** AWS needs longer than the local cloud for the same. */
  readonly patience: number;
  /** From a moment on which stacks are made to one at which they are, in seconds. */
  readonly soon: number;
  readonly clients: Clients;
  /** Calls CloudWatch Logs, for which there is no SDK client here. Gives nothing where that was refused. */
  logs(action: string, body: object): Promise<unknown>;
}

export interface Clients {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly lambda: LambdaClient;
  readonly events: EventBridgeClient;
  readonly cloudFormation: CloudFormationClient;
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** An emulated AWS of its own, which ends when it is disposed of. */
export async function startLocalCloud(): Promise<Cloud> {
  const aws = await startLocalAws();
  const { endpoint, account, region } = aws;
  const credentials = { accessKeyId: account, secretAccessKey: 'local' };
  const clients = createClients({ endpoint, region, credentials });
  return {
    ...{ account, region, endpoint, clients },
    project: 'hf-e2e',
    patience: 1,
    soon: 5,
    logs: (action, body) => callLogs(action, body, region, credentials, endpoint),
    [Symbol.asyncDispose]: async () => {
      destroy(clients);
      await aws.stop();
    },
  };
}

/** How much longer everything may take in a real account: functions start, rules and roles become known. */
const PATIENCE = 6;

/** The account and region of a profile in `~/.aws`. Throws where it has no region, or AWS does not know it. */
export async function openAccount(profile: string): Promise<Cloud> {
  process.env.AWS_PROFILE = profile;
  const endpoint = process.env.AWS_ENDPOINT_URL;
  const clients = createClients({ profile, ...(endpoint !== undefined && { endpoint }) });
  const region = await clients.s3.config.region();
  const credentials = await clients.s3.config.credentials();
  return {
    account: await accountOf(region, credentials, endpoint),
    region,
    project: `hf-e2e-${randomBytes(3).toString('hex')}`,
    ...(endpoint !== undefined && { endpoint }),
    patience: PATIENCE,
    soon: 240,
    clients,
    logs: async (action, body) => callLogs(action, body, region, await clients.s3.config.credentials(), endpoint),
    [Symbol.asyncDispose]: async () => destroy(clients),
  };
}

function createClients(given: {
  readonly endpoint?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly credentials?: Credentials;
}): Clients {
  const config = { ...given, ...AWS_RETRY };
  return {
    s3: new S3Client({ ...config, forcePathStyle: given.endpoint !== undefined }),
    sqs: new SQSClient(config),
    lambda: new LambdaClient(config),
    events: new EventBridgeClient(config),
    cloudFormation: new CloudFormationClient(config),
  };
}

function destroy(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}

async function accountOf(region: string, credentials: Credentials, endpoint?: string): Promise<string> {
  const sts = new AwsClient({ ...plain(credentials), service: 'sts', region });
  const host = endpoint ?? `https://sts.${region}.amazonaws.com`;
  const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await sts.fetch(`${host}/`, { method: 'POST', headers, body: body.toString() });
  const account = /<Account>(\d{12})<\/Account>/.exec(await response.text())?.[1];
  if (account === undefined) throw new Error(`AWS does not say whose credentials these are: HTTP ${response.status}.`);
  return account;
}

async function callLogs(
  action: string,
  body: object,
  region: string,
  credentials: Credentials,
  endpoint?: string,
): Promise<unknown> {
  const logs = new AwsClient({ ...plain(credentials), service: 'logs', region });
  const response = await logs.fetch(`${endpoint ?? `https://logs.${region}.amazonaws.com`}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Logs_20140328.${action}` },
    body: JSON.stringify(body),
  });
  return response.ok ? response.json() : undefined;
}

function plain({ accessKeyId, secretAccessKey, sessionToken }: Credentials) {
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
}
