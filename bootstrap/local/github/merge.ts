import { type Api, ApiError, child, children, type Json, must, text } from './api.ts';

export type MergeRequest = {
  readonly repo: string;
  readonly base: string;
  readonly baseSha: string;
  readonly headSha: string;
  readonly message: string;
};

/**
 * Merges a pull request's head into its base branch the way GitHub does: the changes since the merge base are put on top
 * of the branch as it is now, in a commit with two parents. Gives the new commit's sha.
 * Throws `ApiError` 405 when both sides changed a file (https://docs.github.com/en/rest/pulls/pulls#merge-a-pull-request).
 */
export async function mergeCommit(api: Api, request: MergeRequest): Promise<string> {
  const { repo, baseSha, headSha } = request;
  const changed = await changesSinceMergeBase(api, repo, baseSha, headSha);
  const onBase = await changesSinceMergeBase(api, repo, headSha, baseSha);
  const conflicts = [...changed.keys()].filter((path) => onBase.has(path) && onBase.get(path) !== changed.get(path));
  if (conflicts.length > 0) throw new ApiError(405, 'Pull Request is not mergeable');

  const baseCommit = await must(api, 'GET', `/repos/${repo}/git/commits/${baseSha}`);
  const tree = await must(api, 'POST', `/repos/${repo}/git/trees`, {
    base_tree: text(child(baseCommit, 'tree'), 'sha'),
    tree: [...changed].map(([path, sha]) => ({ path, mode: '100644', type: 'blob', sha })),
  });
  const commit = await must(api, 'POST', `/repos/${repo}/git/commits`, {
    message: request.message,
    tree: text(tree, 'sha'),
    parents: [baseSha, headSha],
  });
  const sha = text(commit, 'sha');
  await must(api, 'PATCH', `/repos/${repo}/git/refs/heads/${request.base}`, { sha });
  return sha;
}

/** Blob sha per path that `to` changed since its merge base with `from`; null for a removed file. */
async function changesSinceMergeBase(
  api: Api,
  repo: string,
  from: string,
  to: string,
): Promise<ReadonlyMap<string, string | null>> {
  const compared = await must(api, 'GET', `/repos/${repo}/compare/${from}...${to}`);
  const after = await blobs(api, repo, to);
  const changes = new Map<string, string | null>();
  for (const file of children(compared, 'files'))
    for (const path of pathsOf(file)) changes.set(path, after.get(path) ?? null);
  return changes;
}

function pathsOf(file: Json): readonly string[] {
  return [file.filename, file.previous_filename].filter((path) => typeof path === 'string');
}

async function blobs(api: Api, repo: string, sha: string): Promise<ReadonlyMap<string, string>> {
  const tree = await must(api, 'GET', `/repos/${repo}/git/trees/${sha}?recursive=1`);
  return new Map(children(tree, 'tree').map((entry) => [text(entry, 'path'), text(entry, 'sha')]));
}
