import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Api, type ApiAnswer, ApiError, apiOf, child, isJson, type Json, must, parseJson, text } from './api.ts';
import { annotationList, checkAnnotations, rerequest, withEarlierAnnotations } from './checks.ts';
import { Reactions } from './comments.ts';
import type { Deliveries } from './deliveries.ts';
import { activityOf, hookLog } from './hook-log.ts';
import { PullRequests } from './pull-requests.ts';
import { passOn } from './webhooks.ts';

/** Path on which the emulator's own webhooks arrive. */
export const hookPath = '/_local/hook';

export type FrontOptions = {
  readonly deliveries: Deliveries;
  readonly adminToken: string;
  readonly installationId: number;
};

type Request = {
  readonly method: string;
  readonly path: string;
  /** The body as it came, and as an object: an empty one if it is something else. */
  readonly raw: unknown;
  readonly body: Json;
  /** The emulator with the caller's authorization: for our own questions, and for the caller's one. */
  readonly as: Api;
  readonly pass: Api;
};
type Answer = { readonly status: number; readonly headers?: Headers; readonly body: unknown };

/**
 * Stands before the GitHub emulator and makes up, for every client alike, for what that does otherwise than GitHub.
 * All else passes through unchanged. docs/local-cloud.md lists the differences.
 */
export class GithubFront {
  readonly #options: FrontOptions;
  readonly #server: Server;
  readonly #tokens = new Set<string>();
  readonly #pulls: PullRequests;
  readonly #reactions = new Reactions();
  readonly #passing = new Set<Promise<void>>();
  #emulator = '';
  #url = '';
  #resetAt = '';

  constructor(options: FrontOptions) {
    this.#options = options;
    this.#pulls = new PullRequests((method, path, body) => this.#admin(method, path, body));
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** Listens on 127.0.0.1 and gives the URL. */
  async listen(port: number): Promise<string> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the front of GitHub has no port');
    this.#url = `http://127.0.0.1:${address.port}`;
    return this.#url;
  }

  /** Sets the URL that requests are passed on to. */
  forwardTo(emulator: string): void {
    this.#emulator = emulator;
  }

  /** Waits for webhooks that are on their way, then forgets everything; `empty` is called in between. */
  async reset(empty: () => void): Promise<void> {
    await Promise.allSettled(this.#passing);
    this.#resetAt = new Date().toISOString();
    empty();
    this.#pulls.clear();
    this.#reactions.clear();
    this.#tokens.clear();
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#answer(incoming).catch((error: unknown) => ({
      status: error instanceof ApiError ? error.status : 502,
      body: { message: error instanceof Error ? error.message : String(error) },
    }));
    write(response, answer);
  }

  async #answer(incoming: IncomingMessage): Promise<Answer> {
    const { method = 'GET', url: path = '/', headers } = incoming;
    const raw = parseJson(await readAll(incoming));
    const body = isJson(raw) ? raw : {};
    if (path === hookPath) {
      await this.#hook(String(headers['x-github-event']), body);
      return { status: 202, body: {} };
    }
    if (!this.#isKnown(headers.authorization)) return { status: 401, body: { message: 'Bad credentials' } };
    const as = apiOf(this.#emulator, headers.authorization);
    const pass = apiOf(this.#emulator, headers.authorization, headers.accept);
    return this.#route({ method, path, raw, body, as, pass });
  }

  async #hook(event: string, payload: Json): Promise<void> {
    // The emulator does not wait for its webhooks: one may still tell of the repository as it was before a reset.
    if (String(child(payload, 'repository').created_at) < this.#resetAt) return;
    const passing = passOn(event, payload, this.#pulls, this.#options.deliveries, this.#admin);
    this.#passing.add(passing);
    await passing.finally(() => this.#passing.delete(passing));
  }

  async #route(request: Request): Promise<Answer> {
    const { method, path, raw, body, as, pass } = request;
    const hook = await hookLog(method, path, as, this.#options.deliveries);
    if (hook !== undefined) {
      const { status, next, body: found } = hook;
      return {
        status,
        headers: new Headers(next === undefined ? {} : { link: `<${this.#url}${next}>; rel="next"` }),
        body: found,
      };
    }
    const [, repo = '', rest = ''] = /^\/repos\/([^/]+\/[^/?]+)\/?([^?]*)/.exec(path) ?? [];
    const [kind, id = '', verb] = rest.split('/');
    if (kind === 'pulls' && method === 'PUT' && verb === 'merge') {
      return { status: 200, body: await this.#pulls.merge(as, repo, Number(id), body.sha) };
    }
    if (kind === 'pulls' && method === 'GET' && verb === 'files') {
      return { status: 200, body: await this.#pulls.files(as, repo, Number(id)) };
    }
    if (kind === 'commits' && method === 'GET' && verb === 'pulls') {
      return { status: 200, body: await this.#pulls.ofCommit(repo, id) };
    }
    if (rest === 'activity' && method === 'GET') {
      await must(as, 'GET', `/repos/${repo}`);
      return { status: 200, body: activityOf(repo, this.#options.deliveries) };
    }
    const [, comment] = /^issues\/comments\/(\d+)\/reactions$/.exec(rest) ?? [];
    if (comment !== undefined) {
      await must(as, 'GET', `/repos/${repo}/issues/comments/${comment}`);
      if (method === 'POST') return this.#reactions.add(repo, comment, body.content);
      return { status: 200, body: this.#reactions.list(repo, comment) };
    }
    if (kind === 'check-runs' && method === 'POST' && verb === 'rerequest') {
      await rerequest(as, repo, id, this.#options.installationId, this.#options.deliveries);
      return { status: 201, body: {} };
    }
    if (kind === 'check-runs') checkAnnotations(body);
    if (kind === 'check-runs' && method === 'PATCH') {
      return as(method, path, await withEarlierAnnotations(as, path, body));
    }
    const answer = await pass(method, path, method === 'GET' ? undefined : raw || {});
    if (/\/access_tokens$/.test(path) && answer.status === 201) this.#tokens.add(text(answer.body, 'token'));
    if (kind === 'check-runs' && verb === 'annotations') return { ...answer, body: annotationList(answer.body) };
    const isPull = kind === 'pulls' && verb === undefined && answer.status < 300;
    return isPull ? { ...answer, body: await this.#completePulls(repo, answer) } : answer;
  }

  async #completePulls(repo: string, { body }: ApiAnswer): Promise<unknown> {
    if (isJson(body)) return this.#pulls.complete(repo, body);
    const pulls = Array.isArray(body) ? body.filter(isJson) : [];
    return Promise.all(pulls.map((pull) => this.#pulls.complete(repo, pull)));
  }

  /** GitHub refuses a token that it did not issue; the emulator takes any for its first user. JWTs it checks itself. */
  #isKnown(authorization: string | undefined): boolean {
    const token = authorization?.replace(/^(bearer|token) /i, '');
    if (token === undefined || token === this.#options.adminToken) return true;
    return token.split('.').length === 3 || this.#tokens.has(token);
  }

  readonly #admin: Api = (method, path, body) =>
    apiOf(this.#emulator, `Bearer ${this.#options.adminToken}`)(method, path, body);
}

async function readAll(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Headers of the emulator that a client of the API reads; the rest belongs to the connection. */
const passedHeaders = ['link', 'location', 'etag', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'];

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  response.statusCode = status;
  for (const name of passedHeaders) {
    const value = headers?.get(name);
    if (value) response.setHeader(name, value);
  }
  if (status === 204 || status === 304) return void response.end();
  const isText = typeof body === 'string';
  // GitHub says that a raw file is text; the emulator says that it is bytes.
  const type = isText ? 'application/vnd.github.raw; charset=utf-8' : 'application/json; charset=utf-8';
  response.setHeader('Content-Type', type);
  response.end(isText ? body : jsonOf(body));
}

/** Ids may be larger than a number holds. */
function jsonOf(body: unknown): string {
  return JSON.stringify(body, (_, value: unknown) => (typeof value === 'bigint' ? `bigint:${value}` : value)).replace(
    /"bigint:(\d+)"/g,
    '$1',
  );
}
