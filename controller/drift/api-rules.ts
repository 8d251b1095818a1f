import { functionOfInvocationPath, withoutLogStreams } from './forms.ts';
import type { TypeRules } from './rules.ts';

/**
 * `AWS::ApiGatewayV2::Api` for HTTP APIs. Defaults: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html;
 * CORS header names and methods come back in lower case.
 */
export const API_RULES: TypeRules = {
  readable: [
    'ApiKeySelectionExpression',
    'CorsConfiguration',
    'Description',
    'DisableExecuteApiEndpoint',
    'IpAddressType',
    'Name',
    'ProtocolType',
    'RouteSelectionExpression',
    'Tags',
    'Version',
  ],
  defaults: [
    ['/ApiKeySelectionExpression', '$request.header.x-api-key'],
    ['/DisableExecuteApiEndpoint', false],
    ['/IpAddressType', 'ipv4'],
    ['/RouteSelectionExpression', '$request.method $request.path'],
  ],
  sets: [
    '/CorsConfiguration/AllowOrigins',
    '/CorsConfiguration/AllowMethods',
    '/CorsConfiguration/AllowHeaders',
    '/CorsConfiguration/ExposeHeaders',
  ],
  anyCase: [
    '/CorsConfiguration/AllowOrigins',
    '/CorsConfiguration/AllowMethods',
    '/CorsConfiguration/AllowHeaders',
    '/CorsConfiguration/ExposeHeaders',
  ],
  absent: [
    ['/CorsConfiguration/AllowCredentials', false],
    ['/CorsConfiguration/MaxAge', 0],
  ],
  rewrites: [],
  ignored: [],
};

/** `AWS::ApiGatewayV2::Stage`. Its deployment changes with every change of a route when it deploys by itself. */
export const STAGE_RULES: TypeRules = {
  readable: [
    'AccessLogSettings',
    'ApiId',
    'AutoDeploy',
    'ClientCertificateId',
    'DefaultRouteSettings',
    'DeploymentId',
    'Description',
    'RouteSettings',
    'StageName',
    'StageVariables',
    'Tags',
  ],
  defaults: [
    ['/AutoDeploy', false],
    ['/DefaultRouteSettings', {}],
    ['/DefaultRouteSettings/DetailedMetricsEnabled', false],
  ],
  sets: [],
  anyCase: [],
  absent: [
    ['/DefaultRouteSettings/DataTraceEnabled', false],
    ['/DefaultRouteSettings/LoggingLevel', 'OFF'],
    ['/RouteSettings/*/DataTraceEnabled', false],
    ['/RouteSettings/*/LoggingLevel', 'OFF'],
  ],
  rewrites: [['/AccessLogSettings/DestinationArn', withoutLogStreams]],
  ignored: ['/ApiId', '/DeploymentId'],
};

/** `AWS::ApiGatewayV2::Route`. */
export const ROUTE_RULES: TypeRules = {
  readable: [
    'ApiId',
    'ApiKeyRequired',
    'AuthorizationScopes',
    'AuthorizationType',
    'AuthorizerId',
    'OperationName',
    'RouteKey',
    'Target',
  ],
  defaults: [
    ['/ApiKeyRequired', false],
    ['/AuthorizationType', 'NONE'],
  ],
  sets: ['/AuthorizationScopes'],
  anyCase: [],
  absent: [],
  rewrites: [],
  ignored: ['/ApiId'],
};

/** `AWS::ApiGatewayV2::Integration` of an HTTP API. */
export const INTEGRATION_RULES: TypeRules = {
  readable: [
    'ApiId',
    'ConnectionId',
    'ConnectionType',
    'CredentialsArn',
    'Description',
    'IntegrationMethod',
    'IntegrationSubtype',
    'IntegrationType',
    'IntegrationUri',
    'PayloadFormatVersion',
    'RequestParameters',
    'ResponseParameters',
    'TimeoutInMillis',
    'TlsConfig',
  ],
  defaults: [
    ['/ConnectionType', 'INTERNET'],
    ['/PayloadFormatVersion', '1.0'],
    ['/TimeoutInMillis', 30_000],
  ],
  sets: [],
  anyCase: [],
  absent: [],
  rewrites: [['/IntegrationUri', functionOfInvocationPath]],
  ignored: ['/ApiId'],
};
