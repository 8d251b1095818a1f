import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { type CdkResult, cdk } from '../../bootstrap/local/cdk.ts';
import { clientSettings, localApiUrl, stackOutputs } from '../../bootstrap/local/platform.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const CONTEXT = ['registry=acme/registry', 'environment=dev', 'project=shared-lambda-infra', 'githubAppId=12345'];

let aws: LocalAws;
let folder: string;
let outputs: Readonly<Record<string, string>>;

beforeAll(async () => {
  aws = await startLocalAws();
  folder = await mkdtemp(join(tmpdir(), 'holdfast-deploy-'));
  await Promise.all([
    succeed('bootstrap', `aws://${aws.account}/${aws.region}`),
    succeed('synth', '--quiet', '--output', join(folder, 'cdk.out'), ...CONTEXT.flatMap((pair) => ['-c', pair])),
  ]);
  await succeed('deploy', '--app', join(folder, 'cdk.out'), 'holdfast-dev');
  outputs = await stackOutputs(aws, 'holdfast-dev');
});

afterAll(async () => {
  await aws?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the CDK command line, each command with an output folder of its own. */
async function succeed(command: string, ...args: readonly string[]): Promise<CdkResult> {
  const cwd = command === 'synth' ? ROOT : folder;
  const result = await cdk([command, ...args], { env: aws.env, cwd });
  expect(result.code, `cdk ${command}: ${result.stdout}${result.stderr}`).toBe(0);
  return result;
}

describe('what was deployed is what was described', () => {
  test('C5: each queue gives up into its dead-letter queue after five tries', async () => {
    const sqs = new SQSClient(clientSettings(aws));
    const attributesOf = async (QueueUrl: string | undefined) => {
      const all = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
      return all.Attributes ?? {};
    };
    const names = ['holdfast-dev-planner.fifo', 'holdfast-dev-applier.fifo', 'holdfast-dev-timer'];
    const urls = [outputs.PlannerQueueUrl, outputs.ApplierQueueUrl, outputs.TimerQueueUrl];
    const queues = await Promise.all(urls.map(attributesOf));

    expect(queues.map(({ QueueArn }) => QueueArn?.split(':').at(-1))).toEqual(names);
    expect(queues.map(({ FifoQueue }) => FifoQueue)).toEqual(['true', 'true', undefined]);
    expect(queues.map(({ VisibilityTimeout }) => VisibilityTimeout)).toEqual(['720', '720', '720']);
    const dead = names.map((name) => name.replace(/(?=\.fifo$)|(?<!\.fifo)$/, '-dead'));
    expect(queues.map(({ RedrivePolicy = '{}' }) => JSON.parse(RedrivePolicy))).toEqual(
      dead.map((name) => ({
        deadLetterTargetArn: `arn:aws:sqs:${aws.region}:${aws.account}:${name}`,
        maxReceiveCount: 5,
      })),
    );
  });

  test('each function is fed by its own queues', async () => {
    const lambda = new LambdaClient(clientSettings(aws));
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    const pairs = EventSourceMappings.map(({ EventSourceArn, FunctionArn, FunctionResponseTypes, BatchSize }) =>
      [EventSourceArn?.split(':').at(-1), FunctionArn?.split(':').at(-1), FunctionResponseTypes, BatchSize].join(' '),
    );
    expect(pairs.sort()).toEqual([
      'holdfast-dev-applier.fifo holdfast-dev-applier ReportBatchItemFailures 1',
      'holdfast-dev-planner.fifo holdfast-dev-planner ReportBatchItemFailures 1',
      'holdfast-dev-timer holdfast-dev-applier ReportBatchItemFailures 1',
    ]);
  });

  test('stack events, calls of people and the schedules lead to the queues', async () => {
    const events = new EventBridgeClient(clientSettings(aws));
    const { Rules = [] } = await events.send(new ListRulesCommand({}));
    const found = await Promise.all(
      Rules.map(async ({ Name, ScheduleExpression, EventPattern }) => {
        const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: Name }));
        const targets = Targets.map(
          ({ Arn, SqsParameters }) => `${Arn?.split(':').at(-1)} ${SqsParameters?.MessageGroupId}`,
        );
        return [ScheduleExpression || JSON.parse(EventPattern ?? '{}').source?.[0], ...targets].join(' → ');
      }),
    );
    expect(found.sort()).toEqual([
      'aws.apigateway → holdfast-dev-planner.fifo drift',
      'aws.cloudformation → holdfast-dev-applier.fifo environment',
      'rate(1 hour) → holdfast-dev-planner.fifo drift',
      'rate(10 minutes) → holdfast-dev-planner.fifo audit',
      'rate(5 minutes) → holdfast-dev-applier.fifo environment',
    ]);
  });

  test('the webhook secret has been made up, the key of the App not', async () => {
    const secrets = new SecretsManagerClient(clientSettings(aws));
    const read = (SecretId: string | undefined) => secrets.send(new GetSecretValueCommand({ SecretId }));
    const { SecretString } = await read(outputs.WebhookSecretArn);
    expect(SecretString).toHaveLength(64);
    // AWS says that there is no value yet, the emulator gives an empty one.
    const key = await read(outputs.AppKeySecretArn).catch(({ name }: Error) => ({ SecretString: name }));
    expect(['', 'ResourceNotFoundException']).toContain(key.SecretString);
  });
});

describe('the deployed functions run', () => {
  test('W2: the webhook answers over HTTP, and refuses what is not signed', async () => {
    const url = localApiUrl(aws, outputs.WebhookUrl ?? '');
    const response = await fetch(url, { method: 'POST', body: '{}', headers: { 'x-github-event': 'push' } });
    expect([response.status, await response.text()]).toEqual([401, '']);
  });

  test.each(['Planner', 'Applier'])('%s takes an empty batch', async (name) => {
    const lambda = new LambdaClient(clientSettings(aws));
    const FunctionName = outputs[`${name}FunctionName`];
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify({ Records: [] }) }),
    );
    expect([FunctionError, JSON.parse(new TextDecoder().decode(Payload))]).toEqual([
      undefined,
      { batchItemFailures: [] },
    ]);
  });
});

test('a second deployment of the same finds nothing to do', async () => {
  const { stdout, stderr } = await succeed('deploy', '--app', join(folder, 'cdk.out'), 'holdfast-dev');
  expect(stdout + stderr).toContain('(no changes)');
});
