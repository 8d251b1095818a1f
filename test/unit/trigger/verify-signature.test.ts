import { Webhooks } from '@octokit/webhooks';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WebhookSecrets } from '../../../controller/trigger/port.ts';
import { verifySignature } from '../../../controller/trigger/verify-signature.ts';
import { SECRET, signatureOf } from './signed-request.ts';

const VECTOR = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
const BODY = Buffer.from('Hello, World!');

/** Secrets that count how often they are read. */
function secretsOf(
  current: readonly string[],
  fresh?: readonly string[],
): WebhookSecrets & { readonly reads: string[] } {
  const reads: string[] = [];
  return {
    reads,
    read: async () => {
      reads.push('read');
      return current;
    },
    reread: async () => {
      reads.push('reread');
      return fresh;
    },
  };
}

test("W1: GitHub's test vector is genuine", async () => {
  expect(await verifySignature(BODY, VECTOR, secretsOf([SECRET]))).toEqual({ genuine: true, text: 'Hello, World!' });
});

test("W1: octokit's own signer and Node's agree", async () => {
  const payload = '{"zen":"Mind your words, they are important. ✓"}';
  const signed = await new Webhooks({ secret: SECRET }).sign(payload);
  expect(signed).toBe(signatureOf(payload));
  expect(await verifySignature(Buffer.from(payload), signed, secretsOf([SECRET]))).toEqual({
    genuine: true,
    text: payload,
  });
});

test.each([
  ['UTF-8 beyond ASCII', '{"title":"Größe ✓ 🚀"}'],
  ['a byte order mark', '\uFEFF{}'],
  ['CRLF', '{\r\n}\r\n'],
  ['a null character', '{"a":"\0"}'],
])('W1: a body with %s is taken byte for byte', async (_name, body) => {
  expect(await verifySignature(Buffer.from(body), signatureOf(body), secretsOf([SECRET]))).toEqual({
    genuine: true,
    text: body,
  });
});

test('W1: any change of any single byte is refused', async () => {
  const secrets = secretsOf([SECRET]);
  for (let at = 0; at < BODY.length; at += 1) {
    const changed = Buffer.from(BODY);
    changed.writeUInt8((changed.readUInt8(at) ^ 1) & 0x7f, at);
    expect(await verifySignature(changed, VECTOR, secrets)).toMatchObject({ genuine: false });
  }
  for (const longer of ['Hello, World!\n', ' Hello, World!', 'Hello, World', 'Hello, World!\0']) {
    expect(await verifySignature(Buffer.from(longer), VECTOR, secrets)).toMatchObject({ genuine: false });
  }
});

test('W1: bytes that are no UTF-8 are refused before they could be decoded into something else', async () => {
  const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
  const secrets = secretsOf([SECRET]);
  expect(await verifySignature(bytes, signatureOf(bytes), secrets)).toEqual({
    genuine: false,
    because: 'the body is not UTF-8',
  });
  expect(await verifySignature(bytes, signatureOf(bytes.toString()), secrets)).toMatchObject({ genuine: false });
});

describe('W2: one value, sha256= and 64 lower-case digits', () => {
  const digits = VECTOR.slice('sha256='.length);
  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['SHA-1', 'sha1=2fd4e1c67a2d28fced849ee1bb76e7391b93eb12'],
    ['no prefix', digits],
    ['prefix in capitals', `SHA256=${digits}`],
    ['digits in capitals', `sha256=${digits.toUpperCase()}`],
    ['one digit less', VECTOR.slice(0, -1)],
    ['one digit more', `${VECTOR}0`],
    ['no digits', 'sha256='],
    ['two values', `${VECTOR},${VECTOR}`],
    ['two values, one of them good', `sha256=${'0'.repeat(64)}, ${VECTOR}`],
    ['a space before', ` ${VECTOR}`],
    ['a line break after', `${VECTOR}\n`],
    ['no hexadecimal', `sha256=${'z'.repeat(64)}`],
  ])('%s is refused without reading a secret', async (_name, signature) => {
    const secrets = secretsOf([SECRET]);
    expect(await verifySignature(BODY, signature, secrets)).toMatchObject({ genuine: false });
    expect(secrets.reads).toEqual([]);
  });
});

test('W3: an empty body is refused without reading a secret', async () => {
  const secrets = secretsOf([SECRET]);
  expect(await verifySignature(Buffer.alloc(0), signatureOf(''), secrets)).toMatchObject({ genuine: false });
  expect(secrets.reads).toEqual([]);
});

test('W12: while two secrets are valid, both are accepted', async () => {
  const secrets = secretsOf(['the new one', SECRET]);
  expect(await verifySignature(BODY, VECTOR, secrets)).toMatchObject({ genuine: true });
  expect(await verifySignature(BODY, signatureOf(BODY, 'the new one'), secrets)).toMatchObject({ genuine: true });
  expect(await verifySignature(BODY, signatureOf(BODY, 'a third one'), secrets)).toMatchObject({ genuine: false });
  expect(secrets.reads).toEqual(['read', 'read', 'read', 'reread']);
});

test('W12: a secret that is newer than the cache is found by reading once more', async () => {
  const secrets = secretsOf(['the old one'], [SECRET, 'the old one']);
  expect(await verifySignature(BODY, VECTOR, secrets)).toMatchObject({ genuine: true });
  expect(secrets.reads).toEqual(['read', 'reread']);
});

test('W1: an empty secret signs nothing, even if somebody stored one', async () => {
  expect(await verifySignature(BODY, signatureOf(BODY, ''), secretsOf(['']))).toMatchObject({ genuine: false });
  expect(await verifySignature(BODY, signatureOf(BODY, ''), secretsOf([], []))).toMatchObject({ genuine: false });
});

test('W1: what GitHub signs is genuine, what it did not is not, whatever the bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1, unit: 'binary' }), fc.string({ minLength: 1 }), async (body, secret) => {
      const bytes = Buffer.from(body);
      const good = await verifySignature(bytes, signatureOf(bytes, secret), secretsOf([secret]));
      expect(good).toEqual({ genuine: true, text: body });
      const bad = await verifySignature(bytes, signatureOf(bytes, `${secret}x`), secretsOf([secret]));
      expect(bad).toMatchObject({ genuine: false });
    }),
    { numRuns: 300 },
  );
});
