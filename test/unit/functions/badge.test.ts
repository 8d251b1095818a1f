import { afterEach, describe, expect, test, vi } from 'vitest';
import { answerBadge, type BadgeRequest } from '../../../controller/badge.ts';
import { badgeConfig } from '../../../controller/config.ts';
import { createFakeBadge } from '../../fakes/badge.ts';
import { createFakeClock } from '../../fakes/clock.ts';

const TOKEN = '0123456789abcdef0123456789abcdef';
const ENV = { HOLDFAST_ENVIRONMENT: 'dev', HOLDFAST_TABLE: 'record', HOLDFAST_BADGE_TOKEN: TOKEN };

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function ask(request: Partial<BadgeRequest>) {
  const clock = createFakeClock();
  const badge = createFakeBadge();
  await badge.writeBadge({ run: 'applied' }, clock.now());
  const read = vi.spyOn(badge, 'readBadge');
  const answer = await answerBadge({ token: TOKEN, file: 'badge.svg', ...request }, badgeConfig(ENV), { badge, clock });
  return { answer, reads: read.mock.calls.length };
}

describe('the badge', () => {
  test('is an image of one word, to be shown for a minute', async () => {
    const { answer } = await ask({});
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/svg+xml; charset=utf-8',
      'cache-control': 'public, max-age=60',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
      etag: expect.stringMatching(/^"[0-9a-f]{16}"$/),
    });
    expect(answer.body).toContain('<title>dev: synced</title>');
  });

  test('is not sent again to whoever has it', async () => {
    const { etag = '' } = (await ask({})).answer.headers;
    for (const known of [etag, `W/${etag}`]) {
      const { answer } = await ask({ known });
      expect([answer.status, answer.body, answer.headers.etag]).toEqual([304, undefined, etag]);
    }
    expect((await ask({ known: '"another"' })).answer.status).toBe(200);
  });

  test.each([
    { token: '' },
    { token: TOKEN.slice(1) },
    { token: `${TOKEN}0` },
    { token: TOKEN.toUpperCase() },
    { file: 'badge.png' },
    { file: '' },
    { file: 'constructor' },
    { file: '../badge.svg' },
  ])('W9: for %j there is nothing, without a word, and nothing is read', async (request) => {
    const { answer, reads } = await ask(request);
    expect(answer).toEqual({ status: 404, headers: { 'cache-control': 'no-store' } });
    expect(reads).toBe(0);
  });
});

test('W9: an outage is an error without its text', async () => {
  for (const [name, value] of Object.entries(ENV)) vi.stubEnv(name, value);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'canary');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'canary');
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { handler } = await import('../../../functions/badge/handler.ts');
  const answer = await handler({ pathParameters: { token: TOKEN, file: 'badge.svg' }, headers: {} });
  expect(answer).toEqual({ statusCode: 503, headers: { 'cache-control': 'no-store' } });
  expect(logged).toHaveBeenCalledTimes(1);
});

test.each(Object.keys(ENV))('there is no default for %s', (name) => {
  expect(() => badgeConfig({ ...ENV, [name]: '' })).toThrow(name);
});
