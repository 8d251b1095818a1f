import type { StageCleaner } from '../../controller/apply/port.ts';
import type { ApiReader, ObservedApi } from '../../controller/drift/port.ts';
import type { JsonObject } from '../../controller/lib/json.ts';
import { createFaults, type Faults } from './faults.ts';

/** What API Gateway adds to everything that says nothing else. */
const API_DEFAULTS: JsonObject = {
  ApiKeySelectionExpression: '$request.header.x-api-key',
  DisableExecuteApiEndpoint: false,
  IpAddressType: 'ipv4',
  RouteSelectionExpression: '$request.method $request.path',
};
const ROUTE_DEFAULTS: JsonObject = { ApiKeyRequired: false, AuthorizationType: 'NONE' };
const INTEGRATION_DEFAULTS: JsonObject = { ConnectionType: 'INTERNET', TimeoutInMillis: 30_000 };

/** API Gateway in memory, with what a person may do to it in the console. Properties are CloudFormation's. */
export interface FakeApiGateway extends ApiReader, StageCleaner {
  readonly faults: Faults;
  putApi(apiId: string, properties: JsonObject): void;
  putStage(apiId: string, properties: JsonObject): void;
  putIntegration(apiId: string, integrationId: string, properties: JsonObject): void;
  putRoute(apiId: string, routeId: string, properties: JsonObject): void;
  removeApi(apiId: string): void;
  removeStage(apiId: string, name: string): void;
  removeIntegration(apiId: string, integrationId: string): void;
  removeRoute(apiId: string, routeId: string): void;
}

/** A region without APIs. Its port is called `apigateway` in `faults`. */
export function createFakeApiGateway(faults: Faults = createFaults()): FakeApiGateway {
  const apis = new Map<string, ObservedApi>();
  const edit = (apiId: string, change: (api: ObservedApi) => Partial<ObservedApi>) => {
    const api = apis.get(apiId) ?? { apiId, properties: API_DEFAULTS, stages: {}, integrations: {}, routes: [] };
    apis.set(apiId, { ...api, ...change(api) });
  };
  const port: ApiReader & StageCleaner = {
    readApi: async (apiId) => structuredClone(apis.get(apiId)),
    removeRouteSettings: async (apiId, stage, kept) => {
      const properties = apis.get(apiId)?.stages[stage];
      if (properties === undefined) return;
      const settings = Object.entries((properties.RouteSettings ?? {}) as JsonObject);
      const RouteSettings = Object.fromEntries(settings.filter(([key]) => kept.has(key)));
      edit(apiId, ({ stages }) => ({ stages: { ...stages, [stage]: { ...properties, RouteSettings } } }));
    },
  };

  return {
    ...faults.wrap('apigateway', port),
    faults,
    putApi: (apiId, properties) => edit(apiId, () => ({ properties: { ...API_DEFAULTS, ...properties } })),
    putStage: (apiId, properties) =>
      edit(apiId, ({ stages }) => ({
        stages: { ...stages, [String(properties.StageName)]: { ...properties, ApiId: apiId } },
      })),
    putIntegration: (apiId, integrationId, properties) =>
      edit(apiId, ({ integrations }) => ({
        integrations: { ...integrations, [integrationId]: { ...INTEGRATION_DEFAULTS, ...properties, ApiId: apiId } },
      })),
    putRoute: (apiId, routeId, properties) =>
      edit(apiId, ({ routes }) => ({
        routes: [...routes.filter((route) => route.routeId !== routeId), routeOf(apiId, routeId, properties)],
      })),
    removeApi: (apiId) => apis.delete(apiId),
    removeStage: (apiId, name) => edit(apiId, ({ stages }) => ({ stages: without(stages, name) })),
    removeIntegration: (apiId, id) => edit(apiId, ({ integrations }) => ({ integrations: without(integrations, id) })),
    removeRoute: (apiId, routeId) =>
      edit(apiId, ({ routes }) => ({ routes: routes.filter((route) => route.routeId !== routeId) })),
  };
}

function routeOf(apiId: string, routeId: string, given: JsonObject): ObservedApi['routes'][number] {
  const properties: JsonObject = { ...ROUTE_DEFAULTS, ...given, ApiId: apiId };
  const routeKey = String(properties.RouteKey);
  const integrationId = /^integrations\/(.+)$/.exec(String(properties.Target ?? ''))?.[1];
  return { routeId, routeKey, properties, ...(integrationId !== undefined && { integrationId }) };
}

function without<T>(parts: Readonly<Record<string, T>>, id: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(parts).filter(([key]) => key !== id));
}
