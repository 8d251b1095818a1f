import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { createWebhookSecrets, readSecret } from '../../../controller/adapters/secrets.ts';
import { verifySignature } from '../../../controller/trigger/verify-signature.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { signatureOf } from '../trigger/signed-request.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:webhook-a1b2c3';

/** A Secrets Manager whose one secret a test sets, and which counts the calls. */
function createStore(initial: string) {
  const store = { text: initial, calls: 0, fails: false };
  const credentials = { accessKeyId: '123456789012', secretAccessKey: 'local' };
  const client = new SecretsManagerClient({ region: 'us-east-1', credentials });
  client.middlewareStack.add(
    () => async () => {
      store.calls += 1;
      if (store.fails) throw Object.assign(new Error('slow down'), { name: 'ThrottlingException', $metadata: {} });
      return { output: { SecretString: store.text, $metadata: {} }, response: {} };
    },
    { step: 'initialize', priority: 'high', name: 'store' },
  );
  return { store, client };
}

const listOf = (...secrets: readonly string[]) => JSON.stringify({ secrets });

describe('the form of the secret', () => {
  const read = (text: string) => createWebhookSecrets(createStore(text).client, ARN, createFakeClock()).read();

  test('is plain text, as Secrets Manager generates it, or a list for a rotation', async () => {
    expect(await read('zXgk1lPwHJ')).toEqual(['zXgk1lPwHJ']);
    expect(await read(listOf('new'))).toEqual(['new']);
    expect(await read(listOf('new', 'old'))).toEqual(['new', 'old']);
  });

  test.each([
    '{',
    '{}',
    '{"secrets":[]}',
    '{"secrets":[""]}',
    '{"secrets":"canary"}',
    '{"secrets":[1]}',
    '{"Secrets":["canary"]}',
    '{"secrets":["canary",]}',
  ])('%s is an error, which does not repeat it (S1)', async (text) => {
    const failure = await read(text).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'SecretInvalid', source: 'user', retryable: false, cause: undefined });
    expect(String(failure)).not.toContain('canary');
  });

  test('an empty one is an error: there is no default', async () => {
    await expect(read('')).rejects.toMatchObject({ code: 'SecretEmpty' });
    await expect(readSecret(createStore('').client, ARN)).rejects.toMatchObject({ code: 'SecretEmpty' });
  });
});

describe('the cache', () => {
  test('lasts 5 minutes', async () => {
    const { store, client } = createStore('one');
    const clock = createFakeClock();
    const secrets = createWebhookSecrets(client, ARN, clock);
    await Promise.all([secrets.read(), secrets.read(), secrets.read()]);
    clock.advance(299_999);
    await secrets.read();
    expect(store.calls).toBe(1);
    store.text = 'two';
    clock.advance(1);
    expect(await secrets.read()).toEqual(['two']);
    expect(store.calls).toBe(2);
  });

  test('W3: however many signatures are wrong, fresh secrets are read once a minute at most', async () => {
    const { store, client } = createStore('one');
    const clock = createFakeClock();
    const secrets = createWebhookSecrets(client, ARN, clock);
    const forged = signatureOf('{}', 'wrong');
    for (let second = 0; second < 600; second += 1) {
      for (let copy = 0; copy < 10; copy += 1) await verifySignature(Buffer.from('{}'), forged, secrets);
      clock.advance(1_000);
    }
    expect(store.calls).toBe(10);
  });

  test('does not keep a failure', async () => {
    const { store, client } = createStore('one');
    const secrets = createWebhookSecrets(client, ARN, createFakeClock());
    store.fails = true;
    await expect(secrets.read()).rejects.toMatchObject({ code: 'Throttled', retryable: true });
    store.fails = false;
    expect(await secrets.read()).toEqual(['one']);
  });
});

describe('W12: a rotation under load refuses no delivery', () => {
  /** One delivery a second for 30 minutes; `events` change what is stored and what GitHub signs with. */
  async function refusedDuring(
    events: Readonly<Record<number, Partial<{ stored: string; signing: string }>>>,
    noise: boolean,
  ) {
    const { store, client } = createStore(listOf('old'));
    const clock = createFakeClock();
    const secrets = createWebhookSecrets(client, ARN, clock);
    let signing = 'old';
    let refused = 0;
    for (let second = 0; second < 1_800; second += 1) {
      store.text = events[second]?.stored ?? store.text;
      signing = events[second]?.signing ?? signing;
      const body = `{"second":${second}}`;
      if (noise) await verifySignature(Buffer.from(body), signatureOf(body, 'attacker'), secrets);
      const verdict = await verifySignature(Buffer.from(body), signatureOf(body, signing), secrets);
      if (!verdict.genuine) refused += 1;
      clock.advance(1_000);
    }
    return refused;
  }

  test('when GitHub is switched at once', async () => {
    const events = { 100: { stored: listOf('new', 'old') }, 101: { signing: 'new' }, 1000: { stored: listOf('new') } };
    expect(await refusedDuring(events, false)).toBe(0);
  });

  test('when GitHub is switched 5 minutes later, even while somebody sends forgeries', async () => {
    const events = { 100: { stored: listOf('new', 'old') }, 401: { signing: 'new' }, 1000: { stored: listOf('new') } };
    expect(await refusedDuring(events, true)).toBe(0);
  });

  test('and a secret that was taken away is refused at the latest 5 minutes later', async () => {
    const events = { 100: { stored: listOf('new') } };
    expect(await refusedDuring(events, false)).toBe(1_500);
  });
});
