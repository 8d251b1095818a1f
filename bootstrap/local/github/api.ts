/** JSON object of the GitHub API, read defensively: what is not there is undefined. */
export type Json = { readonly [key: string]: unknown };

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at `key`, or an empty one. */
export function child(value: unknown, key: string): Json {
  const found = isJson(value) ? value[key] : undefined;
  return isJson(found) ? found : {};
}

/** The string at `key`. Throws when there is none: the emulator answered something else than the GitHub API. */
export function text(value: unknown, key: string): string {
  const found = isJson(value) ? value[key] : undefined;
  if (typeof found !== 'string') throw new Error(`the emulated GitHub gave no ${key}`);
  return found;
}

/** The objects in the array at `key`. */
export function children(value: unknown, key: string): readonly Json[] {
  const found = isJson(value) ? value[key] : undefined;
  return Array.isArray(found) ? found.filter(isJson) : [];
}

export type ApiAnswer = { readonly status: number; readonly headers: Headers; readonly body: unknown };

/** Calls the emulator with someone's authorization. */
export type Api = (method: string, path: string, body?: unknown) => Promise<ApiAnswer>;

/** An answer other than 2xx, to be passed on to the caller as it is. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Gives a client of the API at `url`, with someone's authorization; `accept` may ask for another form than JSON. */
export function apiOf(url: string, authorization: string | undefined, accept = 'application/json'): Api {
  return async (method, path, body) => {
    const headers = { accept, ...(authorization ? { authorization } : {}) };
    const response = await fetch(url + path, { method, headers, body: body ? JSON.stringify(body) : null });
    const answer = await response.text();
    const isJsonBody = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, body: isJsonBody ? parseJson(answer) : answer };
  };
}

/** Calls the API and gives the body; an answer other than 2xx is thrown as `ApiError`. */
export async function must(api: Api, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await api(method, path, body);
  if (answer.status >= 300) {
    const message = isJson(answer.body) && typeof answer.body.message === 'string' ? answer.body.message : path;
    throw new ApiError(answer.status, message);
  }
  return answer.body;
}

/** The JSON value of a body; what is no JSON stays text. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
