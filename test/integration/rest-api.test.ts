import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { createFunctionReader } from '../../controller/adapters/lambda-functions.ts';
import { runCase } from '../golden/run-case.ts';
import { deployRegistry } from './deployed-registry.ts';
import { clientConfig } from './local-cloud/stack.ts';

/** Answers with what API Gateway says of the request. */
const ECHO = `export const handler = async ({ httpMethod, resource, pathParameters, requestContext }) => ({
  statusCode: 200,
  body: JSON.stringify({ httpMethod, resource, pathParameters, stage: requestContext.stage }),
});`;

let aws: LocalAws;
let lambda: LambdaClient;

beforeAll(async () => {
  aws = await startLocalAws();
  lambda = new LambdaClient(clientConfig(aws));
});

afterAll(async () => {
  lambda?.destroy();
  await aws?.stop();
});

test('a REST platform with a route answers over HTTP, under the name of its stage', async () => {
  const { stacks } = await runCase('rest-minimal');
  const deployed = await deployRegistry(aws, stacks, createFunctionReader(lambda), ECHO);
  const outputs = deployed.find(({ record }) => record.name === 'acme-platform-application')?.record.outputs ?? {};
  const address = `${aws.endpoint}/_aws/execute-api/${outputs.ApiId}/live`;
  expect(outputs.ApiEndpoint).toBe(`https://${outputs.ApiId}.execute-api.us-east-1.amazonaws.com/live`);

  const answer = await fetch(`${address}/payments/charges/42`);
  expect([answer.status, await answer.json()]).toEqual([
    200,
    { httpMethod: 'GET', resource: '/payments/charges/{id}', pathParameters: { id: '42' }, stage: 'live' },
  ]);
  expect((await fetch(`${address}/payments/charges`, { method: 'POST' })).status).toBe(200);
  expect((await fetch(`${address}/payments/other`)).status).toBeGreaterThanOrEqual(400);
});
