import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Github } from '../../../controller/adapters/github-client.ts';
import { HoldfastError } from '../../../controller/diagnostics/error.ts';
import { githubWith, type Handler, json, PRIVATE_KEY, type Seen } from './github-http.ts';

const read = (github: Github) =>
  github.call('read the repository', ({ rest }) => rest.repos.get(github.repo)).then(({ data }) => data.full_name);

async function errorOf(work: Promise<unknown>): Promise<HoldfastError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HoldfastError)) throw new TypeError('expected a HoldfastError', { cause: error });
  return error;
}

/** Answers the repository's own endpoint with each response in turn, the last one for ever. */
function repository(...answers: readonly (() => Response)[]): Handler {
  let at = 0;
  return ({ path }) => {
    if (path !== '/repos/acme/registry') return undefined;
    const answer = answers[Math.min(at, answers.length - 1)];
    at += 1;
    return answer?.();
  };
}

const ok = () => json({ full_name: 'acme/registry' });
const repositoryCalls = (seen: readonly Seen[]) => seen.filter(({ path }) => path === '/repos/acme/registry');
const tokenCalls = (seen: readonly Seen[]) => seen.filter(({ path }) => path.endsWith('/access_tokens'));

describe('installation token', () => {
  test('S7: it is narrowed to the one repository and the listed permissions, and cached', async () => {
    const { github, seen } = githubWith([repository(ok)]);
    expect(await Promise.all([read(github), read(github)])).toEqual(['acme/registry', 'acme/registry']);
    await read(github);
    expect(tokenCalls(seen)).toMatchObject([
      {
        method: 'POST',
        path: '/app/installations/77/access_tokens',
        body: {
          repositories: ['registry'],
          permissions: { checks: 'write', contents: 'read', metadata: 'read', pull_requests: 'write' },
        },
      },
    ]);
    expect(repositoryCalls(seen).map(({ authorization }) => authorization)).toEqual(Array(3).fill('token ghs_canary1'));
  });

  test('S7: it is renewed before its hour ends', async () => {
    const { github, seen, clock } = githubWith([repository(ok)]);
    await read(github);
    clock.advance(54 * 60_000);
    await read(github);
    clock.advance(2 * 60_000);
    await read(github);
    expect(repositoryCalls(seen).map(({ authorization }) => authorization)).toEqual([
      'token ghs_canary1',
      'token ghs_canary1',
      'token ghs_canary2',
    ]);
  });

  test('a token that GitHub refuses is renewed once', async () => {
    const revoked: Handler = ({ path, authorization }) =>
      path === '/repos/acme/registry' && authorization.endsWith('canary1')
        ? json({ message: 'Bad credentials' }, 401)
        : undefined;
    const { github, seen } = githubWith([revoked, repository(ok)]);
    expect(await read(github)).toBe('acme/registry');
    expect(tokenCalls(seen)).toHaveLength(2);
    const { github: dead } = githubWith([repository(() => json({ message: 'Bad credentials' }, 401))]);
    expect(await errorOf(read(dead))).toMatchObject({ code: 'Unauthorized', source: 'github', retryable: false });
  });

  test('W7: with the repository’s id a token is asked for by id; a known installation is not looked up', async () => {
    const { github, seen } = githubWith([repository(ok)], {
      installationId: 9,
      repository: { owner: 'acme', name: 'registry', id: 4711 },
    });
    await read(github);
    expect(seen[0]).toMatchObject({ path: '/app/installations/9/access_tokens', body: { repository_ids: [4711] } });
    expect(seen).toHaveLength(2);
  });

  test.each([
    [{ id: 1, app_id: 6, suspended_at: null }, 'ForeignInstallation'],
    [{ id: 1, app_id: 5, suspended_at: '2026-01-01T00:00:00Z' }, 'InstallationSuspended'],
  ])('W8: installation %j is refused', async (installation, code) => {
    const { github, seen } = githubWith([
      ({ path }) => (path.endsWith('/installation') ? json(installation) : undefined),
    ]);
    expect(await errorOf(read(github))).toMatchObject({ code, retryable: false });
    expect(tokenCalls(seen)).toEqual([]);
  });

  test('a failed token request is not kept', async () => {
    let down = true;
    const flaky: Handler = ({ path }) =>
      down && path.endsWith('/access_tokens') ? json({ message: 'down' }, 503) : undefined;
    const { github } = githubWith([flaky, repository(ok)]);
    expect(await errorOf(read(github))).toMatchObject({ code: 'Unavailable', retryable: true });
    down = false;
    expect(await read(github)).toBe('acme/registry');
  });
});

describe('credentials stay on one host', () => {
  const redirect = (location: string) => () => new Response(null, { status: 301, headers: { location } });

  test('S5: a redirect to another host is refused before anything is sent there, and not retried', async () => {
    const { github, seen } = githubWith([repository(redirect('https://evil.example/repos/acme/registry'))]);
    expect(await errorOf(read(github))).toMatchObject({
      code: 'RedirectRefused',
      retryable: false,
      message: 'GitHub sent us to another host, evil.example; the request was not sent.',
    });
    expect(repositoryCalls(seen)).toHaveLength(1);
  });

  test('W7: a renamed repository is followed on the same host', async () => {
    const renamed: Handler = ({ path }) =>
      path === '/repositories/4711' ? json({ full_name: 'acme/renamed' }) : undefined;
    const { github, seen } = githubWith([
      repository(redirect('https://ghe.example/api/v3/repositories/4711')),
      renamed,
    ]);
    expect(await read(github)).toBe('acme/renamed');
    expect(seen.at(-1)?.authorization).toBe('token ghs_canary1');
  });

  test('a circle of redirects ends', async () => {
    const { github } = githubWith([repository(redirect('/api/v3/repos/acme/registry'))]);
    expect(await errorOf(read(github))).toMatchObject({ code: 'RedirectRefused' });
  });
});

describe('failures', () => {
  const failing = (status: number, headers: Readonly<Record<string, string>> = {}, message = 'no') =>
    repository(() => json({ message }, status, headers));

  test.each([
    [404, {}, { code: 'NotFound', retryable: false }, 1],
    [403, {}, { code: 'Forbidden', retryable: false }, 1],
    [422, {}, { code: 'Invalid', retryable: false }, 1],
    [418, {}, { code: 'Status418', retryable: false }, 3],
    [500, {}, { code: 'Unavailable', retryable: true }, 3],
    [502, {}, { code: 'Unavailable', retryable: true }, 3],
    [429, { 'retry-after': '1' }, { code: 'RateLimited', retryable: true, retryAfterMs: 1_000 }, 3],
    [403, { 'retry-after': '7' }, { code: 'RateLimited', retryable: true, retryAfterMs: 7_000 }, 3],
    [403, { 'retry-after': '3600' }, { code: 'RateLimited', retryable: true, retryAfterMs: 3_600_000 }, 1],
    [
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Date.UTC(2026, 0, 5, 10, 30) / 1000) },
      { code: 'RateLimited', retryable: true, retryAfterMs: 1_800_000 },
      1,
    ],
  ])('C8: status %i %j is %j after %i tries', async (status, headers, expected, tries) => {
    const { github, seen } = githubWith([failing(status, headers)]);
    expect(await errorOf(read(github))).toMatchObject({ source: 'github', ...expected });
    expect(repositoryCalls(seen)).toHaveLength(tries);
  });

  test.each([
    [502, {}, [1_000, 4_000]],
    [429, { 'retry-after': '20' }, [20_000, 20_000]],
    [403, { 'retry-after': '21' }, []],
    [404, {}, []],
  ])('C8: between the tries after status %i %j it waits for %j', async (status, headers, expected) => {
    const waits: number[] = [];
    const pause = async (ms: number) => void waits.push(ms);
    const { github } = githubWith([failing(status, headers)], { pause, retryDelayMs: 1_000 });
    await errorOf(read(github));
    expect(waits).toEqual(expected);
  });

  test('C8: a call that allows no retries waits for rate limits only', async () => {
    const once = (github: Github) =>
      github.call('read it', ({ rest }) => rest.repos.get({ ...github.repo, request: { retries: 0 } }));
    const down = githubWith([failing(502)]);
    await errorOf(once(down.github));
    expect(repositoryCalls(down.seen)).toHaveLength(1);
    const limited = githubWith([failing(429, { 'retry-after': '1' })]);
    await errorOf(once(limited.github));
    expect(repositoryCalls(limited.seen)).toHaveLength(3);
  });

  test('C8: a secondary limit without a header waits a minute', async () => {
    const { github } = githubWith([failing(403, {}, 'You have exceeded a secondary rate limit.')]);
    expect(await errorOf(read(github))).toMatchObject({ code: 'RateLimited', retryAfterMs: 60_000 });
  });

  test('a short outage is not noticed', async () => {
    const { github, seen } = githubWith([repository(() => json({ message: 'down' }, 502), ok)]);
    expect(await read(github)).toBe('acme/registry');
    expect(repositoryCalls(seen)).toHaveLength(2);
  });

  test('a network failure and a timeout are retryable', async () => {
    const broken = githubWith([], { installationId: 1, fetch: () => Promise.reject(new TypeError('fetch failed')) });
    expect(await errorOf(read(broken.github))).toMatchObject({ code: 'Unavailable', retryable: true });
    const hanging = githubWith([], {
      requestTimeoutMs: 5,
      fetch: (_url, init) =>
        new Promise((_resolve, reject) => init.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
    });
    expect(await errorOf(read(hanging.github))).toMatchObject({ code: 'Unavailable', retryable: true });
  });

  test('S1, S2: neither token, key nor third-party text with one gets into an error', async () => {
    const leaking = failing(
      422,
      {},
      `invalid: Authorization: token ghs_canary1 and AKIAIOSFODNN7EXAMPLE ${PRIVATE_KEY}`,
    );
    const { github } = githubWith([leaking]);
    const shown = inspect(await errorOf(read(github)), { depth: 10, showHidden: true });
    expect(shown).toContain('Could not read the repository: invalid:');
    for (const secret of ['ghs_canary1', 'AKIAIOSFODNN7EXAMPLE', PRIVATE_KEY.slice(40, 90)])
      expect(shown).not.toContain(secret);
  });

  test('a private key that is none is an error of ours, without its text', async () => {
    const { github } = githubWith([], {
      privateKey: '-----BEGIN PRIVATE KEY-----\ncanary-key\n-----END PRIVATE KEY-----\n',
    });
    const error = await errorOf(read(github));
    expect(error).toMatchObject({ source: 'holdfast', retryable: false });
    expect(inspect(error, { depth: 10 })).not.toContain('canary-key');
  });
});
