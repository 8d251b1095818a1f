import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { type Clock, SYSTEM_CLOCK } from '../lib/clock.ts';
import { githubError } from './github-errors.ts';
import { boundFetch, type Fetch } from './github-fetch.ts';
import { retryFailures } from './github-retry.ts';
import {
  type AppCalls,
  createTokenSource,
  type GithubPermissions,
  type GithubRepository,
  type TokenSource,
} from './github-token.ts';

/** Who we are on GitHub, and where. */
export interface GithubOptions {
  readonly appId: number;
  /** The App's private key, PEM. */
  readonly privateKey: string;
  /** Looked up by repository when absent. */
  readonly installationId?: number;
  /** `https://api.github.com`, or `https://<host>/api/v3` of an Enterprise Server. */
  readonly baseUrl: string;
  readonly repository: GithubRepository;
  /** What its tokens may do; all that Holdfast needs, but for proposing changes, where it is left out (S7). */
  readonly permissions?: GithubPermissions;
  /** For one attempt; default 10 s. */
  readonly requestTimeoutMs?: number;
  /** Pause before the first retry, which grows with the square of the tries; default 1 s. */
  readonly retryDelayMs?: number;
  /** Longest wait for a rate limit inside a call; a longer one is thrown as `RateLimited`. Default 20 s. */
  readonly maxWaitMs?: number;
  readonly clock?: Clock;
  /** Waits before a retry; default: the platform's timer. */
  readonly pause?: (ms: number) => Promise<void>;
  /** Default: the platform's. */
  readonly fetch?: Fetch;
}

/** A client of one repository, acting as the App's installation on it. */
export interface Github {
  readonly appId: number;
  readonly repo: { readonly owner: string; readonly repo: string };
  readonly retryDelayMs: number;
  /** Makes a call; any error is thrown as a HoldfastError. `operation` completes "could not …". */
  call<T>(operation: string, work: (client: Octokit) => Promise<T>): Promise<T>;
  /** The same as the App itself, for what is the App's own. */
  callAsApp<T>(operation: string, work: (client: Octokit) => Promise<T>): Promise<T>;
}

type OctokitPlugin = Parameters<typeof Octokit.plugin>[number];

const ignore = (): void => undefined;
/** Octokit logs every request's path and failure; our own logger says what matters, without URLs. */
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/**
 * GitHub as one App installation on one repository. Tokens are narrowed and cached (S7), credentials stay on one host (S5),
 * transient failures are retried and rate limits obeyed, and errors carry no secret (S2). Makes no call by itself.
 */
export function createGithub(options: GithubOptions): Github {
  const { appId, repository, installationId, permissions, clock = SYSTEM_CLOCK, retryDelayMs = 1_000 } = options;
  const settings = { ...options, clock, retryDelayMs };
  const app = createClient(settings, [], {
    authStrategy: createAppAuth,
    auth: { appId, privateKey: options.privateKey, log: SILENT },
  });
  const tokens = createTokenSource(appCalls(app, clock), {
    ...{ appId, installationId, repository, clock },
    ...(permissions !== undefined && { permissions }),
  });
  const client = createClient(settings, [authenticateWith(tokens)], {});
  return {
    appId,
    repo: { owner: repository.owner, repo: repository.name },
    retryDelayMs,
    call: (operation, work) => mapped(operation, clock, () => work(client)),
    callAsApp: (operation, work) => mapped(operation, clock, () => work(app)),
  };
}

type Settings = GithubOptions & { readonly clock: Clock; readonly retryDelayMs: number };

function createClient(settings: Settings, plugins: readonly OctokitPlugin[], auth: object): Octokit {
  const { baseUrl, requestTimeoutMs = 10_000, retryDelayMs, maxWaitMs = 20_000, clock, pause } = settings;
  // Hooks run from the last plugin inwards: the retries stand around everything, so that each attempt gets a valid token.
  const Client = Octokit.plugin(...plugins, retryFailures({ retryDelayMs, maxWaitMs, clock, pause }));
  return new Client({
    ...auth,
    baseUrl: baseUrl.replace(/\/+$/, ''),
    userAgent: 'holdfast',
    log: SILENT,
    request: { fetch: boundFetch(baseUrl, requestTimeoutMs, settings.fetch), log: SILENT },
  });
}

/** Puts the installation's token on each request; a refused one (revoked, or not known to all of GitHub yet) is renewed once. */
function authenticateWith(tokens: TokenSource): OctokitPlugin {
  return (octokit) => {
    octokit.hook.wrap('request', async (request, options) => {
      const send = (token: string) => {
        // In place: inner hooks see this object, not what is passed on (https://github.com/gr2m/before-after-hook).
        options.headers.authorization = `token ${token}`;
        return request(options);
      };
      const token = await tokens.current();
      try {
        return await send(token);
      } catch (error) {
        if (!hasStatus(error, 401)) throw error;
        tokens.forget(token);
        return send(await tokens.current());
      }
    });
    return {};
  };
}

function appCalls(app: Octokit, clock: Clock): AppCalls {
  return {
    findInstallation: ({ owner, name }) =>
      mapped(`find the GitHub App on ${owner}/${name}`, clock, async () => {
        const { data } = await app.rest.apps.getRepoInstallation({ owner, repo: name });
        return { id: data.id, appId: data.app_id, suspended: typeof data.suspended_at === 'string' };
      }),
    createToken: ({ installationId, repository: { name, id }, permissions }) =>
      mapped(`get a token for ${name}`, clock, async () => {
        const { data } = await app.rest.apps.createInstallationAccessToken({
          installation_id: installationId,
          ...(id === undefined ? { repositories: [name] } : { repository_ids: [id] }),
          permissions,
        });
        return { token: data.token, expiresAt: data.expires_at };
      }),
  };
}

async function mapped<T>(operation: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw githubError(error, operation, clock.now());
  }
}

function hasStatus(error: unknown, status: number): boolean {
  return error instanceof Error && 'status' in error && error.status === status;
}
