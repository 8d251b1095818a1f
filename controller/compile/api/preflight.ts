import type { PlatformSpec } from '../../../registry/kinds/platform/schema.ts';
import { shapeOf } from '../../../registry/kinds/route/entries.ts';
import { ROUTE_METHODS } from '../../../registry/kinds/route/schema.ts';
import type { JsonObject } from '../../lib/json.ts';
import { logicalId } from '../../lib/names.ts';
import type { CompileContext } from '../context.ts';
import { ref } from '../intrinsics.ts';
import { takeOutput } from '../references.ts';
import type { Site } from '../site.ts';
import { addResource, type StackDraft } from '../stack-draft.ts';
import { allRoutes } from './all-routes.ts';

type Cors = NonNullable<PlatformSpec['api']['cors']>;

/**
 * The answer to a browser's preflight request (OPTIONS) for a path of the REST API with a route; none where a route takes OPTIONS itself.
 * An HTTP API needs no such thing. `resource` is the logical id of the path, in the same stack.
 */
export function addPreflight(path: string, resource: string, draft: StackDraft, site: Site<'Team'>): void {
  const { cors } = site.context.platform.spec.api;
  const methods = methodsAt(path, site.context);
  if (cors === undefined || methods.length === 0 || methods.includes('OPTIONS')) return;
  const [apiId = ''] = takeOutput('apiId', { ...site, draft });
  const headers = headersOf(cors, methods);
  const Properties = {
    RestApiId: apiId,
    ResourceId: ref(resource),
    HttpMethod: 'OPTIONS',
    AuthorizationType: 'NONE',
    ApiKeyRequired: false,
    Integration: {
      Type: 'MOCK',
      PassthroughBehavior: 'WHEN_NO_MATCH',
      RequestTemplates: { 'application/json': '{"statusCode": 204}' },
      IntegrationResponses: [
        {
          StatusCode: '204',
          ResponseParameters: prefixed(headers, (value) => `'${value}'`),
          ...(cors.allowOrigins.length > 1 && { ResponseTemplates: { 'application/json': originTemplate(cors) } }),
        },
      ],
    },
    MethodResponses: [{ StatusCode: '204', ResponseParameters: prefixed(headers, () => true) }],
  };
  addResource(
    draft,
    logicalId('Preflight', shapeOf(path)),
    { Type: 'AWS::ApiGateway::Method', Properties },
    site.source,
  );
}

function methodsAt(path: string, { documents }: CompileContext): readonly string[] {
  const shape = shapeOf(path);
  const methods = allRoutes(documents.values()).flatMap((route) =>
    shapeOf(route.path) === shape ? [route.method] : [],
  );
  return [...new Set<string>(methods)].sort();
}

/** Header → value, by https://fetch.spec.whatwg.org/#http-cors-protocol. Without a list of methods, those of the path. */
function headersOf(cors: Cors, methods: readonly string[]): Readonly<Record<string, string>> {
  const [origin = ''] = cors.allowOrigins;
  const own = methods.includes('ANY') ? ROUTE_METHODS.filter((method) => method !== 'ANY') : methods;
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Methods': (cors.allowMethods ?? own).join(','),
    ...(cors.allowHeaders !== undefined && { 'Access-Control-Allow-Headers': cors.allowHeaders.join(',') }),
    ...(cors.maxAgeSeconds !== undefined && { 'Access-Control-Max-Age': String(cors.maxAgeSeconds) }),
    ...(cors.allowCredentials === true && { 'Access-Control-Allow-Credentials': 'true' }),
    ...(cors.allowOrigins.length > 1 && { Vary: 'Origin' }),
  };
}

function prefixed<T extends string | boolean>(
  headers: Readonly<Record<string, string>>,
  write: (value: string) => T,
): JsonObject {
  const entries = Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, write(value)]);
  return Object.fromEntries(entries);
}

/**
 * A header of a MOCK answer has one value, so that with several origins a template gives back the caller's own, if it is among them. What
 * an origin may hold is limited by the schema, so that none can end the text that it stands in.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
function originTemplate({ allowOrigins }: Cors): string {
  const conditions = allowOrigins.map((origin) => `$origin == "${origin}"`).join(' || ');
  return [
    '#set($origin = $input.params().header.get("Origin"))',
    '#if(!$origin || $origin == "")#set($origin = $input.params().header.get("origin"))#end',
    `#if(${conditions})#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)#end`,
  ].join('\n');
}
