import { type Api, ApiError, child, children, isJson, type Json, must, text } from './api.ts';
import { labelsOf } from './comments.ts';
import { mergeCommit } from './merge.ts';

/** What became of a pull request that is no longer open; the emulator knows none of it. */
type Closed = {
  readonly headSha: string;
  readonly mergeSha: string | undefined;
  readonly mergedBy: Json | undefined;
  readonly at: string;
};

/**
 * Pull requests as GitHub has them. In the emulator a pull request keeps the head that it had when it was opened, and a
 * merge puts the head's whole tree on the base branch, which takes back what was merged before it.
 */
export class PullRequests {
  readonly #api: Api;
  readonly #closed = new Map<string, Closed>();

  /** `api` is called with an administrator's authorization. */
  constructor(api: Api) {
    this.#api = api;
  }

  clear(): void {
    this.#closed.clear();
  }

  /** The pull request, with the head of its branch now, or, when it is closed, the head and the merge it ended with. */
  async complete(repo: string, pull: Json): Promise<Json> {
    const labels = await labelsOf(repo, pull.number, this.#api);
    const closed = this.#closed.get(`${repo}#${pull.number}`);
    if (!closed) return { ...withHead(pull, await this.#headSha(repo, pull)), labels };
    const merged = closed.mergeSha
      ? {
          merged: true,
          merged_at: closed.at,
          merge_commit_sha: closed.mergeSha,
          merged_by: closed.mergedBy ?? null,
          mergeable: null,
        }
      : {};
    return { ...withHead(pull, closed.headSha), ...merged, labels };
  }

  /** Open pull requests whose head is this branch. */
  async openFrom(repo: string, branch: string): Promise<readonly Json[]> {
    const pulls = await must(this.#api, 'GET', `/repos/${repo}/pulls?state=open&per_page=100`);
    const from = (Array.isArray(pulls) ? pulls.filter(isJson) : []).filter(
      (pull) => text(child(pull, 'head'), 'ref') === branch,
    );
    return Promise.all(from.map((pull) => this.complete(repo, pull)));
  }

  /** The pull requests whose merge a commit is, or whose head it is. */
  async ofCommit(repo: string, sha: string): Promise<readonly Json[]> {
    const listed = await must(this.#api, 'GET', `/repos/${repo}/pulls?state=all&per_page=100`);
    const all = (Array.isArray(listed) ? listed.filter(isJson) : []).map((pull) => this.complete(repo, pull));
    return (await Promise.all(all)).filter((pull) => pull.merge_commit_sha === sha || child(pull, 'head').sha === sha);
  }

  /** Fixes the head of a pull request that has just been closed: what is pushed to its branch later is not part of it. */
  async close(repo: string, pull: Json): Promise<void> {
    const key = `${repo}#${pull.number}`;
    if (this.#closed.has(key)) return;
    const headSha = await this.#headSha(repo, pull);
    this.#closed.set(key, { headSha, mergeSha: undefined, mergedBy: undefined, at: new Date().toISOString() });
  }

  /** Forgets how a pull request was closed, because it was opened again. */
  reopen(repo: string, pull: Json): void {
    this.#closed.delete(`${repo}#${pull.number}`);
  }

  /** What `PUT /pulls/{number}/merge` does, with the caller's authorization. Throws `ApiError` 405 or 409 as GitHub does. */
  async merge(as: Api, repo: string, number: number, expectedSha: unknown): Promise<Json> {
    const pull = await this.#get(as, repo, number);
    const headSha = text(child(pull, 'head'), 'sha');
    if (pull.state !== 'open' || pull.draft === true) throw new ApiError(405, 'Pull Request is not mergeable');
    if (typeof expectedSha === 'string' && expectedSha !== headSha) {
      throw new ApiError(409, 'Head branch was modified. Review and try the merge again.');
    }
    const base = text(child(pull, 'base'), 'ref');
    const head = text(child(pull, 'head'), 'ref');
    const sha = await mergeCommit(as, {
      repo,
      base,
      baseSha: await branchSha(this.#api, repo, base),
      headSha,
      message: `Merge pull request #${number} from ${repo.split('/')[0]}/${head}\n\n${text(pull, 'title')}`,
    });
    const mergedBy = await whoIs(as);
    this.#closed.set(`${repo}#${number}`, { headSha, mergeSha: sha, mergedBy, at: new Date().toISOString() });
    await must(as, 'PATCH', `/repos/${repo}/pulls/${number}`, { state: 'closed' });
    return { sha, merged: true, message: 'Pull Request successfully merged' };
  }

  /** The files that the pull request changes, which the emulator does not work out. */
  async files(as: Api, repo: string, number: number): Promise<readonly Json[]> {
    const pull = await this.#get(as, repo, number);
    const range = `${text(child(pull, 'base'), 'sha')}...${text(child(pull, 'head'), 'sha')}`;
    return children(await must(as, 'GET', `/repos/${repo}/compare/${range}`), 'files');
  }

  async #get(as: Api, repo: string, number: number): Promise<Json> {
    const pull = await must(as, 'GET', `/repos/${repo}/pulls/${number}`);
    return this.complete(repo, isJson(pull) ? pull : {});
  }

  async #headSha(repo: string, pull: Json): Promise<string> {
    const head = child(pull, 'head');
    // A branch that is gone leaves the pull request with the last head known of it.
    return branchSha(this.#api, repo, text(head, 'ref')).catch(() => text(head, 'sha'));
  }
}

/** The user that calls; an App is none. */
async function whoIs(as: Api): Promise<Json | undefined> {
  const { status, body } = await as('GET', '/user');
  return status === 200 && isJson(body) ? body : undefined;
}

/** The commit that a branch points to. Throws `ApiError` 404 when there is no such branch. */
export async function branchSha(api: Api, repo: string, branch: string): Promise<string> {
  return text(child(await must(api, 'GET', `/repos/${repo}/git/ref/heads/${branch}`), 'object'), 'sha');
}

function withHead(pull: Json, sha: string): Json {
  return { ...pull, head: { ...child(pull, 'head'), sha } };
}
