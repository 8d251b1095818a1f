import { generateKeyPairSync } from 'node:crypto';
import { createGithub, type Github, type GithubOptions } from '../../../controller/adapters/github-client.ts';
import type { FakeClock } from '../../fakes/clock.ts';
import { createFakeClock } from '../../fakes/clock.ts';

/** One request that reached "GitHub". */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: unknown;
}

/** Answers a request, or passes (`undefined`) to the next. */
export type Handler = (request: Seen) => Response | undefined;

export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const PRIVATE_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A client whose network is a list of handlers; token calls are answered unless a handler does. Time stands still, retries do not pause. */
export function githubWith(
  handlers: readonly Handler[],
  options: Partial<GithubOptions> = {},
): { readonly github: Github; readonly seen: Seen[]; readonly clock: FakeClock } {
  const clock = createFakeClock();
  const seen: Seen[] = [];
  let tokens = 0;
  const tokenCalls: Handler = ({ path }) => {
    if (path.endsWith('/installation')) return json({ id: 77, app_id: 5, suspended_at: null });
    if (!path.endsWith('/access_tokens')) return undefined;
    tokens += 1;
    return json({ token: `ghs_canary${tokens}`, expires_at: new Date(clock.now() + 3_600_000).toISOString() }, 201);
  };
  const github = createGithub({
    appId: 5,
    privateKey: PRIVATE_KEY,
    baseUrl: 'https://ghe.example/api/v3',
    repository: { owner: 'acme', name: 'registry' },
    retryDelayMs: 0,
    pause: () => Promise.resolve(),
    clock,
    fetch: async (url, init) => {
      const { pathname, search } = new URL(url);
      const headers = new Headers(init.headers);
      const request = {
        method: init.method ?? 'GET',
        path: decodeURIComponent(pathname.replace('/api/v3', '')) + search,
        authorization: headers.get('authorization') ?? '',
        body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      };
      seen.push(request);
      for (const handler of [...handlers, tokenCalls]) {
        const answer = handler(request);
        if (answer !== undefined) return answer;
      }
      return json({ message: 'Not Found' }, 404);
    },
    ...options,
  });
  return { github, seen, clock };
}
