import type { PlatformSpec } from '../../../registry/kinds/platform/schema.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import { suggest } from '../../lib/suggest.ts';
import type { Problem } from '../problem.ts';
import { type PlacedRoute, placedRoutes } from './placed-routes.ts';
import { documentsOf, type RegistryContext } from './registry-rule.ts';

type Api = PlatformSpec['api'];
type Authorizer = Api['authorizers'][number];

/** What a route wants is something that the shared API of the Platform has. Without a valid Platform nothing is said. */
export function routeApi(context: RegistryContext): readonly Finding[] {
  const [platform] = documentsOf(context, 'Platform');
  if (platform === undefined) return [];
  const { api } = platform.spec;
  return placedRoutes(context).flatMap((route) =>
    [...authorization(route, api), ...(api.type === 'rest' ? ofRest(route, api) : ofHttp(route, api))].map((problem) =>
      context.finding(route.document.source, { ...problem, path: [...route.at, ...problem.path] }),
    ),
  );
}

function authorization({ authorizer, scopes }: PlacedRoute, { authorizers }: Api): readonly Problem[] {
  if (authorizer === undefined) return [];
  const found = authorizers.find(({ name }) => name === authorizer);
  if (found === undefined) return [unknownAuthorizer(authorizer, authorizers)];
  if (scopes === undefined || found.type === 'jwt' || found.type === 'cognito') return [];
  const message = `scopes are of tokens; the authorizer ${authorizer} is of type ${found.type}.`;
  return [{ code: 'ConflictingFields', path: ['scopes'], at: 'key', message }];
}

function unknownAuthorizer(name: string, authorizers: readonly Authorizer[]): Problem {
  const near = suggest(
    name,
    authorizers.map((one) => one.name),
  );
  const message = `The Platform has no authorizer ${name}.`;
  const hint = near === undefined ? 'Add it to its `api.authorizers`.' : `Did you mean ${near}?`;
  return { code: 'UnknownReference', path: ['authorizer'], message, hint };
}

function ofHttp(route: PlacedRoute, { cors, authorizers }: Api): readonly Problem[] {
  const restOnly = (['cache', 'apiKeyRequired'] as const).filter((field) => route[field] !== undefined);
  const isToken = authorizers.some(({ name, type }) => name === route.authorizer && type !== 'cognito');
  return [
    ...restOnly.map((field) => notHere(field, `${field} is for REST APIs; the shared API is an HTTP API.`)),
    ...(cors !== undefined && isToken && route.method === 'ANY' ? [PREFLIGHT_REFUSED] : []),
  ];
}

/** Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html */
const PREFLIGHT_REFUSED: Problem = {
  code: 'PreflightRefused',
  severity: 'warning',
  path: ['method'],
  message: 'ANY takes the preflight requests of browsers too, which the authorizer refuses.',
  hint: 'Write a route for each method instead.',
};

/** Longest a REST API waits: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const MAX_REST_TIMEOUT_MS = 29_000;

function ofRest(route: PlacedRoute, api: Api): readonly Problem[] {
  const { timeoutMs = 0, path } = route;
  const problems: Problem[] = [];
  if (timeoutMs > MAX_REST_TIMEOUT_MS) {
    const message = `timeoutMs is ${timeoutMs}; a REST API waits at most ${MAX_REST_TIMEOUT_MS} milliseconds.`;
    problems.push({ code: 'NotOnThisApi', path: ['timeoutMs'], message });
  }
  if (path.includes('~')) problems.push(notHere('path', 'A REST API takes no ~ in a path.'));
  if (route.apiKeyRequired === true && api.usagePlan === undefined) {
    problems.push(notHere('apiKeyRequired', 'No API key is good for anything: the Platform has no api.usagePlan.'));
  }
  return [...problems, ...caching(route, api)];
}

function caching({ cache, authorizer }: PlacedRoute, api: Api): readonly Problem[] {
  if (cache === undefined) return [];
  if (api.cache === undefined) return [notHere('cache', 'Nothing is kept: the Platform has no api.cache.')];
  if (api.authorizers.find(({ name }) => name === authorizer)?.type !== 'iam') return [];
  const message = 'Answers to signed requests cannot be kept: callers would get those of others.';
  return [{ code: 'ConflictingFields', path: ['cache'], at: 'key', message }];
}

function notHere(field: string, message: string): Problem {
  return { code: 'NotOnThisApi', path: [field], at: 'key', message };
}
