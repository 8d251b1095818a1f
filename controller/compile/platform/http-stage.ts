import type { PlatformSpec } from '../../../registry/kinds/platform/schema.ts';
import { routesOf } from '../../../registry/kinds/route/entries.ts';
import type { JsonObject } from '../../lib/json.ts';
import { accessLogSettings } from '../api/access-log.ts';
import { allRoutes } from '../api/all-routes.ts';
import type { CompileContext } from '../context.ts';
import { apiWord, numbersTo } from '../platform-outputs.ts';
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

/**
 * Route key → settings, of the routes of an API that have a throttle of their own. Keys stand sorted, so that documents may stand in any
 * order (P4).
 */
function routeSettingsOf(number: number, { documents, platform, apis }: CompileContext): JsonObject {
  const routes = [...documents.values()].flatMap((document) => {
    const { team = '' } = document.metadata;
    return document.kind === 'Route' && (apis.ofTeam.get(team) ?? 1) === number ? routesOf(document.spec) : [];
  });
  const settings = routes.flatMap(({ method, path, throttle }) =>
    throttle === undefined ? [] : [[`${method} ${path}`, settingsOf(throttle, platform.spec.api)] as const],
  );
  return Object.fromEntries(settings.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** True when a route has a throttle of its own: the stage then names that route, which has to be there first. */
export function hasRouteSettings({ documents }: CompileContext): boolean {
  return allRoutes(documents.values()).some(({ throttle }) => throttle !== undefined);
}

/** The only stage of each shared HTTP API. It deploys by itself, so routes are live as soon as their stack is applied. */
export function addHttpStages(site: ComponentSite): void {
  for (const number of numbersTo(site.context.apis.count)) addHttpStage(number, site);
}

function addHttpStage(number: number, site: ComponentSite): void {
  const [apiId = ''] = takeOutput('apiId', site, number);
  const { api } = site.context.platform.spec;
  const routeSettings = routeSettingsOf(number, site.context);
  const id = `${apiWord(number)}Stage`;
  add(site, id, 'AWS::ApiGatewayV2::Stage', {
    ApiId: apiId,
    StageName: STAGE,
    AutoDeploy: true,
    DefaultRouteSettings: settingsOf(api.throttle, api),
    ...(Object.keys(routeSettings).length > 0 && { RouteSettings: routeSettings }),
    AccessLogSettings: accessLogSettings(site.context, LOGGED),
    Tags: site.tags,
  });
  addDomainMapping({ api: number, apiId, name: STAGE, after: id }, site);
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
