import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { HttpApiEvent } from '../../../controller/trigger/read-request.ts';
import { type AwsServer, startAwsServer } from '../../fakes/aws-server.ts';
import { PUSH, SECRET, webhookEvent } from '../trigger/signed-request.ts';
import { webhookEnvironment } from './webhook-environment.ts';

type Handler = typeof import('../../../functions/webhook/handler.ts')['handler'];

const BODY = JSON.stringify(PUSH);
let aws: AwsServer;
let handler: Handler;
let deliveries = 0;

/** A delivery id that no test has used. */
const newDelivery = () => `delivery-${++deliveries}`;
const targetsSince = (count: number) => aws.calls.slice(count).map(({ target }) => target);

beforeAll(async () => {
  aws = await startAwsServer(JSON.stringify({ secrets: [SECRET] }));
  for (const [name, value] of Object.entries(webhookEnvironment(aws.endpoint))) vi.stubEnv(name, value);
  ({ handler } = await import('../../../functions/webhook/handler.ts'));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await aws.stop();
});

/** What the function writes, line by line. */
let logged: string[];
beforeEach(() => {
  logged = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
  }
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('a genuine push is answered with 202 and is in the applier’s queue', async () => {
  const delivery = newDelivery();
  const result = await handler(webhookEvent({ body: BODY, delivery }));
  expect(result).toEqual({
    statusCode: 202,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ result: 'queued', reference: delivery }),
  });
  expect(aws.calls.findLast(({ target }) => target === 'AmazonSQS.SendMessage')?.input).toEqual({
    QueueUrl: `${aws.endpoint}/123456789012/applier.fifo`,
    MessageBody: JSON.stringify({ type: 'push', delivery, branch: 'main', before: PUSH.before, after: PUSH.after }),
    MessageGroupId: 'environment',
    MessageDeduplicationId: delivery,
  });
});

test('W11: the same delivery again is answered with 202 and has no effect', async () => {
  const delivery = newDelivery();
  await handler(webhookEvent({ body: BODY, delivery }));
  const before = aws.calls.length;
  const again = await handler(webhookEvent({ body: BODY, delivery }));
  expect(again.body).toBe(JSON.stringify({ result: 'duplicate', reference: delivery }));
  expect(targetsSince(before)).toEqual(['DynamoDB_20120810.GetItem']);
});

test('W11: a delivery that somebody else recorded in between is no error', async () => {
  aws.fail('DynamoDB_20120810.PutItem', 'ConditionalCheckFailedException', 400);
  const result = await handler(webhookEvent({ body: BODY, delivery: newDelivery() }));
  expect(result.statusCode).toBe(202);
});

describe('W3: a forged request', () => {
  test('causes no call but the one for a fresh secret, and leaves nothing of itself in the log', async () => {
    const before = aws.calls.length;
    const body = '{"canary":"canary-5eb1d3"}';
    const headers = { 'x-github-event': 'canary_event', 'user-agent': 'canary-agent' };
    const delivery = 'canary-delivery';
    const result = await handler(webhookEvent({ body, headers, delivery, secret: 'wrong' }));
    expect(result).toEqual({ statusCode: 401 });
    expect(targetsSince(before).filter((target) => target !== 'secretsmanager.GetSecretValue')).toEqual([]);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('X-Hub-Signature-256 does not match');
    expect(logged[0]).not.toContain('canary');
  });
});

test('S1: no line of the log holds the secret or a signature', async () => {
  await handler(webhookEvent({ body: BODY, delivery: newDelivery() }));
  await handler(webhookEvent({ body: BODY, secret: 'wrong' }));
  expect(logged).toHaveLength(2);
  for (const line of logged) expect(line).not.toMatch(/sha256=|Secret to Everybody/);
});

test('W9: an error of AWS is answered with 500 and no text, and is in our log', async () => {
  aws.fail('AmazonSQS.SendMessage', 'AccessDeniedException', 400);
  const delivery = newDelivery();
  expect(await handler(webhookEvent({ body: BODY, delivery }))).toEqual({ statusCode: 500 });
  expect(logged.join()).toContain('AccessDenied');
  const again = await handler(webhookEvent({ body: BODY, delivery }));
  expect(again.statusCode).toBe(202);
});

test('POST /reconcile answers with the reference that the message carries', async () => {
  const result = await handler({
    routeKey: 'POST /reconcile',
    body: '{"action":"revert"}',
    requestContext: {
      requestId: 'JKJaXmPLvHcESHA=',
      authorizer: { iam: { userArn: 'arn:aws:iam::123456789012:user/mona' } },
    },
  });
  expect(result).toMatchObject({
    statusCode: 202,
    body: JSON.stringify({ result: 'queued', reference: 'JKJaXmPLvHcESHA=' }),
  });
  const { input } = aws.calls.findLast(({ target }) => target === 'AmazonSQS.SendMessage') ?? {};
  expect(input).toMatchObject({ MessageGroupId: 'environment', MessageDeduplicationId: 'JKJaXmPLvHcESHA=' });
});

test('W6: an event with nothing in it is answered', async () => {
  const nothing: HttpApiEvent = {};
  expect(await handler(nothing)).toEqual({ statusCode: 404 });
});
