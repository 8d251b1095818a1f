import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sdkTrims } from '../../../bootstrap/sdk-trims.ts';
import { answerTo } from './answers.ts';
import { bundleCalls } from './bundle-calls.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../../..');
let work: string;

beforeAll(async () => {
  await mkdir(join(root, '.cache'), { recursive: true });
  work = await mkdtemp(join(root, '.cache/trims-'));
});
afterAll(() => rm(work, { recursive: true, force: true }));

/** Differs from call to call, or names the machine. */
const UNSTABLE = /^(?:host|authorization|x-amz-date|x-amz-user-agent|user-agent|amz-sdk-invocation-id|connection)$/;

interface Conversation {
  readonly said: readonly object[];
  readonly understood: readonly unknown[];
  readonly bytes: number;
}

/** What a bundle of the calls sends to AWS, and what it makes of the answers. */
async function converse(name: string, isTrimmed: boolean): Promise<Conversation> {
  const said: object[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const target = String(request.headers['x-amz-target'] ?? '');
      said.push({ method: request.method, url: request.url, headers: stableHeaders(request), body });
      const answer = answerTo(request.method ?? '', request.url?.split('?')[0] ?? '', target, body);
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  try {
    const file = join(work, `${name}.mjs`);
    const bytes = await bundleCalls('sdk-calls.ts', file, isTrimmed ? [sdkTrims] : []);
    const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const env = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    };
    const script = `console.log(JSON.stringify(await (await import(${JSON.stringify(file)})).callServices()))`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { env });
    return { said, understood: JSON.parse(stdout), bytes };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function stableHeaders({ headers }: IncomingMessage): object {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !UNSTABLE.test(name)));
}

test('without what the trims leave out, the SDK says the same to every service and understands the same', async () => {
  const whole = await converse('whole', false);
  const trimmed = await converse('trimmed', true);
  expect(trimmed.said).toEqual(whole.said);
  expect(trimmed.understood).toEqual(whole.understood);
  expect(trimmed.bytes).toBeLessThan(whole.bytes * 0.7);

  expect(trimmed.said).toHaveLength(13);
  expect(JSON.stringify(trimmed.understood)).not.toContain('NoSuchAnswer');
  expect(trimmed.understood).toMatchObject([
    { Items: [{ RouteKey: 'POST /charges' }], NextToken: 'n2' },
    { Stacks: [{ StackName: 'shop-network', Outputs: [{ OutputKey: 'VpcId', OutputValue: 'vpc-1' }] }] },
    { name: 'AlreadyExistsException', message: 'there is one' },
    { Item: { at: { N: '9007199254740993' } } },
    { classes: ['TransactionCanceledException'], CancellationReasons: [{ Code: 'ConditionalCheckFailed' }] },
    { FailedEntryCount: 1 },
    { Configuration: { CodeSha256: 'q1w2', MemorySize: 512 }, Tags: { t: 'v' } },
    { name: 'ResourceNotFoundException', classes: ['ResourceNotFoundException'] },
    { ETag: '"e1"', VersionId: 'v-2' },
    { VersionId: 'v-1', Metadata: { sha: '1' } },
    { name: 'NoSuchKey', classes: ['NoSuchKey'] },
    { name: 'DecryptionFailure', message: 'no key' },
    { MessageId: 'm-1' },
  ]);
});
