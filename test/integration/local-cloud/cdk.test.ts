import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { App, CfnOutput, Duration, aws_lambda as lambda, Stack, aws_sqs as sqs } from 'aws-cdk-lib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../../bootstrap/local/aws.ts';
import { cdk } from '../../../bootstrap/local/cdk.ts';
import { clientConfig, Stacks } from './stack.ts';

let aws: LocalAws;
let stacks: Stacks;
let dir: string;

beforeAll(async () => {
  aws = await startLocalAws();
  stacks = new Stacks(aws);
  dir = await mkdtemp(join(tmpdir(), 'holdfast-cdk-'));
  await mkdir(join(dir, 'code'));
  await writeFile(join(dir, 'code', 'index.mjs'), 'export const handler = async () => "from an asset";');
});
afterAll(async () => {
  await aws.stop();
  await rm(dir, { recursive: true, force: true });
});

/** Synthesises an app with a queue and a function that has a file asset; gives the folder of its cloud assembly. */
function assembly(name: string, timeout: Duration): string {
  const app = new App({ outdir: join(dir, name) });
  const stack = new Stack(app, 'demo', { env: { account: aws.account, region: aws.region } });
  const queue = new sqs.Queue(stack, 'Queue', { visibilityTimeout: timeout });
  new lambda.Function(stack, 'Fn', {
    functionName: 'demo-fn',
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(join(dir, 'code')),
  });
  new CfnOutput(stack, 'QueueUrl', { value: queue.queueUrl });
  return app.synth().directory;
}

test('bootstrap, deploy, deploy a change, destroy', async () => {
  const run = async (...args: string[]) => {
    const { code, stderr, stdout } = await cdk(args, { env: aws.env, cwd: dir });
    expect([code, code === 0 ? '' : stdout + stderr]).toEqual([0, '']);
  };
  await run('bootstrap', `aws://${aws.account}/${aws.region}`);
  await run('deploy', '--app', assembly('one', Duration.seconds(30)), 'demo');
  const first = await stacks.find('demo');
  const { Payload } = await new LambdaClient(clientConfig(aws)).send(new InvokeCommand({ FunctionName: 'demo-fn' }));
  expect(new TextDecoder().decode(Payload)).toBe('"from an asset"');

  const two = assembly('two', Duration.seconds(60));
  await run('deploy', '--app', two, 'demo');
  const second = await stacks.find('demo');
  expect(second?.StackStatus).toBe('UPDATE_COMPLETE');
  expect(second?.Outputs).toEqual(first?.Outputs);

  await run('destroy', '--force', '--app', two, 'demo');
  expect(await stacks.find('demo')).toBeUndefined();
});

test('a command that fails is a result with its reason', async () => {
  const { code, stderr, stdout } = await cdk(['deploy', '--app', join(dir, 'none')], { env: aws.env, cwd: dir });
  expect(code).toBe(1);
  expect(stdout + stderr).toContain('none');
});
