import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WebhookSecrets } from '../../../controller/trigger/port.ts';
import { type HttpApiEvent, readRequest } from '../../../controller/trigger/read-request.ts';
import { answerOf, receive } from '../../../controller/trigger/receive.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createFaults } from '../../fakes/faults.ts';
import { createFakeLedger } from '../../fakes/ledger.ts';
import { createFakeQueue } from '../../fakes/queue.ts';
import { AUDIENCE, DELIVERY, PUSH, SECRET, signatureOf, webhookEvent } from './signed-request.ts';

const BODY = JSON.stringify(PUSH);
const PUSH_MESSAGE = JSON.stringify({
  type: 'push',
  delivery: DELIVERY,
  branch: 'main',
  before: PUSH.before,
  after: PUSH.after,
});
const queued = { kind: 'queued', reference: DELIVERY, trigger: 'push' };

/** Everything that receiving touches, with one list of all outside calls. */
function createWorld() {
  const faults = createFaults();
  const clock = createFakeClock();
  const secrets: WebhookSecrets = { read: async () => [SECRET], reread: async () => undefined };
  const queue = createFakeQueue(clock, faults);
  const world = { clock, secrets: faults.wrap('secrets', secrets), deliveries: createFakeLedger(clock, faults), queue };
  const send = (event: HttpApiEvent) => receive(readRequest(event), AUDIENCE, world);
  return { faults, clock, queue, send };
}

test('W10: a genuine push is verified, looked up, enqueued, recorded, and nothing else', async () => {
  const { send, faults, queue } = createWorld();
  expect(await send(webhookEvent({ body: BODY }))).toEqual(queued);
  expect(queue.waiting('applier')).toEqual([PUSH_MESSAGE]);
  expect(queue.waiting('planner')).toEqual([]);
  expect(faults.calls).toEqual(['secrets.read', 'ledger.hasDelivery', 'queue.send', 'ledger.recordDelivery']);
});

test('W1: a body in base64 is taken as well', async () => {
  expect(await createWorld().send(webhookEvent({ body: BODY, base64: true }))).toEqual(queued);
});

describe('W3: before the signature is checked nothing is written and nothing but the secret is read', () => {
  test('a request without a well-formed signature causes no call at all', async () => {
    const { send, faults } = createWorld();
    for (const signature of [
      '',
      'sha256=',
      'sha1=2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
      `${signatureOf(BODY)},x`,
    ]) {
      const received = await send(webhookEvent({ body: BODY, headers: { 'x-hub-signature-256': signature } }));
      expect(received).toMatchObject({ kind: 'refused', status: 401 });
    }
    expect(faults.calls).toEqual([]);
  });

  test('10,000 bad requests of every sort write nothing and enqueue nothing', async () => {
    const { send, faults } = createWorld();
    const bad = fc.sample(badRequests(), 10_000);
    const statuses = new Set<number>();
    for (const event of bad) statuses.add(answerOf(await send(event)).status);
    expect([...statuses].sort()).toEqual([401, 403, 404]);
    expect(new Set(faults.calls)).toEqual(new Set(['secrets.read', 'secrets.reread']));
  });
});

function badRequests(): fc.Arbitrary<HttpApiEvent> {
  const hex = fc.stringMatching(/^[0-9a-f]{64}$/).map((digits) => `sha256=${digits}`);
  const signature = fc.oneof(hex, fc.string(), fc.constantFrom('', signatureOf('other'), signatureOf(BODY, 'wrong')));
  const headers = fc.record(
    { 'x-hub-signature-256': signature, 'x-github-event': fc.string(), 'x-github-delivery': fc.string() },
    { requiredKeys: [] },
  );
  return fc.record(
    {
      routeKey: fc.constantFrom('POST /github/webhook', 'POST /reconcile', 'GET /', '$default'),
      headers,
      body: fc.oneof(fc.constant(BODY), fc.string(), fc.json()),
      isBase64Encoded: fc.boolean(),
      requestContext: fc.record({ requestId: fc.string() }, { requiredKeys: [] }),
    },
    { requiredKeys: ['routeKey', 'headers'] },
  );
}

test('W4: a body above the cap is refused without hashing it', async () => {
  const { send, faults } = createWorld();
  const body = `{"a":"${'x'.repeat(4 * 1024 * 1024)}"}`;
  expect(await send(webhookEvent({ body }))).toMatchObject({ kind: 'refused', status: 413 });
  expect(faults.calls).toEqual([]);
});

test('W5: a genuine body that is no JSON object is refused and leaves no trace', async () => {
  const { send, faults } = createWorld();
  for (const body of ['text', '[]', 'null', '{"a":', `{"a":${'['.repeat(100)}${']'.repeat(100)}}`, 'payload=%7B%7D']) {
    expect(await send(webhookEvent({ body })), body).toMatchObject({ kind: 'refused', status: 400 });
  }
  expect(new Set(faults.calls)).toEqual(new Set(['secrets.read']));
});

test('headers that name no event or delivery are refused', async () => {
  const { send } = createWorld();
  for (const headers of [
    { 'x-github-delivery': '' },
    { 'x-github-delivery': 'a b' },
    { 'x-github-delivery': 'x'.repeat(101) },
    { 'x-github-delivery': `${DELIVERY},${DELIVERY}` },
    { 'x-github-event': '' },
    { 'x-github-event': 'pull_request.opened' },
  ]) {
    expect(await send(webhookEvent({ body: BODY, headers }))).toMatchObject({ kind: 'refused', status: 400 });
  }
});

test('W8: a delivery of another App is ignored, of ours it is taken', async () => {
  const { send, faults } = createWorld();
  const target = (id: string) => webhookEvent({ body: BODY, headers: { 'x-github-hook-installation-target-id': id } });
  expect(await send(target('29311'))).toMatchObject({ kind: 'ignored', because: 'it is of another App' });
  expect(faults.calls).toEqual(['secrets.read']);
  expect(await send(target('29310'))).toEqual(queued);
});

test('W9: a refusal has a status and no text; W14: an unknown event is a success', async () => {
  const { send, faults } = createWorld();
  const forged = await send(webhookEvent({ body: BODY, secret: 'wrong' }));
  expect(answerOf(forged)).toEqual({ status: 401 });
  expect(answerOf(await send({ ...webhookEvent({ body: BODY }), routeKey: 'GET /' }))).toEqual({ status: 404 });

  const ping = await send(webhookEvent({ event: 'ping', body: '{"zen":"Keep it logically awesome."}' }));
  expect(answerOf(ping)).toEqual({
    status: 202,
    body: { result: 'ignored', reference: DELIVERY, because: 'nothing is done on this event' },
  });
  expect(faults.calls.filter((call) => !call.startsWith('secrets.'))).toEqual([]);
});

describe('W11: a delivery has its effect once', () => {
  test('a replay after success has no effect', async () => {
    const { send, queue, clock } = createWorld();
    await send(webhookEvent({ body: BODY }));
    await (await queue.take('applier'))?.done();
    clock.advance(3 * 24 * 60 * 60 * 1000);
    const replayed = await send(webhookEvent({ body: BODY }));
    expect(answerOf(replayed)).toEqual({ status: 202, body: { result: 'duplicate', reference: DELIVERY } });
    expect(queue.waiting('applier')).toEqual([]);
  });

  test('after a failed enqueue the same delivery can be sent again', async () => {
    const { send, queue, faults } = createWorld();
    faults.inject('fail', 'queue.send');
    await expect(send(webhookEvent({ body: BODY }))).rejects.toMatchObject({ code: 'Unavailable' });
    expect(faults.calls).not.toContain('ledger.recordDelivery');
    expect(await send(webhookEvent({ body: BODY }))).toEqual(queued);
    expect(queue.waiting('applier')).toEqual([PUSH_MESSAGE]);
  });

  test.each([
    ['a lost reply', 'lose-reply', 'queue.send'],
    ['a crash after the enqueue', 'crash-after', 'queue.send'],
    ['a crash before the record', 'crash-before', 'ledger.recordDelivery'],
    ['a failed record', 'fail', 'ledger.recordDelivery'],
  ] as const)('after %s the delivery sent again is still one message', async (_name, fault, call) => {
    const { send, queue, faults } = createWorld();
    faults.inject(fault, call);
    await expect(send(webhookEvent({ body: BODY }))).rejects.toThrow();
    faults.restart();
    expect(await send(webhookEvent({ body: BODY }))).toEqual(queued);
    expect(await send(webhookEvent({ body: BODY }))).toMatchObject({ kind: 'duplicate' });
    expect(queue.waiting('applier')).toEqual([PUSH_MESSAGE]);
  });

  test('twenty copies at the same time are one message', async () => {
    const { send, queue } = createWorld();
    await Promise.all(Array.from({ length: 20 }, () => send(webhookEvent({ body: BODY }))));
    expect(queue.waiting('applier')).toEqual([PUSH_MESSAGE]);
  });

  test('an ignored delivery is not recorded, so that it can be sent again once we listen', async () => {
    const { send, faults } = createWorld();
    await send(webhookEvent({ event: 'ping', body: '{}' }));
    expect(faults.calls).toEqual(['secrets.read']);
  });
});

describe('POST /reconcile', () => {
  const asked = (body?: string, userArn?: string): HttpApiEvent => ({
    routeKey: 'POST /reconcile',
    headers: {},
    ...(body !== undefined && { body }),
    requestContext: {
      requestId: 'JKJaXmPLvHcESHA=',
      authorizer: { iam: { userArn: userArn ?? null } },
    },
  });
  const MONA = 'arn:aws:iam::123456789012:user/mona';

  test('a caller with IAM credentials gets a reference, and the applier a message', async () => {
    const { send, queue, faults } = createWorld();
    const received = await send(asked('{"action":"reconcile"}', MONA));
    expect(answerOf(received)).toEqual({ status: 202, body: { result: 'queued', reference: 'JKJaXmPLvHcESHA=' } });
    expect(queue.waiting('applier')).toEqual([
      JSON.stringify({ type: 'manual', action: 'reconcile', requestedBy: MONA, reference: 'JKJaXmPLvHcESHA=' }),
    ]);
    expect(faults.calls).toEqual(['queue.send']);
  });

  test('a drift sweep goes to the planner', async () => {
    const { send, queue } = createWorld();
    await send(asked('{"action":"drift"}', MONA));
    expect(queue.waiting('planner')).toHaveLength(1);
    expect(queue.waiting('applier')).toEqual([]);
  });

  test('without an authenticated caller it stays shut, whatever is signed', async () => {
    const { send, faults } = createWorld();
    const signed = { ...webhookEvent({ body: '{}' }), routeKey: 'POST /reconcile' };
    expect(answerOf(await send(signed))).toEqual({ status: 403 });
    expect(answerOf(await send(asked('{}', '')))).toEqual({ status: 403 });
    expect(faults.calls).toEqual([]);
  });

  test('R6: a body that we do not know asks for nothing', async () => {
    const { send, faults } = createWorld();
    expect(answerOf(await send(asked('{"action":"destroy"}', MONA)))).toEqual({ status: 400 });
    expect(faults.calls).toEqual([]);
  });
});

test('W6: whatever bytes are genuinely signed, there is one status', async () => {
  const { send } = createWorld();
  const events = fc.constantFrom('push', 'pull_request', 'check_run', 'check_suite', 'ping');
  const bodies = fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.uint8Array());
  await fc.assert(
    fc.asyncProperty(events, bodies, fc.boolean(), async (event, body, base64) => {
      const { status } = answerOf(await send(webhookEvent({ event, body, base64 })));
      expect([202, 400, 401]).toContain(status);
    }),
    { numRuns: 2_000 },
  );
});
