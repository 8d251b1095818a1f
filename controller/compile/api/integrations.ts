import type { RouteEntry } from '../../../registry/kinds/route/entries.ts';
import { idOfDocument } from '../../graph/graph.ts';
import type { Json } from '../../lib/json.ts';
import { ref } from '../intrinsics.ts';
import { idFor, idForPart } from '../logical-ids.ts';
import { takeOutput } from '../references.ts';
import { put, putPart, type Site } from '../site.ts';

/** Longest an HTTP API waits, and the default: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * The integrations of a function with the shared HTTP API, none without a route: one for all of its routes with the same timeout, because an
 * API holds 300 integrations, a quota that AWS does not raise. On a REST API each method has its own.
 */
export function addIntegrations(functionArn: Json, site: Site<'Function'>): void {
  const { document, context } = site;
  if (context.platform.spec.api.type === 'rest') return;
  for (const timeout of timeoutsOf(context.routes.get(idOfDocument(document)) ?? [])) {
    const [apiId = ''] = takeOutput('apiId', site);
    const properties = {
      ApiId: apiId,
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: functionArn,
      IntegrationMethod: 'POST',
      ConnectionType: 'INTERNET',
      PayloadFormatVersion: '2.0',
      TimeoutInMillis: timeout,
    };
    if (timeout === DEFAULT_TIMEOUT_MS) put(site, 'Integration', 'AWS::ApiGatewayV2::Integration', properties);
    else putPart(site, 'Integration', String(timeout), 'AWS::ApiGatewayV2::Integration', properties);
  }
}

/** The timeouts that routes of one function ask for, each once, the shortest first. Each needs an integration. */
export function timeoutsOf(routes: readonly RouteEntry[]): readonly number[] {
  const timeouts = routes.map(({ timeoutMs = DEFAULT_TIMEOUT_MS }) => timeoutMs);
  return [...new Set(timeouts)].sort((a, b) => a - b);
}

/** What a route leads to: the integration of its function that has its timeout. */
export function integrationOf(functionName: string, timeoutMs = DEFAULT_TIMEOUT_MS): Json {
  const own = timeoutMs === DEFAULT_TIMEOUT_MS;
  return ref(own ? idFor('Integration', functionName) : idForPart('Integration', functionName, String(timeoutMs)));
}
