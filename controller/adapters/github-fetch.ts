import { HoldfastError } from '../diagnostics/error.ts';

/** GitHub answers a renamed repository with one redirect; more would be a loop. */
const MAX_REDIRECTS = 3;

/** What Octokit calls to reach the network. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * A fetch that talks to one host only (S5): a redirect to another origin is refused before credentials go there, one on
 * the same host (a renamed repository) is followed. Each attempt ends after `timeoutMs`.
 */
export function boundFetch(baseUrl: string, timeoutMs: number, fetch: Fetch = globalThis.fetch): Fetch {
  const { origin } = new URL(baseUrl);
  const get = async (url: string, init: RequestInit, redirects: number): Promise<Response> => {
    if (new URL(url).origin !== origin) throw refused(`GitHub sent us to another host, ${new URL(url).host}`);
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    if (redirects === MAX_REDIRECTS) throw refused('GitHub redirects in a circle');
    return get(new URL(location, url).href, init, redirects + 1);
  };
  return (url, init) => get(url, init, 0);
}

function refused(message: string): HoldfastError {
  return new HoldfastError(`${message}; the request was not sent.`, {
    code: 'RedirectRefused',
    source: 'github',
    retryable: false,
  });
}
