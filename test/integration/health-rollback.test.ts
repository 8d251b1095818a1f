import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCheck, untilCheck } from '../../bootstrap/local/demo/checks.ts';
import { functionPackage, upload } from '../../bootstrap/local/demo/code.ts';
import { until } from '../../bootstrap/local/demo/until.ts';
import { pushFiles } from '../../bootstrap/local/github-events.ts';
import { logLines } from '../../bootstrap/local/logs.ts';
import {
  clientSettings,
  deployController,
  type LocalCloud,
  localApiUrl,
  stackOutputs,
  startLocalCloud,
} from '../../bootstrap/local/platform.ts';
import { createLedger } from '../../controller/adapters/dynamodb-ledger.ts';
import { createObjectStore } from '../../controller/adapters/s3-objects.ts';
import { ENVIRONMENT_LEASE } from '../../controller/environment-lease.ts';
import { SYSTEM_CLOCK } from '../../controller/lib/clock.ts';

const PROJECT = 'shared-lambda-infra';
const starter = (path: string) => readFileSync(new URL(`../../registry/starter/${path}`, import.meta.url), 'utf8');

let cloud: LocalCloud;
let url: string;

/** A function without alarms, so that its probe alone has the say, and its package pinned by name. */
function charge(release: number): string {
  return `apiVersion: holdfast/v1
kind: Function
metadata: { name: charge }
spec:
  runtime: nodejs24.x
  handler: index.handler
  s3: { key: payments/charge-${release}.zip }
  alarms: false
---
apiVersion: holdfast/v1
kind: Route
metadata: { name: charge }
spec: { method: GET, path: /payments/charges, function: charge, probe: { timeoutMs: 10000 } }
`;
}

const push = (files: Readonly<Record<string, string>>, words: string) => pushFiles(cloud.github, 'main', files, words);
const titleOf = async (sha: string) => (await readCheck(cloud.github, sha, 'holdfast/apply'))?.title ?? '';
/** The check as it stands, and what the applier did last, for who reads why this failed. */
async function told(sha: string): Promise<string> {
  const check = await readCheck(cloud.github, sha, 'holdfast/apply');
  const lines = await logLines(cloud.aws, 'holdfast-dev-applier');
  return [check?.summary ?? '', ...lines.slice(-12)].join('\n');
}

const statusOfRoute = async () => (await fetch(url)).status;

async function untilTitle(sha: string, title: RegExp, seconds: number): Promise<string> {
  const look = async () => {
    const found = await titleOf(sha);
    return title.test(found) ? found : undefined;
  };
  return until(`The title ${title}`, seconds, look, () => told(sha));
}

/** The platform has alarms, which are waited for five minutes. Nobody looks at them here, as if that time were over. */
async function endLook({ TableName = '', EvidenceBucketName = '' }: Readonly<Record<string, string>>): Promise<void> {
  const settings = clientSettings(cloud.aws);
  const [dynamodb, s3] = [new DynamoDBClient(settings), new S3Client({ ...settings, forcePathStyle: true })];
  const objects = createObjectStore({ s3, bucket: EvidenceBucketName });
  const ledger = createLedger({ dynamodb, tableName: TableName, objects, environment: 'dev', clock: SYSTEM_CLOCK });
  const take = () => ledger.acquireLease(ENVIRONMENT_LEASE, 'test', SYSTEM_CLOCK.now(), 60_000);
  const lease = await until('The lease', 30, take);
  const { look, ...environment } = await until('The look', 30, async () => {
    const found = await ledger.readEnvironment();
    return found.look === undefined ? undefined : found;
  });
  expect(look?.targets.map(({ target }) => target.kind)).toContain('alarm');
  await ledger.writeEnvironment(environment, lease);
  await ledger.releaseLease(lease);
  for (const client of [dynamodb, s3]) client.destroy();
}

beforeAll(async () => {
  cloud = await startLocalCloud();
  const { outputs } = await deployController(cloud);
  const platform = starter('platform.yaml').replace('    mode: auto', '    mode: auto\n    rollback: unhealthy');
  const seed = { 'platform.yaml': platform, 'teams/payments/team.yaml': starter('teams/payments/team.yaml') };
  await untilCheck(cloud.github, await push(seed, 'Describe the platform'), 'holdfast/apply', 'success', 100);
  await endLook(outputs);
  const { ArtifactBucketName: bucket = '' } = await stackOutputs(cloud.aws, `${PROJECT}-stateful`);
  const throwing = zipSync({ 'index.mjs': strToU8("export const handler = async () => { throw new Error('no'); };") });
  await upload(cloud.aws, bucket, 'payments/charge-1.zip', functionPackage('Charged.'));
  await upload(cloud.aws, bucket, 'payments/charge-2.zip', throwing);
  const { ApiEndpoint = '' } = await stackOutputs(cloud.aws, `${PROJECT}-application`);
  url = localApiUrl(cloud.aws, `${ApiEndpoint}/payments/charges`);
}, 240_000);

afterAll(async () => {
  await cloud?.stop();
});

test('code that throws is found by the probe of its route and rolled back, and the route answers again', async () => {
  const good = await push({ 'teams/payments/charge.yaml': charge(1) }, 'Charge cards');
  await untilCheck(cloud.github, good, 'holdfast/apply', 'success', 60);
  await until(
    'A healthy verdict',
    90,
    async () => {
      const check = await readCheck(cloud.github, good, 'holdfast/apply');
      return check?.summary.includes('**Healthy**') ? true : undefined;
    },
    () => told(good),
  );
  expect(await statusOfRoute()).toBe(200);

  const bad = await push({ 'teams/payments/charge.yaml': charge(2) }, 'Charge more cards');
  await untilTitle(bad, /^Applied: /, 60);
  expect(await statusOfRoute()).toBeGreaterThanOrEqual(500);
  await untilTitle(bad, /^Rolled back to /, 180);
  expect(await titleOf(bad)).toBe(`Rolled back to ${good.slice(0, 12)}`);
  await until('The route to answer again', 30, async () => ((await statusOfRoute()) === 200 ? true : undefined));
  const { summary } = (await readCheck(cloud.github, bad, 'holdfast/apply')) ?? expect.fail();
  expect(summary).toContain('asked for by sync.rollback');
}, 480_000);
