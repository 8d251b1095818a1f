import {
  type ApiGatewayV2Client,
  GetApiCommand,
  type GetApiCommandOutput,
  GetIntegrationsCommand,
  GetRoutesCommand,
  GetStagesCommand,
  type Integration,
  type Route,
  type Stage,
} from '@aws-sdk/client-apigatewayv2';
import type { ApiReader, ObservedApi, ObservedRoute } from '../drift/port.ts';
import type { JsonObject } from '../lib/json.ts';
import { awsError } from './aws-errors.ts';
import { toJsonObject } from './to-json.ts';

/** What this adapter calls: API Gateway's management API knows HTTP methods only. Resources are `/apis/<id>` and all below. */
export const API_READER_ACTIONS = ['apigateway:GET'] as const;

/** More than the 300 routes and 300 integrations of an HTTP API, so that one page mostly is all. A page that comes out smaller does no harm. */
const PAGE_SIZE = '500';

/** Reads an HTTP API with its stages, routes and integrations: four lists of calls, whatever the number of routes. */
export function createApiReader(client: ApiGatewayV2Client): ApiReader {
  return {
    readApi: async (ApiId) => {
      try {
        const api = await client.send(new GetApiCommand({ ApiId }));
        const page = (NextToken: string | undefined) => ({
          ApiId,
          MaxResults: PAGE_SIZE,
          ...(NextToken && { NextToken }),
        });
        const [stages, routes, integrations] = await Promise.all([
          allPages<Stage>((token) => client.send(new GetStagesCommand(page(token)))),
          allPages<Route>((token) => client.send(new GetRoutesCommand(page(token)))),
          allPages<Integration>((token) => client.send(new GetIntegrationsCommand(page(token)))),
        ]);
        return observe(ApiId, api, { stages, routes, integrations });
      } catch (error) {
        if (error instanceof Error && error.name === 'NotFoundException') return undefined;
        throw awsError(error, `read API ${ApiId}`);
      }
    },
  };
}

async function allPages<T>(
  read: (token: string | undefined) => Promise<{ Items?: T[] | undefined; NextToken?: string | undefined }>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let token: string | undefined;
  do {
    const page = await read(token);
    items.push(...(page.Items ?? []));
    token = page.NextToken;
  } while (token);
  return items;
}

interface ApiParts {
  readonly stages: readonly Stage[];
  readonly routes: readonly Route[];
  readonly integrations: readonly Integration[];
}

function observe(apiId: string, api: GetApiCommandOutput, { stages, routes, integrations }: ApiParts): ObservedApi {
  return {
    apiId,
    properties: apiProperties(api),
    stages: Object.fromEntries(stages.map((stage) => [stage.StageName ?? '', stageProperties(apiId, stage)])),
    integrations: Object.fromEntries(
      integrations.map((integration) => [integration.IntegrationId ?? '', integrationProperties(apiId, integration)]),
    ),
    routes: routes.map((route) => observeRoute(apiId, route)),
  };
}

function observeRoute(ApiId: string, route: Route): ObservedRoute {
  const { RouteId = '', RouteKey = '', Target } = route;
  const integrationId = /^integrations\/(.+)$/.exec(Target ?? '')?.[1];
  return {
    routeId: RouteId,
    routeKey: RouteKey,
    properties: toJsonObject({
      ApiId,
      ApiKeyRequired: route.ApiKeyRequired,
      AuthorizationScopes: route.AuthorizationScopes,
      AuthorizationType: route.AuthorizationType,
      AuthorizerId: route.AuthorizerId,
      OperationName: route.OperationName,
      RouteKey,
      Target,
    }),
    ...(integrationId !== undefined && { integrationId }),
  };
}

function apiProperties(api: GetApiCommandOutput): JsonObject {
  return toJsonObject({
    ApiKeySelectionExpression: api.ApiKeySelectionExpression,
    CorsConfiguration: api.CorsConfiguration,
    Description: api.Description,
    DisableExecuteApiEndpoint: api.DisableExecuteApiEndpoint,
    IpAddressType: api.IpAddressType,
    Name: api.Name,
    ProtocolType: api.ProtocolType,
    RouteSelectionExpression: api.RouteSelectionExpression,
    Tags: api.Tags,
    Version: api.Version,
  });
}

function stageProperties(ApiId: string, stage: Stage): JsonObject {
  return toJsonObject({
    AccessLogSettings: stage.AccessLogSettings,
    ApiId,
    AutoDeploy: stage.AutoDeploy,
    ClientCertificateId: stage.ClientCertificateId,
    DefaultRouteSettings: stage.DefaultRouteSettings,
    DeploymentId: stage.DeploymentId,
    Description: stage.Description,
    RouteSettings: stage.RouteSettings,
    StageName: stage.StageName,
    StageVariables: stage.StageVariables,
    Tags: stage.Tags,
  });
}

function integrationProperties(ApiId: string, integration: Integration): JsonObject {
  return toJsonObject({
    ApiId,
    ConnectionId: integration.ConnectionId,
    ConnectionType: integration.ConnectionType,
    CredentialsArn: integration.CredentialsArn,
    Description: integration.Description,
    IntegrationMethod: integration.IntegrationMethod,
    IntegrationSubtype: integration.IntegrationSubtype,
    IntegrationType: integration.IntegrationType,
    IntegrationUri: integration.IntegrationUri,
    PayloadFormatVersion: integration.PayloadFormatVersion,
    RequestParameters: integration.RequestParameters,
    ResponseParameters: integration.ResponseParameters,
    TimeoutInMillis: integration.TimeoutInMillis,
    TlsConfig: integration.TlsConfig,
  });
}
