import { HoldfastError } from '../diagnostics/error.ts';
import type { PullReader, PullRequestState } from '../source/port.ts';
import type { Github } from './github-client.ts';

/** Permission words that include pushing. `maintain` and custom roles come as the one of these that they include. */
const WRITING: ReadonlySet<string> = new Set(['admin', 'write']);

/** The fields of GitHub's pull request that are read. */
interface GithubPull {
  readonly number: number;
  readonly state: string;
  readonly head: { readonly sha: string; readonly repo: { readonly id: number } | null };
  readonly base: { readonly ref: string; readonly repo: { readonly id: number } };
  readonly user: { readonly login: string } | null;
  readonly labels?: readonly { readonly name: string }[];
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
}

/**
 * Reads pull requests and people's rights, each time anew (W13). Needs `pull_requests: read` and `metadata: read`.
 */
export function createPullReader(github: Github): PullReader {
  return {
    readPull: (number) => readPull(github, number),
    openPullsAt: async (headSha) => (await openPulls(github)).filter((pull) => pull.headSha === headSha),
    openPullsFor: (branch) => openPulls(github, branch),
    canWrite: (login) => canWrite(github, login),
  };
}

async function readPull(github: Github, number: number): Promise<PullRequestState | undefined> {
  const answer = await undefinedIfNotFound(() =>
    github.call(`read pull request ${number}`, ({ rest }) => rest.pulls.get({ ...github.repo, pull_number: number })),
  );
  return answer === undefined ? undefined : stateOf(answer.data);
}

async function openPulls(github: Github, base?: string): Promise<readonly PullRequestState[]> {
  const query = { state: 'open', per_page: 100, ...(base !== undefined && { base }) } as const;
  const pulls = await github.call('list the open pull requests', ({ paginate, rest }) =>
    paginate(rest.pulls.list, { ...github.repo, ...query }),
  );
  return pulls.map(stateOf);
}

/** The base permission (https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user). */
async function canWrite(github: Github, login: string): Promise<boolean> {
  const answer = await undefinedIfNotFound(() =>
    github.call(`read the permission of ${login}`, ({ rest }) =>
      rest.repos.getCollaboratorPermissionLevel({ ...github.repo, username: login }),
    ),
  );
  return answer !== undefined && WRITING.has(answer.data.permission);
}

/**
 * A head whose repository is gone (`null`) was a fork's: deleting one's own repository closes its pull requests. An author whose account is
 * gone is nobody. Until it is merged, a pull request has a merge commit that only tries it out.
 */
function stateOf(pull: GithubPull): PullRequestState {
  const { number, state, head, base, user, labels, merged_at, merge_commit_sha } = pull;
  const isMerged = typeof merged_at === 'string' && typeof merge_commit_sha === 'string';
  return {
    number,
    headSha: head.sha,
    baseRef: base.ref,
    open: state === 'open',
    fork: head.repo?.id !== base.repo.id,
    author: user?.login ?? '',
    labels: (labels ?? []).map(({ name }) => name),
    ...(isMerged && { mergeSha: merge_commit_sha }),
  };
}

async function undefinedIfNotFound<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'NotFound') return undefined;
    throw error;
  }
}
