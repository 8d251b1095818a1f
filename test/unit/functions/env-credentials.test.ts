import { afterEach, expect, test, vi } from 'vitest';
import { defaultProvider } from '../../../functions/env-credentials.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

function stub(accessKeyId?: string, secretAccessKey?: string, sessionToken?: string): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', sessionToken);
}

test('the credentials are those in the environment at the time of the call', async () => {
  const provider = defaultProvider();
  stub('key', 'secret', 'token');
  expect(await provider()).toEqual({ accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 'token' });
  stub('key', 'secret');
  expect(await provider()).toEqual({ accessKeyId: 'key', secretAccessKey: 'secret' });
});

test.each([
  [undefined, undefined],
  ['key', undefined],
  [undefined, 'secret'],
  ['', 'secret'],
])('without both halves (%s, %s) it throws what the SDK throws, and nothing of the secret', async (key, secret) => {
  stub(key, secret);
  const failure = await defaultProvider()().catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'CredentialsProviderError' });
  expect(String(failure)).not.toContain('secret');
});
