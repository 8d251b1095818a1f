import { partOf, type RouteEntry, routesOf } from '../../../registry/kinds/route/entries.ts';
import type { RegistryDocument } from '../../documents/registry.ts';
import type { JsonObject } from '../../lib/json.ts';
import { authorizationOf } from '../api/authorization.ts';
import { integrationOf } from '../api/integrations.ts';
import { addMethod } from '../api/rest-method.ts';
import { functionOf } from '../api/route-function.ts';
import { arnIn } from '../arn.ts';
import { type CompileContext, placeOf } from '../context.ts';
import { usageOfRoute } from '../expected-requests.ts';
import { callableRef } from '../function/callable.ts';
import { concat } from '../intrinsics.ts';
import type { KindCompiler } from '../kind-compiler.ts';
import type { ResourcePrefix } from '../logical-ids.ts';
import { platformOutputs } from '../platform-outputs.ts';
import { takeOutput } from '../references.ts';
import type { ResourceType } from '../resource-types.ts';
import { type Attributes, put, putPart, type Site, siteOf } from '../site.ts';
import { addProbe } from '../stack-draft.ts';
import { withUsage } from '../usage.ts';

/** A Route: its routes on the shared API, and leave for the API to call the function for these only. */
export const routeCompiler: KindCompiler<'Route'> = {
  compile: compileRoute,
  outputs: ({ spec }, site) => ({
    url: () => concat(takeOutput('apiEndpoint', site)[0] ?? '', routesOf(spec)[0]?.path ?? ''),
  }),
};

function compileRoute(document: RegistryDocument<'Route'>, context: CompileContext): void {
  const site = siteOf(document, context);
  const rest = context.platform.spec.api.type === 'rest';
  for (const entry of routesOf(document.spec)) {
    const id = rest ? addMethod(entry, site) : addRoute(entry, site);
    addPermission(entry, site);
    addProbeOf(entry, id, site);
  }
}

/** An answer takes milliseconds; a function that starts anew may take seconds. */
const DEFAULT_PROBE_MS = 5000;

function addProbeOf({ method, path, probe }: RouteEntry, logicalId: string, { draft, context }: Site<'Route'>): void {
  const [endpoint] = platformOutputs(context, 'apiEndpoint', draft.api);
  if (probe === undefined || endpoint === undefined) return;
  const { stack, output } = endpoint;
  addProbe(draft, {
    logicalId,
    method: method === 'HEAD' ? 'HEAD' : 'GET',
    path: probe.path ?? path,
    endpoint: { stack, output },
    ...(probe.status !== undefined && { status: probe.status }),
    timeoutMs: probe.timeoutMs ?? DEFAULT_PROBE_MS,
  });
}

function addRoute(entry: RouteEntry, site: Site<'Route'>): string {
  const { method, path, timeoutMs } = entry;
  const [apiId = ''] = takeOutput('apiId', site);
  const properties = {
    ApiId: apiId,
    RouteKey: `${method} ${path}`,
    Target: concat('integrations/', integrationOf(site.document.spec.function, timeoutMs)),
    ...authorizationOf(entry, site),
  };
  const usage = usageOfRoute(entry, site.document, site.context);
  return putEntry(entry, site, 'Route', 'AWS::ApiGatewayV2::Route', properties, withUsage({}, usage));
}

function addPermission(entry: RouteEntry, site: Site<'Route'>): void {
  const target = functionOf(site);
  const [apiId = ''] = takeOutput('apiId', site);
  putEntry(entry, site, 'Permission', 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: target === undefined ? '' : callableRef(target),
    Principal: 'apigateway.amazonaws.com',
    SourceArn: concat(arnIn(placeOf(site.context), 'execute-api', ''), apiId, `/*/${sourcePath(entry)}`),
  });
}

/**
 * Method and path as API Gateway names them when it calls: any stage, the method or `*`, every path parameter as `*`.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
 */
function sourcePath({ method, path }: RouteEntry): string {
  return `${method === 'ANY' ? '*' : method}${path.replaceAll(/\{[^}]*\}/g, '*')}`;
}

/** A document's only route has the document's name, one of several a name of its own. Gives its logical id. */
function putEntry(
  entry: RouteEntry,
  site: Site<'Route'>,
  prefix: ResourcePrefix,
  type: ResourceType,
  properties: JsonObject,
  attributes: Attributes = {},
): string {
  const part = partOf(entry);
  if (part === undefined) return put(site, prefix, type, properties, attributes);
  return putPart(site, prefix, part, type, properties, attributes);
}
