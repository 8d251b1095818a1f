import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGovernor } from '../../../controller/adapters/aws-governor.ts';
import { createParameterStore } from '../../../controller/adapters/ssm-outputs.ts';
import type { ParameterStore } from '../../../controller/outputs/port.ts';

const parameter = { name: '/acme/outputs/vpc_id', type: 'String', value: 'vpc-1', tags: { project: 'acme' } } as const;

interface Answer {
  readonly status?: number;
  readonly body?: object;
}

let server: ReturnType<typeof createServer>;
let store: ParameterStore;
let client: CloudFormationClient;
let requests: { readonly target: unknown; readonly input: unknown; readonly headers: IncomingMessage['headers'] }[];
let answers: Answer[];
let pauses: number[];

beforeEach(async () => {
  [requests, answers, pauses] = [[], [], []];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const input = body.startsWith('{') ? JSON.parse(body) : body;
      requests.push({ target: request.headers['x-amz-target'], input, headers: request.headers });
      const { status = 200, body: answer = {} } = answers.shift() ?? {};
      response.writeHead(status, { 'x-amzn-requestid': 'r-1' }).end(JSON.stringify(answer));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  client = new CloudFormationClient({
    region: 'eu-west-1',
    endpoint,
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' },
  });
  const governor = createGovernor({ pause: async (ms) => pauses.push(ms) });
  governor.unlimited();
  store = createParameterStore({
    client,
    endpoint,
    governor,
  });
});

afterEach(async () => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});

const failure = (type: string, status = 400): Answer => ({ status, body: { __type: type, message: `it was ${type}` } });

describe('the requests', () => {
  test('a new parameter is a standard one with its tags, and overwrites none', async () => {
    await store.createParameter(parameter);
    expect(requests).toMatchObject([
      {
        target: 'AmazonSSM.PutParameter',
        input: {
          Name: '/acme/outputs/vpc_id',
          Type: 'String',
          Value: 'vpc-1',
          Tier: 'Standard',
          Overwrite: false,
          Tags: [{ Key: 'project', Value: 'acme' }],
        },
      },
    ]);
  });

  test('are signed for Systems Manager with the client’s own credentials and region', async () => {
    await store.listParameters('/acme/outputs');
    const headers = requests[0]?.headers;
    expect(headers?.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/ssm\/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}$/,
    );
    expect(headers?.['x-amz-security-token']).toBe('session');
    expect(headers?.['content-type']).toBe('application/x-amz-json-1.1');
  });

  test('leave the client that lends its credentials as it is', async () => {
    await store.listParameters('/acme/outputs');
    await client.send(new DescribeStacksCommand({})).catch(() => undefined);
    expect(requests[1]?.headers.authorization).toContain('/eu-west-1/cloudformation/aws4_request');
  });

  test('an update overwrites and tags in two calls, since AWS takes no tags with it', async () => {
    await store.updateParameter(parameter);
    expect(requests.map(({ target }) => target)).toEqual(['AmazonSSM.PutParameter', 'AmazonSSM.AddTagsToResource']);
    expect(requests[0]?.input).not.toHaveProperty('Tags');
    expect(requests[1]?.input).toEqual({
      ResourceType: 'Parameter',
      ResourceId: '/acme/outputs/vpc_id',
      Tags: [{ Key: 'project', Value: 'acme' }],
    });
  });

  test('a list is read page by page', async () => {
    answers.push({ body: { Parameters: [{ Name: '/a/x', Value: '1' }], NextToken: 'more' } });
    answers.push({ body: { Parameters: [{ Name: '/a/y', Value: '2' }] } });
    expect(await store.listParameters('/a')).toEqual({ '/a/x': '1', '/a/y': '2' });
    expect(requests.map(({ input }) => input)).toEqual([
      { Path: '/a', Recursive: true, MaxResults: 10 },
      { Path: '/a', Recursive: true, MaxResults: 10, NextToken: 'more' },
    ]);
  });
});

describe('the failures', () => {
  test('C4, C8: throttling is tried again with growing pauses, and at most four times', async () => {
    answers.push(failure('ThrottlingException'), failure('ThrottlingException'));
    await store.createParameter(parameter);
    expect(requests).toHaveLength(3);
    expect(pauses[0]).toBeLessThan(1000);
    expect(pauses[1]).toBeLessThan(2000);

    for (let times = 0; times < 5; times += 1) answers.push(failure('ThrottlingException'));
    await expect(store.createParameter(parameter)).rejects.toMatchObject({ code: 'Throttled', retryable: true });
    expect(requests).toHaveLength(8);
  });

  test('so is an answer that says nothing, and a connection that nobody accepts', async () => {
    answers.push({ status: 503 });
    await store.createParameter(parameter);
    expect(requests).toHaveLength(2);
    server.closeAllConnections();
    server.close();
    await expect(store.createParameter(parameter)).rejects.toMatchObject({ code: 'Unavailable', retryable: true });
  });

  test('a parameter that exists is told apart', async () => {
    answers.push(failure('ParameterAlreadyExists'));
    await expect(store.createParameter(parameter)).rejects.toMatchObject({ code: 'ParameterExists', retryable: false });
  });

  test('one that is not there has no tags, and is removed already', async () => {
    answers.push(failure('com.amazonaws.ssm#InvalidResourceId'));
    expect(await store.tagsOfParameter(parameter.name)).toBeUndefined();
    answers.push(failure('ParameterNotFound'));
    await store.removeParameter(parameter.name);
  });

  test('S2: a missing right is named once and not tried again, without credentials in the words', async () => {
    answers.push({
      status: 400,
      body: { __type: 'AccessDeniedException', message: 'no ssm:PutParameter for AKIAIOSFODNN7EXAMPLE' },
    });
    await expect(store.updateParameter(parameter)).rejects.toMatchObject({
      code: 'AccessDenied',
      retryable: false,
      message: 'Could not PutParameter in Parameter Store: no ssm:PutParameter for <access key id>',
    });
    expect(requests).toHaveLength(1);
  });
});
