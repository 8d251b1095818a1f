import type { RouteSpec } from '../../../registry/kinds/route/schema.ts';
import type { RegistryDocument } from '../../documents/registry.ts';
import { arnIn } from '../arn.ts';
import { type CompileContext, placeOf } from '../context.ts';
import { requestsOfRoute } from '../expected-requests.ts';
import { concat, ref } from '../intrinsics.ts';
import type { KindCompiler } from '../kind-compiler.ts';
import { idFor } from '../logical-ids.ts';
import { takeOutput } from '../references.ts';
import { put, type Site, siteOf } from '../site.ts';
import { withUsage } from '../usage.ts';

/** A Route: the route on the shared API, and leave for the API to call the function for this route only. */
export const routeCompiler: KindCompiler<'Route'> = {
  compile: compileRoute,
  outputs: ({ spec }, site) => ({ url: () => concat(takeOutput('apiEndpoint', site)[0] ?? '', spec.path) }),
};

function compileRoute(document: RegistryDocument<'Route'>, context: CompileContext): void {
  const site = siteOf(document, context);
  addRoute(site);
  addPermission(site);
}

function addRoute(site: Site<'Route'>): void {
  const { method, path, function: target, traffic } = site.document.spec;
  const [apiId = ''] = takeOutput('apiId', site);
  const properties = {
    ApiId: apiId,
    RouteKey: `${method} ${path}`,
    Target: concat('integrations/', ref(idFor('Integration', target))),
    AuthorizationType: 'NONE',
  };
  const requestsPerMonth = requestsOfRoute(site.document, site.context);
  const usage = { ...traffic, ...(requestsPerMonth !== undefined && { requestsPerMonth }) };
  put(site, 'Route', 'AWS::ApiGatewayV2::Route', properties, withUsage({}, usage));
}

function addPermission(site: Site<'Route'>): void {
  const { document, context } = site;
  const [apiId = ''] = takeOutput('apiId', site);
  put(site, 'Permission', 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: ref(idFor('Function', document.spec.function)),
    Principal: 'apigateway.amazonaws.com',
    SourceArn: concat(arnIn(placeOf(context), 'execute-api', ''), apiId, `/*/${sourcePath(document.spec)}`),
  });
}

/**
 * Method and path as API Gateway names them when it calls: any stage, the method or `*`, every path parameter as `*`.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
 */
function sourcePath({ method, path }: RouteSpec): string {
  return `${method === 'ANY' ? '*' : method}${path.replaceAll(/\{[^}]*\}/g, '*')}`;
}
