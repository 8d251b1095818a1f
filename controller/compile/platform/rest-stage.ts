import type { PlatformSpec } from '../../../registry/kinds/platform/schema.ts';
import type { RouteEntry } from '../../../registry/kinds/route/entries.ts';
import { ROUTE_METHODS } from '../../../registry/kinds/route/schema.ts';
import type { JsonObject } from '../../lib/json.ts';
import { accessLogSettings } from '../api/access-log.ts';
import { allRoutes } from '../api/all-routes.ts';
import type { CompileContext } from '../context.ts';
import { ref } from '../intrinsics.ts';
import { takeOutput } from '../references.ts';
import { add, type ComponentSite, siteTags } from './component.ts';
import { addDomainMapping } from './domain.ts';
import { DEFAULT_STAGE } from './rest-api.ts';
import { addUsagePlan } from './usage-plan.ts';

/**
 * What is known of each request. Source of the names:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
const LOGGED = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.path',
  resourcePath: '$context.resourcePath',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  integrationStatus: '$context.integration.status',
  integrationError: '$context.integrationErrorMessage',
  error: '$context.error.message',
};

/**
 * The only stage of the shared REST API, with what it serves: a deployment, made anew when its hash changes. CloudFormation moves the stage to
 * the new one before it deletes the old.
 */
export function addRestStage(hash: string, site: ComponentSite): void {
  const [apiId = ''] = takeOutput('apiId', site);
  const { cache, stage = DEFAULT_STAGE } = site.context.platform.spec.api;
  const deployment = `Deployment${hash}`;
  add(site, deployment, 'AWS::ApiGateway::Deployment', { RestApiId: apiId, Description: `State ${hash}` });
  add(site, 'RestStage', 'AWS::ApiGateway::Stage', {
    RestApiId: apiId,
    StageName: stage,
    DeploymentId: ref(deployment),
    // Said even when it is off: CloudFormation leaves a cache on that a template no longer names.
    CacheClusterEnabled: cache !== undefined,
    ...(cache !== undefined && { CacheClusterSize: String(cache.sizeGb) }),
    MethodSettings: methodSettings(site.context),
    AccessLogSetting: accessLogSettings(site.context, LOGGED),
    TracingEnabled: site.context.platform.spec.observability.tracing === 'active',
    Tags: siteTags(site),
  });
  addDomainMapping({ api: 1, apiId, name: stage, after: 'RestStage' }, site);
  addUsagePlan(apiId, site);
}

/** The settings of all methods, and those of the routes that have settings of their own, sorted by path. */
function methodSettings({ documents, platform }: CompileContext): readonly JsonObject[] {
  const { api } = platform.spec;
  const own = allRoutes(documents.values())
    .filter(({ throttle, cache }) => throttle !== undefined || cache !== undefined)
    .toSorted((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1));
  return [
    { ResourcePath: '/*', HttpMethod: '*', ...settingsOf({}, api) },
    ...own.flatMap((route) =>
      methodsOf(route).map((method) => ({
        ResourcePath: `/${route.path.replaceAll('/', '~1')}`,
        HttpMethod: method,
        ...settingsOf(route, api),
      })),
    ),
  ];
}

/** A stage knows no ANY: each method has its settings. */
function methodsOf({ method }: RouteEntry): readonly string[] {
  return method === 'ANY' ? ROUTE_METHODS.filter((one) => one !== 'ANY') : [method];
}

/** The settings of a method take the place of those of all methods as a whole, so that each says everything (F1). */
function settingsOf(route: Partial<RouteEntry>, api: PlatformSpec['api']): JsonObject {
  const { rate, burst } = route.throttle ?? api.throttle;
  return {
    ThrottlingRateLimit: rate,
    ThrottlingBurstLimit: burst,
    MetricsEnabled: api.detailedMetrics,
    LoggingLevel: 'OFF',
    DataTraceEnabled: false,
    CachingEnabled: route.cache !== undefined,
    ...(api.cache !== undefined && {
      CacheTtlInSeconds: route.cache?.ttlSeconds ?? api.cache.ttlSeconds,
      CacheDataEncrypted: api.cache.encrypted,
    }),
  };
}
