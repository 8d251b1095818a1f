import { type Api, ApiError, child, children, isJson, type Json, must, text } from './api.ts';

/** What GitHub takes as a reaction (https://docs.github.com/en/rest/reactions/reactions#create-reaction-for-an-issue-comment). */
const contents = new Set(['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes']);

/** Reactions to comments, of which the emulator knows none. */
export class Reactions {
  readonly #made = new Map<string, Json[]>();
  #ids = 0;

  clear(): void {
    this.#made.clear();
  }

  /** The reactions to a comment, in order. */
  list(repo: string, comment: string): readonly Json[] {
    return this.#made.get(`${repo}#${comment}`) ?? [];
  }

  /** Adds a reaction; one that is there already is given back with 200. Throws `ApiError` 422 for what is none. */
  add(repo: string, comment: string, content: unknown): { readonly status: 200 | 201; readonly body: Json } {
    if (typeof content !== 'string' || !contents.has(content)) throw new ApiError(422, 'Validation Failed');
    const there = this.list(repo, comment);
    const same = there.find((reaction) => reaction.content === content);
    if (same) return { status: 200, body: same };
    this.#ids += 1;
    const body = { id: this.#ids, content, created_at: new Date().toISOString() };
    this.#made.set(`${repo}#${comment}`, [...there, body]);
    return { status: 201, body };
  }
}

/** The payload of an event about an issue, with what GitHub says of issues that are pull requests. */
export async function withPullRequest(repo: string, payload: Json, api: Api): Promise<Json> {
  const issue = child(payload, 'issue');
  const pull = await pullOf(repo, issue, api);
  if (pull === undefined) return payload;
  const { url, html_url, diff_url, patch_url, merged_at = null } = pull;
  return { ...payload, issue: { ...issue, pull_request: { url, html_url, diff_url, patch_url, merged_at } } };
}

/** The pull request that an issue is; `undefined` for an issue that is none. */
export async function pullOf(repo: string, issue: Json, api: Api): Promise<Json | undefined> {
  const { status, body } = await api('GET', `/repos/${repo}/pulls/${issue.number}`);
  return status < 300 && isJson(body) ? body : undefined;
}

/** The names of the labels of an issue or pull request. */
export async function labelsOf(repo: string, number: unknown, api: Api): Promise<readonly Json[]> {
  const body = await must(api, 'GET', `/repos/${repo}/issues/${number}/labels?per_page=100`);
  return children({ labels: body }, 'labels').map((label) => ({ ...label, name: text(label, 'name') }));
}
