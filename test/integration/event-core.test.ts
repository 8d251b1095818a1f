import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cloud, startLocalCloud } from '../e2e/cloud.ts';
import { readE2eConfig } from '../e2e/config.ts';
import { packageCore } from '../e2e/core-code.ts';
import { createDeployment, type Deployment } from '../e2e/deployment.ts';
import { runConfig } from '../e2e/run-config.ts';

/** The quick ones of the end-to-end tests, so that every change is seen to go the whole way; `npm run e2e` plays all. */
const QUICK = ['00-single-file', '02-duplicates', '04-hostile-keys', '06-empty', '09-custom-event'];

let cloud: Cloud;
let deployment: Deployment;

beforeAll(async () => {
  cloud = await startLocalCloud();
  deployment = await createDeployment(cloud, await packageCore());
});
afterAll(async () => {
  await deployment?.[Symbol.asyncDispose]();
  await cloud?.[Symbol.asyncDispose]();
});

test.each(QUICK)('the event-processing core, deployed: %s', async (name) => {
  const outcome = await runConfig(await readE2eConfig(`test/e2e/${name}.json`), deployment, cloud);
  expect(outcome.problems).toEqual([]);
});

test('with a profile everything has a name of its own, and nothing of it is left', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'e2e-profile-'));
  try {
    const keys = [`aws_access_key_id = ${cloud.account}`, 'aws_secret_access_key = local'];
    await writeFile(join(folder, 'credentials'), ['[sandbox]', ...keys].join('\n'));
    await writeFile(join(folder, 'config'), '[profile sandbox]\nregion = us-east-1\n');
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    };
    const args = ['test/e2e/run.ts', '--profile', 'sandbox', '--config', 'test/e2e/06-empty.json'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    expect(stdout).toMatch(/^Account 123456789012, us-east-1: every name begins with hf-e2e-[0-9a-f]{6}-/);
    expect(stdout).toMatch(/empty .* 1 in 1 archive, 1 dead letter .* ok/);
    const project = /hf-e2e-[0-9a-f]{6}/.exec(stdout)?.[0] ?? '';
    const { Buckets = [] } = await cloud.clients.s3.send(new ListBucketsCommand());
    expect(Buckets.filter(({ Name }) => Name?.startsWith(project))).toEqual([]);
    const { StackSummaries = [] } = await cloud.clients.cloudFormation.send(new ListStacksCommand());
    const own = StackSummaries.filter(({ StackName }) => StackName?.startsWith(project));
    expect(own.map(({ StackStatus }) => StackStatus)).toEqual(Array(3).fill('DELETE_COMPLETE'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
