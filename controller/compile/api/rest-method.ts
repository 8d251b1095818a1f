import type { RouteEntry } from '../../../registry/kinds/route/entries.ts';
import { shapeOf } from '../../../registry/kinds/route/entries.ts';
import type { JsonObject } from '../../lib/json.ts';
import { logicalId } from '../../lib/names.ts';
import { partitionOf } from '../arn.ts';
import { usageOfRoute } from '../expected-requests.ts';
import { callableArn } from '../function/callable.ts';
import { concat } from '../intrinsics.ts';
import { takeOutput } from '../references.ts';
import type { Site } from '../site.ts';
import { addResource } from '../stack-draft.ts';
import { withUsage } from '../usage.ts';
import { authorizationOf } from './authorization.ts';
import { cacheKeysOf } from './cache-keys.ts';
import { pathOf } from './rest-paths.ts';
import { functionOf } from './route-function.ts';

/** Longest a REST API waits, and the default: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const DEFAULT_TIMEOUT_MS = 29_000;

/**
 * A route as a method of the REST API. It is known by method and path and not by its document: CloudFormation makes a method before it takes
 * the one of another document away, and there cannot be two. Gives its logical id.
 */
export function addMethod(entry: RouteEntry, site: Site<'Route'>): string {
  const { method, path, apiKeyRequired = false, timeoutMs = DEFAULT_TIMEOUT_MS } = entry;
  const [apiId = ''] = takeOutput('apiId', site);
  const keys = cacheKeysOf(entry, site.context);
  const Properties = {
    RestApiId: apiId,
    ResourceId: pathOf(path, site),
    HttpMethod: method,
    ...authorizationOf(entry, site),
    ApiKeyRequired: apiKeyRequired,
    ...(keys.length > 0 && {
      RequestParameters: Object.fromEntries(keys.map((key) => [key, key.startsWith(IN_PATH)])),
    }),
    Integration: {
      Type: 'AWS_PROXY',
      IntegrationHttpMethod: 'POST',
      Uri: uriOf(site),
      PassthroughBehavior: 'WHEN_NO_MATCH',
      TimeoutInMillis: timeoutMs,
      ...(keys.length > 0 && { CacheKeyParameters: keys }),
    },
  };
  const id = logicalId('Method', `${method} ${shapeOf(path)}`);
  const usage = withUsage({}, usageOfRoute(entry, site.document, site.context));
  addResource(site.draft, id, { Type: 'AWS::ApiGateway::Method', Properties, ...usage }, site.source);
  return id;
}

/** Parameters of the path are always there. */
const IN_PATH = 'method.request.path.';

/** Source: https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html (uri). */
function uriOf(site: Site<'Route'>): JsonObject {
  const { region } = site.context.platform.spec;
  const target = functionOf(site);
  const functionArn = target === undefined ? '' : callableArn(target, site);
  const api = `arn:${partitionOf(region)}:apigateway:${region}:lambda:path/2015-03-31/functions/`;
  return concat(api, functionArn, '/invocations');
}
