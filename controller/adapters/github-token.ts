import { HoldfastError } from '../diagnostics/error.ts';
import type { Clock } from '../lib/clock.ts';

/** What a token may do: GitHub's word for each kind of thing. */
export type GithubPermissions = Readonly<Record<string, 'read' | 'write'>>;

/**
 * All that Holdfast asks of GitHub (S7), but for {@link PROPOSAL_PERMISSIONS}. The App needs no more and is given no more; its manifest and its
 * documentation are made from these lists.
 */
export const GITHUB_APP_PERMISSIONS = {
  checks: 'write',
  contents: 'read',
  metadata: 'read',
  pull_requests: 'write',
} as const;

/** What a proposed change takes: a branch with a commit, and a pull request. Only the tokens of the proposer have it (S7). */
export const PROPOSAL_PERMISSIONS = { contents: 'write', metadata: 'read', pull_requests: 'write' } as const;

/** The registry repository. With its `id` a token is asked for by id, which survives renaming (W7). */
export interface GithubRepository {
  readonly owner: string;
  readonly name: string;
  readonly id?: number;
}

/** A token is renewed this long before GitHub ends it, so that none expires between being taken and being used. */
const RENEW_MS = 5 * 60_000;

/** The two calls that are made as the App itself. */
export interface AppCalls {
  findInstallation(repository: GithubRepository): Promise<{
    readonly id: number;
    readonly appId: number;
    readonly suspended: boolean;
  }>;
  createToken(request: {
    readonly installationId: number;
    readonly repository: GithubRepository;
    readonly permissions: GithubPermissions;
  }): Promise<{ readonly token: string; readonly expiresAt: string }>;
}

/** The installation's token: one at a time, for one repository. */
export interface TokenSource {
  current(): Promise<string>;
  /** GitHub refused this token: the next `current` asks for another. */
  forget(token: string): void;
}

/** Which installation, and the time. */
export interface TokenOptions {
  readonly appId: number;
  readonly installationId: number | undefined;
  readonly repository: GithubRepository;
  readonly clock: Clock;
  /** What its tokens may do; {@link GITHUB_APP_PERMISSIONS} where it is left out. */
  readonly permissions?: GithubPermissions;
}

/**
 * Tokens of one installation, narrowed to one repository and to the permissions asked for (S7), cached until shortly before
 * they end. The cache is this closure, so tokens of two installations, Apps or hosts can never meet. Callers at the same
 * time share one request; a failed one is not kept.
 */
export function createTokenSource(calls: AppCalls, options: TokenOptions): TokenSource {
  let held: HeldToken | undefined;
  let pending: Promise<HeldToken> | undefined;

  const renew = (): Promise<HeldToken> => {
    pending ??= createToken(calls, options)
      .then((token) => {
        held = token;
        return token;
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  };
  return {
    current: async () => {
      if (held !== undefined && options.clock.now() < held.endsAt - RENEW_MS) return held.token;
      return (await renew()).token;
    },
    forget: (token) => {
      if (held?.token === token) held = undefined;
    },
  };
}

interface HeldToken {
  readonly token: string;
  /** Epoch milliseconds. */
  readonly endsAt: number;
}

async function createToken(calls: AppCalls, options: TokenOptions): Promise<HeldToken> {
  const { repository, installationId = await findInstallation(calls, options) } = options;
  const { permissions = GITHUB_APP_PERMISSIONS } = options;
  const { token, expiresAt } = await calls.createToken({ installationId, repository, permissions });
  return { token, endsAt: Date.parse(expiresAt) };
}

/** Refuses the installation of another App (W8) and one that its owner suspended. */
async function findInstallation(calls: AppCalls, { appId, repository }: TokenOptions): Promise<number> {
  const installation = await calls.findInstallation(repository);
  const name = `${repository.owner}/${repository.name}`;
  if (installation.appId !== appId)
    throw unusable('ForeignInstallation', `${name} is installed for another GitHub App.`);
  if (installation.suspended) throw unusable('InstallationSuspended', `The GitHub App is suspended on ${name}.`);
  return installation.id;
}

function unusable(code: string, message: string): HoldfastError {
  return new HoldfastError(message, { code, source: 'github', retryable: false });
}
