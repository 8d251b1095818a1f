import type { RouteEntry } from '../../../registry/kinds/route/entries.ts';
import type { CompileContext } from '../context.ts';

const HEADER = /^\$request\.header\.(.+)$/;
const QUERY = /^\$request\.querystring\.(.+)$/;

/** Where the token of a user pool is. */
const TOKEN_HEADER = 'Authorization';

/**
 * What tells kept answers of a route apart: its path parameters, what it names itself, and what its authorizer reads, so that no caller
 * gets the answer of another one. Without keys, API Gateway gives one answer to all. None for a route that keeps nothing.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export function cacheKeysOf({ path, cache, authorizer }: RouteEntry, context: CompileContext): readonly string[] {
  if (cache === undefined) return [];
  const sources = identitySourcesOf(authorizer, context);
  const parameters = [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name = '']) => name);
  const headers = [...(cache.headers ?? []), ...matching(sources, HEADER)];
  const queries = [...(cache.queryParameters ?? []), ...matching(sources, QUERY)];
  const keys = [
    ...parameters.map((name) => `method.request.path.${name}`),
    ...queries.map((name) => `method.request.querystring.${name}`),
    ...headers.map((name) => `method.request.header.${name}`),
  ];
  return [...new Set(keys)];
}

function identitySourcesOf(name: string | undefined, { platform }: CompileContext): readonly string[] {
  const authorizer = platform.spec.api.authorizers.find((one) => one.name === name);
  if (authorizer?.type === 'lambda') return authorizer.identitySources;
  return authorizer === undefined ? [] : [`$request.header.${TOKEN_HEADER}`];
}

function matching(sources: readonly string[], pattern: RegExp): readonly string[] {
  return sources.flatMap((source) => pattern.exec(source)?.[1] ?? []);
}
