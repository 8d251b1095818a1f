import type { Delivery, LocalGithub } from './github.ts';

/** A repository and a client that may write to it. */
export type WritableRepository = Pick<LocalGithub, 'owner' | 'repo' | 'octokit'>;

/** Content by path; null removes the file. */
export type Files = Readonly<Record<string, string | null>>;

/**
 * Commits files on a branch in one commit, as `git push` would; a branch that does not exist starts at `main`.
 * Webhooks follow as from GitHub: `push`, and `pull_request.synchronize` for open pull requests of the branch.
 * Gives the sha of the commit.
 */
export async function pushFiles(
  github: WritableRepository,
  branch: string,
  files: Files,
  message: string,
): Promise<string> {
  const { git } = github.octokit();
  const repository = { owner: github.owner, repo: github.repo };
  const existing = await tip(github, branch);
  const parent = existing ?? (await tip(github, 'main'));
  if (!parent) throw new Error('the repository has no main branch');
  const { data: base } = await git.getCommit({ ...repository, commit_sha: parent });
  const entries = Object.entries(files).map(([path, content]) => {
    const entry = { path, mode: '100644' as const, type: 'blob' as const };
    return content === null ? { ...entry, sha: null } : { ...entry, content };
  });
  const { data: tree } = await git.createTree({ ...repository, base_tree: base.tree.sha, tree: entries });
  const { data: commit } = await git.createCommit({ ...repository, message, tree: tree.sha, parents: [parent] });
  if (existing) await git.updateRef({ ...repository, ref: `heads/${branch}`, sha: commit.sha });
  else await git.createRef({ ...repository, ref: `refs/heads/${branch}`, sha: commit.sha });
  return commit.sha;
}

/** Pushes files to a branch and opens a pull request from it to `main`. Gives its number and head. */
export async function openPullRequest(
  github: WritableRepository,
  branch: string,
  files: Files,
  title: string,
): Promise<{ number: number; headSha: string }> {
  const headSha = await pushFiles(github, branch, files, title);
  const { owner, repo } = github;
  const { data } = await github.octokit().pulls.create({ owner, repo, title, head: branch, base: 'main' });
  return { number: data.number, headSha };
}

/** Merges a pull request into its base branch; gives the merge commit's sha. */
export async function mergePullRequest(github: LocalGithub, number: number): Promise<string> {
  const { owner, repo } = github;
  const { data } = await github.octokit().pulls.merge({ owner, repo, pull_number: number });
  return data.sha;
}

/** Sends the newest delivery (or the one with this id) again, as the "Redeliver" button does: same id, same body. */
export function redeliver(github: LocalGithub, id?: string): Promise<Delivery> {
  return github.deliveries.redeliver(id);
}

/** Sends any event, signed as GitHub signs it, for events that the emulator cannot produce. */
export function sendSignedEvent(github: LocalGithub, event: string, payload: object, id?: string): Promise<Delivery> {
  return github.deliveries.send(event, payload, id);
}

async function tip(github: WritableRepository, branch: string): Promise<string | undefined> {
  const { owner, repo } = github;
  const found = await github.octokit().git.listMatchingRefs({ owner, repo, ref: `heads/${branch}` });
  return found.data.find(({ ref }) => ref === `refs/heads/${branch}`)?.object.sha;
}
