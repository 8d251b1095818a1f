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
