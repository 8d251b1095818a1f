import type { RouteSpec } from '../../../registry/kinds/route/schema.ts';
import type { RegistryDocument } from '../../documents/registry.ts';
import { arnIn } from '../arn.ts';
import { type CompileContext, placeOf } from '../context.ts';
import type { ResourceSource } from '../desired.ts';
import { concat, ref } from '../intrinsics.ts';
import { idFor, outputFor } from '../logical-ids.ts';
import { takeOutput, type UseSite } from '../references.ts';
import { sourceOf } from '../sources.ts';
import { addOutput, addResource } from '../stack-draft.ts';
import { teamDraft } from '../team-draft.ts';

/** A Route: the route on the shared API, and leave for the API to call the function for this route only. */
export function compileRoute(document: RegistryDocument<'Route'>, context: CompileContext): void {
  const site = { document, context, draft: teamDraft(document, context), source: sourceOf(document) };
  addRoute(site);
  addPermission(site);
  const [endpoint = ''] = takeOutput('apiEndpoint', site);
  const { name } = document.metadata;
  addOutput(site.draft, outputFor('RouteUrl', name), concat(endpoint, document.spec.path), `URL of Route ${name}`);
}

/** A Route while it is compiled. */
interface RouteSite extends UseSite {
  readonly document: RegistryDocument<'Route'>;
  readonly source: ResourceSource;
}

function addRoute(site: RouteSite): void {
  const { document, draft, source } = site;
  const { name } = document.metadata;
  const { method, path, function: target } = document.spec;
  const [apiId = ''] = takeOutput('apiId', site);
  const resource = {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: apiId,
      RouteKey: `${method} ${path}`,
      Target: concat('integrations/', ref(idFor('Integration', target))),
      AuthorizationType: 'NONE',
    },
  } as const;
  addResource(draft, idFor('Route', name), resource, source);
}

function addPermission(site: RouteSite): void {
  const { document, draft, context, source } = site;
  const { name } = document.metadata;
  const [apiId = ''] = takeOutput('apiId', site);
  const resource = {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: ref(idFor('Function', document.spec.function)),
      Principal: 'apigateway.amazonaws.com',
      SourceArn: concat(arnIn(placeOf(context), 'execute-api', ''), apiId, `/*/${sourcePath(document.spec)}`),
    },
  } as const;
  addResource(draft, idFor('Permission', name), resource, source);
}

/**
 * Method and path as API Gateway names them when it calls: any stage, the method or `*`, every path parameter as `*`.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
 */
function sourcePath({ method, path }: RouteSpec): string {
  return `${method === 'ANY' ? '*' : method}${path.replaceAll(/\{[^}]*\}/g, '*')}`;
}
