import { HoldfastError } from '../diagnostics/error.ts';
import type { Approval, MergedPull, PullReader, PullRequestState, Review } from '../source/port.ts';
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
  readonly created_at?: string;
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
    approvalOf: (sha) => approvalOf(github, sha),
    mergedPullOf: (sha) => mergedPullOf(github, sha),
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
 * A commit can be in several merged pull requests; the one whose merge it is comes first.
 * https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit
 */
async function mergedPullOf(github: Github, sha: string): Promise<MergedPull | undefined> {
  const { repo } = github;
  const { data: pulls } = await github.call(`find the pull request of ${sha}`, ({ rest }) =>
    rest.repos.listPullRequestsAssociatedWithCommit({ ...repo, commit_sha: sha, per_page: 100 }),
  );
  const merged = pulls.filter((pull) => pull.merged_at !== null);
  const found = merged.find((pull) => pull.merge_commit_sha === sha) ?? merged[0];
  return found && { number: found.number, headSha: found.head.sha };
}

/** The merged pull request of a commit and its reviews. */
async function approvalOf(github: Github, sha: string): Promise<Approval> {
  const { repo } = github;
  const found = await mergedPullOf(github, sha);
  if (found === undefined) return { source: 'push' };
  const { number } = found;
  const { data: pull } = await github.call(`read pull request ${number}`, ({ rest }) =>
    rest.pulls.get({ ...repo, pull_number: number }),
  );
  const reviews = await github.call(`list the reviews of pull request ${number}`, ({ paginate, rest }) =>
    paginate(rest.pulls.listReviews, { ...repo, pull_number: number, per_page: 100 }),
  );
  return {
    source: 'pull-request',
    number,
    author: pull.user.login,
    headSha: pull.head.sha,
    mergedBy: pull.merged_by?.login ?? 'unknown',
    reviews: approving(reviews),
  };
}

/** The fields of GitHub's review that are read. */
interface GithubReview {
  readonly state: string;
  readonly commit_id: string | null;
  readonly user: { readonly login: string } | null;
}

/** The last verdict of each reviewer, in the order of time, where that approves; a comment is no verdict. */
function approving(reviews: readonly GithubReview[]): readonly Review[] {
  const last = new Map<string, GithubReview>();
  for (const review of reviews) {
    if (review.state !== 'COMMENTED' && review.user !== null) last.set(review.user.login, review);
  }
  return [...last].flatMap(([login, { state, commit_id: sha }]) =>
    state === 'APPROVED' ? [{ login, sha: sha ?? 'unknown' }] : [],
  );
}

/**
 * A head whose repository is gone (`null`) was a fork's: deleting one's own repository closes its pull requests. An author whose account is
 * gone is nobody. Until it is merged, a pull request has a merge commit that only tries it out.
 */
function stateOf(pull: GithubPull): PullRequestState {
  const { number, state, head, base, user, labels, created_at, merged_at, merge_commit_sha } = pull;
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
    ...(created_at !== undefined && { openedAt: Date.parse(created_at) }),
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
