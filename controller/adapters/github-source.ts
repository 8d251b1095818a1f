import { hash } from 'node:crypto';
import { HoldfastError } from '../diagnostics/error.ts';
import type { Ancestry, BranchReader, Tree, TreeReader } from '../source/port.ts';
import type { Github } from './github-client.ts';

/** A whole git object id: SHA-1, or SHA-256 in newer repositories. Anything shorter could be a branch or an abbreviation (V5). */
const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Reads commits of the registry repository by their ids. Needs `contents: read`. */
export function createSource(github: Github): TreeReader & BranchReader {
  return {
    readTree: (sha) => readTree(github, sha),
    readBlob: (sha) => readBlob(github, sha),
    headOf: (branch) => headOf(github, branch),
    compare: (base, head) => compare(github, base, head),
    mergeBase: (a, b) => mergeBase(github, a, b),
    authorsBetween: (base, head) => authorsBetween(github, base, head),
    pushedAt: (sha) => pushedAt(github, sha),
    mergesBetween: (base, head) => mergesBetween(github, base, head),
  };
}

async function readTree(github: Github, sha: string): Promise<Tree> {
  requireId(sha);
  const { data } = await notFoundAs('CommitNotFound', `There is no commit ${sha} in the registry.`, () =>
    github.call(`read the files of ${sha}`, ({ rest }) =>
      rest.git.getTree({ ...github.repo, tree_sha: sha, recursive: '1' }),
    ),
  );
  const entries = data.tree.map(({ path, mode, sha: id, size }) => ({
    path,
    mode,
    sha: id ?? '',
    ...(size !== undefined && { size }),
  }));
  return { entries, truncated: data.truncated };
}

/** The bytes are checked against their id, so that a damaged answer never gets into the cache that the id is the key of. */
async function readBlob(github: Github, sha: string): Promise<Uint8Array> {
  requireId(sha);
  const { data } = await notFoundAs('BlobNotFound', `There is no file content ${sha} in the registry.`, () =>
    github.call(`read the file content ${sha}`, ({ rest }) => rest.git.getBlob({ ...github.repo, file_sha: sha })),
  );
  const bytes = Buffer.from(data.content, data.encoding === 'base64' ? 'base64' : 'utf8');
  if (blobId(bytes, sha) === sha) return bytes;
  throw new HoldfastError(`GitHub's answer for the file content ${sha} has another id.`, {
    code: 'BlobDamaged',
    source: 'github',
    retryable: true,
  });
}

async function headOf(github: Github, branch: string): Promise<string> {
  const { data } = await notFoundAs('BranchNotFound', `There is no branch ${branch} in the registry.`, () =>
    github.call(`read the branch ${branch}`, ({ rest }) => rest.git.getRef({ ...github.repo, ref: `heads/${branch}` })),
  );
  return data.object.sha;
}

/**
 * Ancestry by GitHub's compare (V1). Its second page carries the status without the files and their patches, which stand on
 * the first (https://docs.github.com/en/rest/commits/commits#compare-two-commits). Histories without a common commit are diverged.
 */
async function compare(github: Github, base: string, head: string): Promise<Ancestry> {
  return (await comparison(github, base, head))?.status ?? 'diverged';
}

async function mergeBase(github: Github, a: string, b: string): Promise<string | undefined> {
  return (await comparison(github, a, b))?.merge_base_commit.sha;
}

/**
 * The newest movement of any branch to this commit within a day, among the last 100 of the repository
 * (https://docs.github.com/en/rest/repos/repos#list-repository-activities). An older Enterprise Server does not tell.
 */
async function pushedAt(github: Github, sha: string): Promise<number | undefined> {
  requireId(sha);
  try {
    const { data } = await github.call(`find when ${sha} was pushed`, ({ rest }) =>
      rest.repos.listActivities({ ...github.repo, time_period: 'day', per_page: 100 }),
    );
    const moved = data.find(({ after }) => after === sha);
    return moved && Date.parse(moved.timestamp);
  } catch (error) {
    if (error instanceof HoldfastError && (error.code === 'NotFound' || error.code === 'Forbidden')) return undefined;
    throw error;
  }
}

/** GitHub's compare lists the commits, a page of 100 at a time (https://docs.github.com/en/rest/commits/commits#compare-two-commits). */
async function authorsBetween(github: Github, base: string, head: string): Promise<readonly string[]> {
  for (const id of [base, head]) requireId(id);
  const basehead = `${base}...${head}`;
  const authors = await notFoundAs('CommitNotFound', `There is no commit ${base} or ${head} in the registry.`, () =>
    github.call(`list the commits of ${basehead}`, async ({ rest }) => {
      const found = new Set<string>();
      for (let page = 1; ; page += 1) {
        const { data } = await rest.repos.compareCommitsWithBasehead({ ...github.repo, basehead, per_page: 100, page });
        const own = data.commits.filter(({ parents }) => parents.length < 2);
        for (const { author } of own) if (typeof author?.login === 'string') found.add(author.login);
        if (data.commits.length < 100) return [...found];
      }
    }),
  );
  return authors;
}

/** One page of GitHub's compare, which holds at most 100 commits, the oldest first. */
async function mergesBetween(github: Github, base: string, head: string): Promise<readonly string[]> {
  for (const id of [base, head]) requireId(id);
  const basehead = `${base}...${head}`;
  const { data } = await notFoundAs('CommitNotFound', `There is no commit ${base} or ${head} in the registry.`, () =>
    github.call(`list the merges of ${basehead}`, ({ rest }) =>
      rest.repos.compareCommitsWithBasehead({ ...github.repo, basehead, per_page: 100, page: 1 }),
    ),
  );
  const parents = new Map(data.commits.map(({ sha, parents: [first] }) => [sha, first?.sha]));
  const merges: string[] = [];
  for (let at: string | undefined = head; at !== base; at = parents.get(at)) {
    if (at === undefined || !parents.has(at)) return [];
    merges.push(at);
  }
  return merges;
}

/** What GitHub says of two commits; `undefined` where they have no history in common. */
async function comparison(github: Github, base: string, head: string) {
  for (const id of [base, head]) requireId(id);
  const basehead = `${base}...${head}`;
  try {
    const { data } = await github.call(`compare ${base} with ${head}`, ({ rest }) =>
      rest.repos.compareCommitsWithBasehead({ ...github.repo, basehead, per_page: 1, page: 2 }),
    );
    return data;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    if (await unrelated(github, base, head)) return undefined;
    throw commitNotFound(`${base} or ${head}`);
  }
}

/** GitHub says "not found" of histories without a common commit, too: they are there when both commits are. */
async function unrelated(github: Github, base: string, head: string): Promise<boolean> {
  const reads = [base, head].map((sha) =>
    github.call(`read the commit ${sha}`, ({ rest }) => rest.git.getCommit({ ...github.repo, commit_sha: sha })),
  );
  try {
    await Promise.all(reads);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

function requireId(sha: string): void {
  if (!OBJECT_ID.test(sha)) throw commitNotFound(sha);
}

function commitNotFound(what: string): HoldfastError {
  return new HoldfastError(`There is no commit ${what} in the registry.`, {
    code: 'CommitNotFound',
    source: 'github',
    retryable: false,
  });
}

async function notFoundAs<T>(code: string, message: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new HoldfastError(message, { code, source: 'github', retryable: false, cause: error });
  }
}

/** 404, and 422 and 409 by which GitHub says that an id or an empty repository has no such object. */
function isNotFound(error: unknown): boolean {
  return error instanceof HoldfastError && ['NotFound', 'Invalid', 'Conflict'].includes(error.code);
}

function blobId(bytes: Uint8Array, like: string): string {
  const header = Buffer.from(`blob ${bytes.byteLength}\0`);
  return hash(like.length === 64 ? 'sha256' : 'sha1', Buffer.concat([header, bytes]), 'hex');
}
