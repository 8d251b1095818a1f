import * as z from 'zod';
import { distinct } from '../distinct.ts';
import type { Frozen } from '../frozen.ts';
import { nameSchema } from '../names.ts';
import type { Outputs } from '../outputs.ts';
import { routeTraffic } from '../traffic.ts';
import { documentName } from '../value-or-ref.ts';

/** Methods of an HTTP API route key: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html */
export const ROUTE_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'ANY'] as const;

/** One of {@link ROUTE_METHODS}. */
export type RouteMethod = (typeof ROUTE_METHODS)[number];

/** Segments of text or `{parameter}`; `{proxy+}` only as the last one. No slash at the end. */
const ROUTE_PATH = /^(?:\/(?:[A-Za-z0-9_.~-]+|\{[A-Za-z0-9_]+\}))*(?:\/\{[A-Za-z0-9_]+\+\})?$/;

/**
 * Limits of a route: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html (scopes, longest timeout) and
 * https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-integrations.html (shortest timeout).
 */
const MAX_SCOPES = 10;
const MIN_TIMEOUT_MS = 50;
const MAX_TIMEOUT_MS = 30_000;

/** Limits of caching: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html */
const MAX_TTL_SECONDS = 3600;

const path = z
  .string()
  .min(2)
  .max(512)
  .regex(
    ROUTE_PATH,
    'must be a path such as /payments/charges/{id}; {proxy+} only as the last part; no slash at the end',
  )
  .refine(hasDistinctParameters, 'must not have two parameters of one name');

/** Bounds: the quota of an account and region (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html). */
const throttleSchema = z.strictObject({
  rate: z.int().min(1).max(10_000).describe('Requests per second, 1 to 10000.'),
  burst: z.int().min(1).max(5_000).describe('Requests at once, 1 to 5000.'),
});

/** A name of a query parameter or header, as it can stand in a cache key. */
const requestName = z.string().regex(/^[A-Za-z0-9_.$-]{1,128}$/, 'must be up to 128 letters, digits, and _ . $ -');

const cacheSchema = z.strictObject({
  ttlSeconds: z
    .int()
    .min(1)
    .max(MAX_TTL_SECONDS)
    .exactOptional()
    .describe("How long an answer is kept, 1 to 3600 seconds. Left out: the Platform's `api.cache.ttlSeconds`."),
  queryParameters: distinct(z.array(requestName))
    .max(20)
    .exactOptional()
    .describe('Query parameters by which answers differ. All others are ignored.'),
  headers: distinct(z.array(requestName))
    .max(20)
    .exactOptional()
    .describe('Request headers by which answers differ, besides those that the authorizer reads.'),
});

/** Methods that change nothing, so that they may be called only to see whether there is an answer. */
export const PROBE_METHODS = ['GET', 'HEAD', 'ANY'] as const satisfies readonly RouteMethod[];

/** Longest that a probe waits: several are made within one invocation. */
const MAX_PROBE_MS = 10_000;

const probePath = z
  .string()
  .max(512)
  .regex(/^(?:\/[A-Za-z0-9_.~-]+)+$/, 'must be a path without parameters, such as /payments/charges/42; no query')
  .refine((text) => !/\/\.{1,2}(?:\/|$)/.test(text), 'must not have . or .. as a part');

const probeSchema = z.strictObject({
  path: probePath
    .exactOptional()
    .describe(
      "The path to ask for, on the shared API. Needed where the route's path has parameters; must be one that it takes.",
    ),
  status: z
    .int()
    .min(200)
    .max(599)
    .exactOptional()
    .describe('The status that is expected, e.g. 401 where callers have to sign in. Left out: any from 200 to 399.'),
  timeoutMs: z
    .int()
    .min(100)
    .max(MAX_PROBE_MS)
    .exactOptional()
    .describe('How long an answer may take, 100 to 10000 milliseconds. Left out: 5000.'),
});

/** What is said of one route besides its function. */
const routeFields = {
  authorizer: nameSchema
    .exactOptional()
    .describe("Who may call it: the name of one of the Platform's `api.authorizers`. Left out: everybody."),
  scopes: distinct(z.array(z.string().regex(/^\S{1,64}$/, 'must be up to 64 characters without spaces')))
    .min(1)
    .max(MAX_SCOPES)
    .exactOptional()
    .describe('Scopes of which a token needs one. Only with an authorizer that reads tokens.'),
  throttle: throttleSchema
    .exactOptional()
    .describe("How many requests it takes. Left out: the Platform's `api.throttle`."),
  timeoutMs: z
    .int()
    .min(MIN_TIMEOUT_MS)
    .max(MAX_TIMEOUT_MS)
    .exactOptional()
    .describe('How long the API waits for the function, 50 to 30000 milliseconds (29000 on a REST API, the default).'),
  cache: cacheSchema.exactOptional().describe('Keeps answers. Only on a REST API with `api.cache`, for GET and HEAD.'),
  apiKeyRequired: z
    .boolean()
    .exactOptional()
    .describe('Whether callers need an API key. Only on a REST API with `api.usagePlan`.'),
  probe: probeSchema
    .exactOptional()
    .describe('A request that tells after each apply whether the route answers: GET, or HEAD for a HEAD route.'),
  traffic: routeTraffic.exactOptional().describe('What is expected in a month, for the cost estimate.'),
};

const method = z.enum(ROUTE_METHODS).describe('HTTP method, or ANY for all of them.');
const ownPath = path.describe("Path on the shared API, inside the team's path prefix.");

/** One of several routes of a document. */
const entrySchema = z.strictObject({ method, path: ownPath, ...routeFields });

/** Spec of a Route: methods and paths of the shared API, answered by a function of the same team. One route, or a list of them. */
export const routeSchema = z.strictObject({
  method: method.exactOptional(),
  path: ownPath.exactOptional(),
  function: documentName('Function').describe('Name of a Function of the same team.'),
  ...routeFields,
  routes: z
    .array(entrySchema)
    .min(1)
    .max(100)
    .exactOptional()
    .describe('Several routes to the function, instead of `method` and `path`. Each says all that is said of it.'),
});

/** A Route's spec. */
export type RouteSpec = Frozen<z.output<typeof routeSchema>>;

/** What other documents may take from a Route. */
export const routeOutputs = { url: 'URL' } as const satisfies Outputs;

/** A function would get only one of two values of the same name. */
function hasDistinctParameters(text: string): boolean {
  const names = [...text.matchAll(/\{([^}+]*)\+?\}/g)].map(([, name]) => name);
  return new Set(names).size === names.length;
}
