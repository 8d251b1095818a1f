import { beforeEach, describe, expect, test } from 'vitest';
import { API_RULES, INTEGRATION_RULES, ROUTE_RULES, STAGE_RULES } from '../../../controller/drift/api-rules.ts';
import { compareProperties } from '../../../controller/drift/compare.ts';
import type { ApiReader, ObservedApi } from '../../../controller/drift/port.ts';
import type { TypeRules } from '../../../controller/drift/rules.ts';
import type { JsonObject } from '../../../controller/lib/json.ts';

/** An empty region, and what people do in the console. Properties are CloudFormation's; every `put` gives the new id. */
export interface ApiHarness {
  readonly reader: ApiReader;
  putApi(properties: JsonObject): Promise<string>;
  putStage(apiId: string, properties: JsonObject): Promise<void>;
  putIntegration(apiId: string, properties: JsonObject): Promise<string>;
  putRoute(apiId: string, properties: JsonObject): Promise<string>;
  setThrottle(apiId: string, stage: string, rate: number, burst: number): Promise<void>;
  setTarget(apiId: string, routeId: string, target: string): Promise<void>;
  removeRoute(apiId: string, routeId: string): Promise<void>;
  removeApi(apiId: string): Promise<void>;
}

const API: JsonObject = {
  Name: 'demo-api-gateway',
  Description: 'Shared API of demo',
  ProtocolType: 'HTTP',
  CorsConfiguration: {
    AllowOrigins: ['https://app.example.com', 'https://admin.example.com'],
    AllowHeaders: ['Content-Type', 'X-Request-Id'],
    AllowMethods: ['GET', 'POST'],
    MaxAge: 600,
    AllowCredentials: false,
  },
  DisableExecuteApiEndpoint: false,
  Tags: { 'managed-by': 'holdfast' },
};

const STAGE: JsonObject = {
  StageName: '$default',
  AutoDeploy: true,
  DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200, DetailedMetricsEnabled: false },
  AccessLogSettings: {
    DestinationArn: 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/demo',
    Format: '{"requestId":"$context.requestId"}',
  },
  Tags: { 'managed-by': 'holdfast' },
};

const INTEGRATION: JsonObject = {
  IntegrationType: 'AWS_PROXY',
  IntegrationUri: 'arn:aws:lambda:us-east-1:123456789012:function:demo-payments-function-charge',
  IntegrationMethod: 'POST',
  ConnectionType: 'INTERNET',
  PayloadFormatVersion: '2.0',
  TimeoutInMillis: 30_000,
};

/** What every reader of HTTP APIs promises. */
export function apiReaderContract(name: string, createHarness: () => Promise<ApiHarness>): void {
  describe(`ApiReader: ${name}`, () => {
    let harness: ApiHarness;
    const read = async (apiId: string): Promise<ObservedApi> => {
      const api = await harness.reader.readApi(apiId);
      if (api === undefined) throw new Error('the API is gone');
      return api;
    };
    beforeEach(async () => {
      harness = await createHarness();
    });

    test('F4: an API that does not exist is gone, not an error', async () => {
      expect(await harness.reader.readApi('nosuchapi0')).toBeUndefined();
    });

    test('F3: API, stage, integration and route that nobody touched are exactly as declared', async () => {
      const apiId = await harness.putApi(API);
      await harness.putStage(apiId, STAGE);
      const integrationId = await harness.putIntegration(apiId, INTEGRATION);
      const route = { RouteKey: 'POST /payments/charges', Target: `integrations/${integrationId}` };
      const routeId = await harness.putRoute(apiId, route);

      const api = await read(apiId);
      expect(api.apiId).toBe(apiId);
      expect(differencesOf(API, api.properties, API_RULES)).toEqual([]);
      expect(differencesOf(STAGE, api.stages.$default, STAGE_RULES)).toEqual([]);
      expect(differencesOf(INTEGRATION, api.integrations[integrationId], INTEGRATION_RULES)).toEqual([]);
      expect(api.routes).toMatchObject([{ routeId, routeKey: 'POST /payments/charges', integrationId }]);
      expect(differencesOf({ ...route, AuthorizationType: 'NONE' }, api.routes[0]?.properties, ROUTE_RULES)).toEqual(
        [],
      );
    });

    test('an API that says only what it must has nothing that its template does not say', async () => {
      const minimal = { Name: 'demo-api-gateway', ProtocolType: 'HTTP' };
      const apiId = await harness.putApi(minimal);
      await harness.putStage(apiId, { StageName: 'live' });
      const api = await read(apiId);
      expect(differencesOf(minimal, api.properties, API_RULES)).toEqual([]);
      expect(differencesOf({ StageName: 'live' }, api.stages.live, STAGE_RULES)).toEqual([]);
      expect(api.routes).toEqual([]);
      expect(api.integrations).toEqual({});
    });

    test('F3: what CloudFormation cannot read back is read: throttling of a stage, target of a route', async () => {
      const apiId = await harness.putApi(API);
      await harness.putStage(apiId, STAGE);
      const declared = { RouteKey: 'GET /payments', Target: 'integrations/aaaaaaa' };
      const routeId = await harness.putRoute(apiId, declared);
      await harness.setThrottle(apiId, '$default', 5, 200);
      await harness.setTarget(apiId, routeId, 'integrations/bbbbbbb');

      const api = await read(apiId);
      expect(differencesOf(STAGE, api.stages.$default, STAGE_RULES)).toEqual([
        { path: '/Properties/DefaultRouteSettings/ThrottlingRateLimit', expected: 100, actual: 5 },
      ]);
      expect(differencesOf(declared, api.routes[0]?.properties, ROUTE_RULES)).toEqual([
        { path: '/Properties/Target', expected: 'integrations/aaaaaaa', actual: 'integrations/bbbbbbb' },
      ]);
    });

    test('all routes are read, however many', async () => {
      const apiId = await harness.putApi(API);
      const ids: string[] = [];
      for (let index = 0; index < 120; index += 1) {
        ids.push(await harness.putRoute(apiId, { RouteKey: `GET /payments/${index}` }));
      }
      const { routes } = await read(apiId);
      expect(routes.map((route) => route.routeId).sort()).toEqual(ids.sort());
    });

    test('what is removed is gone', async () => {
      const apiId = await harness.putApi(API);
      const kept = await harness.putRoute(apiId, { RouteKey: 'GET /kept' });
      const removed = await harness.putRoute(apiId, { RouteKey: 'GET /removed' });
      await harness.removeRoute(apiId, removed);
      expect((await read(apiId)).routes.map((route) => route.routeId)).toEqual([kept]);
      await harness.removeApi(apiId);
      expect(await harness.reader.readApi(apiId)).toBeUndefined();
    });
  });
}

function differencesOf(expected: JsonObject, actual: JsonObject | undefined, rules: TypeRules) {
  return compareProperties({ expected, actual: actual ?? {}, rules, stackTags: {} }).differences;
}
