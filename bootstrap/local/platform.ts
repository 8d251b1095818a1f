import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type LocalAws, startLocalAws } from './aws.ts';
import { cdk } from './cdk.ts';
import { type LocalGithub, startLocalGithub } from './github.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** A local cloud: AWS and GitHub, both emulated, both listening on loopback. */
export interface LocalCloud {
  readonly aws: LocalAws;
  readonly github: LocalGithub;
  stop(): Promise<void>;
}

/** The controller as it was deployed into a local cloud. */
export interface DeployedController {
  /** Outputs of the controller's stack. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly webhookUrl: string;
  readonly reconcileUrl: string;
  readonly badgeUrl: string;
}

/** What SDK clients outside of the emulated AWS need to reach it. */
export function clientSettings({ endpoint, region, account }: LocalAws) {
  return { endpoint, region, credentials: { accessKeyId: account, secretAccessKey: 'local' } };
}

/** Starts both emulators side by side. When one fails, the other is stopped. */
export async function startLocalCloud(log?: (line: string) => void): Promise<LocalCloud> {
  const [aws, github] = await Promise.allSettled([startLocalAws(log === undefined ? {} : { log }), startLocalGithub()]);
  if (aws.status === 'fulfilled' && github.status === 'fulfilled') {
    const stop = async () => {
      await Promise.allSettled([github.value.stop(), aws.value.stop()]);
    };
    return { aws: aws.value, github: github.value, stop };
  }
  for (const started of [aws, github]) if (started.status === 'fulfilled') await started.value.stop();
  throw aws.status === 'rejected'
    ? aws.reason
    : github.status === 'rejected'
      ? github.reason
      : new Error('unreachable');
}

/** Settings of the deployed controller that a test may want otherwise. */
export interface DeployOptions {
  readonly environment?: string;
  readonly project?: string;
}

/**
 * Deploys the bootstrap stack with the real CDK command line, as `docs/install.md` tells a person to, and connects GitHub to
 * it: key and webhook secret go into Secrets Manager, the App's webhook to the deployed API.
 */
export async function deployController(cloud: LocalCloud, options: DeployOptions = {}): Promise<DeployedController> {
  const { aws, github } = cloud;
  const { environment = 'dev', project = 'shared-lambda-infra' } = options;
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-cdk-'));
  const assembly = join(folder, 'cdk.out');
  const context = {
    registry: `${github.owner}/${github.repo}`,
    branch: 'main',
    environment,
    project,
    githubAppId: String(github.app.id),
    githubApiUrl: github.url,
    badgeToken: randomBytes(16).toString('hex'),
  };
  const flags = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  try {
    // The toolkit stack needs nothing of ours, so both are made at the same time.
    await Promise.all([
      run(aws, ['bootstrap', `aws://${aws.account}/${aws.region}`], folder),
      run(aws, ['synth', '--quiet', '--output', assembly, ...flags], ROOT),
    ]);
    await run(aws, ['deploy', `holdfast-${environment}`, '--app', assembly], folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const outputs = await stackOutputs(aws, `holdfast-${environment}`);
  await storeSecrets(cloud, outputs);
  const webhookUrl = localApiUrl(aws, outputs.WebhookUrl ?? '');
  github.setWebhook(webhookUrl);
  const [reconcileUrl, badgeUrl] = [outputs.ReconcileUrl, outputs.BadgeUrl].map((url) => localApiUrl(aws, url ?? ''));
  return { outputs, webhookUrl, reconcileUrl: reconcileUrl ?? '', badgeUrl: badgeUrl ?? '' };
}

async function run(aws: LocalAws, args: readonly string[], cwd: string): Promise<void> {
  const { code, stdout, stderr } = await cdk(args, { env: aws.env, cwd });
  if (code !== 0) throw new Error(`cdk ${args[0]} failed:\n${`${stdout}\n${stderr}`.trim().slice(-4000)}`);
}

/** Outputs of a stack; empty when there is none. */
export async function stackOutputs(aws: LocalAws, name: string): Promise<Readonly<Record<string, string>>> {
  const client = new CloudFormationClient(clientSettings(aws));
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
  const outputs = Stacks?.[0]?.Outputs ?? [];
  return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}

async function storeSecrets({ aws, github }: LocalCloud, outputs: Readonly<Record<string, string>>): Promise<void> {
  const client = new SecretsManagerClient(clientSettings(aws));
  const put = (arn: string | undefined, text: string) =>
    client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: text }));
  await put(outputs.AppKeySecretArn, github.app.privateKey);
  await put(outputs.WebhookSecretArn, JSON.stringify({ secrets: [github.app.webhookSecret] }));
}

/** `https://<api>.execute-api.<region>.amazonaws.com/path` as the emulator serves it: everything on its one port. */
export function localApiUrl(aws: LocalAws, url: string): string {
  const { hostname, pathname } = new URL(url);
  return `${aws.endpoint}/_aws/execute-api/${hostname.split('.')[0]}/$default${pathname}`;
}
