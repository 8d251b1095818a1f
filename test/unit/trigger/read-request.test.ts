import { expect, test } from 'vitest';
import { readRequest } from '../../../controller/trigger/read-request.ts';

const MIB = 1024 * 1024;

test('an HTTP API event becomes route, request id, caller, bytes and headers', () => {
  const request = readRequest({
    routeKey: 'POST /reconcile',
    headers: { 'x-github-event': 'push' },
    body: '{}',
    isBase64Encoded: false,
    requestContext: {
      requestId: 'JKJaXmPLvHcESHA=',
      authorizer: { iam: { userArn: 'arn:aws:iam::123456789012:user/mona' } },
    },
  });
  expect(request).toMatchObject({
    route: 'POST /reconcile',
    requestId: 'JKJaXmPLvHcESHA=',
    callerArn: 'arn:aws:iam::123456789012:user/mona',
    body: Buffer.from('{}'),
  });
  expect(request.header('x-github-event')).toBe('push');
  expect(request.header('x-github-delivery')).toBeUndefined();
});

test('W1: a body in base64 gives the same bytes as plain', () => {
  const text = '{"title":"Größe ✓"}\r\n';
  const base64 = Buffer.from(text).toString('base64');
  expect(readRequest({ body: text }).body).toEqual(Buffer.from(text));
  expect(readRequest({ body: base64, isBase64Encoded: true }).body).toEqual(Buffer.from(text));
  expect(readRequest({ body: base64 }).body).toEqual(Buffer.from(base64));
});

test('W4: 4 MiB are looked at, a byte more is not, in either form', () => {
  const most = 'x'.repeat(4 * MIB);
  expect(readRequest({ body: most }).body?.length).toBe(4_194_304);
  expect(readRequest({ body: `${most}x` }).body).toBeUndefined();
  const base64 = (text: string) => ({ body: Buffer.from(text).toString('base64'), isBase64Encoded: true });
  expect(readRequest(base64(most)).body?.length).toBe(4_194_304);
  expect(readRequest(base64(`${most}x`)).body).toBeUndefined();
});

test('W4: the cap counts bytes, not characters', () => {
  expect(readRequest({ body: '✓'.repeat(1_398_101) }).body?.length).toBe(4_194_303);
  expect(readRequest({ body: '✓'.repeat(1_398_102) }).body).toBeUndefined();
});

test('W2: a header sent twice is one text that is no signature any more', () => {
  const request = readRequest({ headers: { 'X-Hub-Signature-256': 'sha256=a', 'x-hub-signature-256': 'sha256=b' } });
  expect(request.header('x-hub-signature-256')).toBe('sha256=a,sha256=b');
});

test('W6: an event with nothing in it is a request for no route', () => {
  const request = readRequest({});
  expect(request).toMatchObject({ route: '', requestId: '', body: Buffer.alloc(0) });
  expect(request.callerArn).toBeUndefined();
  expect(readRequest({ requestContext: { authorizer: { iam: null } } }).callerArn).toBeUndefined();
});
