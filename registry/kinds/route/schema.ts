import * as z from 'zod';
import type { Frozen } from '../frozen.ts';
import type { Outputs } from '../outputs.ts';
import { routeTraffic } from '../traffic.ts';
import { documentName } from '../value-or-ref.ts';

/** Methods of an HTTP API route key: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html */
export const ROUTE_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'ANY'] as const;

/** Segments of text or `{parameter}`; `{proxy+}` only as the last one. No slash at the end. */
const ROUTE_PATH = /^(?:\/(?:[A-Za-z0-9_.~-]+|\{[A-Za-z0-9_]+\}))*(?:\/\{[A-Za-z0-9_]+\+\})?$/;

/** Spec of a Route: a method and path of the shared API, answered by a function of the same team. */
export const routeSchema = z.strictObject({
  method: z.enum(ROUTE_METHODS).describe('HTTP method, or ANY for all of them.'),
  path: z
    .string()
    .min(2)
    .max(512)
    .regex(
      ROUTE_PATH,
      'must be a path such as /payments/charges/{id}; {proxy+} only as the last part; no slash at the end',
    )
    .describe("Path on the shared API, inside the team's path prefix."),
  function: documentName('Function').describe('Name of a Function of the same team.'),
  traffic: routeTraffic.exactOptional().describe('What is expected in a month, for the cost estimate.'),
});

/** A Route's spec. */
export type RouteSpec = Frozen<z.output<typeof routeSchema>>;

/** What other documents may take from a Route. */
export const routeOutputs = { url: 'URL' } as const satisfies Outputs;
