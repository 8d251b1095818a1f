import type { PlatformSpec } from '../../../registry/kinds/platform/schema.ts';
import { routesOf } from '../../../registry/kinds/route/entries.ts';
import type { JsonObject } from '../../lib/json.ts';
import { accessLogSettings } from '../api/access-log.ts';
import type { CompileContext } from '../context.ts';
import { takeOutput } from '../references.ts';
import { add, type ComponentSite } from './component.ts';
import { addDomainMapping } from './domain.ts';

/**
 * What is known of each request. Source of the names:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
const LOGGED = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.path',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  integrationStatus: '$context.integrationStatus',
  integrationError: '$context.integrationErrorMessage',
};

/** Route key → settings, of the routes that have a throttle of their own. Keys stand sorted, so that documents may stand in any order (P4). */
export function routeSettingsOf({ documents, platform }: CompileContext): JsonObject {
  const routes = [...documents.values()].flatMap((document) =>
    document.kind === 'Route' ? routesOf(document.spec) : [],
  );
  const settings = routes.flatMap(({ method, path, throttle }) =>
    throttle === undefined ? [] : [[`${method} ${path}`, settingsOf(throttle, platform.spec.api)] as const],
  );
  return Object.fromEntries(settings.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The only stage of the shared HTTP API. It deploys by itself, so routes are live as soon as their stack is applied. */
export function addHttpStage(routeSettings: JsonObject, site: ComponentSite): void {
  const [apiId = ''] = takeOutput('apiId', site);
  const { api } = site.context.platform.spec;
  add(site, 'ApiStage', 'AWS::ApiGatewayV2::Stage', {
    ApiId: apiId,
    StageName: STAGE,
    AutoDeploy: true,
    DefaultRouteSettings: settingsOf(api.throttle, api),
    ...(Object.keys(routeSettings).length > 0 && { RouteSettings: routeSettings }),
    AccessLogSettings: accessLogSettings(site.context, LOGGED),
    Tags: site.tags,
  });
  addDomainMapping({ apiId, name: STAGE, after: 'ApiStage' }, site);
}

/** The stage that an HTTP API serves without a word in the path. */
const STAGE = '$default';

/** The settings of a route take the place of the default ones as a whole, so that each says everything. */
function settingsOf(
  { rate, burst }: { readonly rate: number; readonly burst: number },
  { detailedMetrics }: PlatformSpec['api'],
): JsonObject {
  return { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst, DetailedMetricsEnabled: detailedMetrics };
}
