import { routesOf } from '../../../registry/kinds/route/entries.ts';
import type { AnyDocument } from '../../documents/registry.ts';
import { idOfDocument, nodeId } from '../../graph/graph.ts';
import type { Json } from '../../lib/json.ts';
import { ref } from '../intrinsics.ts';
import { idFor, idForPart } from '../logical-ids.ts';
import { takeOutput } from '../references.ts';
import { put, putPart, type Site } from '../site.ts';

/** Longest an HTTP API waits, and the default: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const DEFAULT_TIMEOUT_MS = 30_000;

/** Graph id of a Function → the timeouts of the routes that lead to it, each once, the shortest first. */
export function timeoutsOf(documents: Iterable<AnyDocument>): ReadonlyMap<string, readonly number[]> {
  const timeouts = new Map<string, Set<number>>();
  for (const document of documents) {
    if (document.kind !== 'Route') continue;
    const target = nodeId('Function', document.metadata.team, document.spec.function);
    const own = timeouts.get(target) ?? new Set();
    for (const { timeoutMs = DEFAULT_TIMEOUT_MS } of routesOf(document.spec)) own.add(timeoutMs);
    timeouts.set(target, own);
  }
  return new Map([...timeouts].map(([target, own]) => [target, [...own].sort((a, b) => a - b)]));
}

/**
 * The integrations of a function with the shared HTTP API, none without a route. On a REST API each method has its own. One for all of its routes with the same timeout: an API
 * holds 300 integrations, a quota that AWS does not raise.
 */
export function addIntegrations(functionArn: Json, site: Site<'Function'>): void {
  const { document, context } = site;
  if (context.platform.spec.api.type === 'rest') return;
  for (const timeout of context.routed.get(idOfDocument(document)) ?? []) {
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

/** What a route leads to: the integration of its function that has its timeout. */
export function integrationOf(functionName: string, timeoutMs = DEFAULT_TIMEOUT_MS): Json {
  const own = timeoutMs === DEFAULT_TIMEOUT_MS;
  return ref(own ? idFor('Integration', functionName) : idForPart('Integration', functionName, String(timeoutMs)));
}
