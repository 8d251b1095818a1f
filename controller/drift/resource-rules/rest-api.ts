import { type Expected, isExpectedObject } from '../expected.ts';
import { functionOfInvocationPath, jsonForm, withoutLogStreams } from '../forms.ts';
import { policyForm } from '../policy-form.ts';
import { type TypeRules, typeRules } from '../rules.ts';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html */
const INTEGRATION_TIMEOUT = 29_000;

/** An integration that answers by itself calls nobody, whatever is kept of where it would. */
function integrationForm(value: Expected): Expected {
  if (!isExpectedObject(value) || value.Type !== 'MOCK') return value;
  const { IntegrationHttpMethod: _, Uri: __, ...rest } = value;
  return rest;
}

/**
 * The REST API. Defaults: https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRestApi.html and its neighbours
 * (API_PutMethod, API_PutIntegration, API_CreateStage, API_CreateUsagePlan, API_CreateAuthorizer).
 */
export const REST_API_TYPES: Readonly<Record<string, TypeRules>> = {
  'AWS::ApiGateway::Account': typeRules({ readable: ['CloudWatchRoleArn'] }),
  'AWS::ApiGateway::ApiKey': typeRules({
    readable: ['Description', 'Enabled', 'Name', 'Tags'],
    absent: [['/Enabled', false]],
    onlyDeclared: ['/Name'],
  }),
  'AWS::ApiGateway::Authorizer': typeRules({
    readable: [
      'AuthType',
      'AuthorizerCredentials',
      'AuthorizerResultTtlInSeconds',
      'AuthorizerUri',
      'IdentitySource',
      'IdentityValidationExpression',
      'Name',
      'ProviderARNs',
      'RestApiId',
      'Type',
    ],
    defaults: [['/AuthorizerResultTtlInSeconds', 300]],
    sets: ['/ProviderARNs'],
    rewrites: [['/AuthorizerUri', functionOfInvocationPath]],
    ignored: ['/RestApiId'],
    onlyDeclared: ['/AuthType'],
  }),
  'AWS::ApiGateway::Deployment': typeRules({
    readable: ['Description', 'RestApiId'],
    ignored: ['/RestApiId'],
  }),
  'AWS::ApiGateway::GatewayResponse': typeRules({
    readable: ['ResponseParameters', 'ResponseTemplates', 'ResponseType', 'RestApiId', 'StatusCode'],
    ignored: ['/RestApiId'],
    // The text that API Gateway answers with by itself.
    onlyDeclared: ['/ResponseTemplates', '/StatusCode'],
  }),
  'AWS::ApiGateway::Method': typeRules({
    readable: [
      'ApiKeyRequired',
      'AuthorizationScopes',
      'AuthorizationType',
      'AuthorizerId',
      'HttpMethod',
      'Integration',
      'MethodResponses',
      'OperationName',
      'RequestModels',
      'RequestParameters',
      'RequestValidatorId',
      'ResourceId',
      'RestApiId',
    ],
    defaults: [['/AuthorizationType', 'NONE']],
    sets: [
      '/AuthorizationScopes',
      '/Integration/CacheKeyParameters',
      '/Integration/IntegrationResponses',
      '/MethodResponses',
    ],
    absent: [
      ['/ApiKeyRequired', false],
      ['/Integration/ConnectionType', 'INTERNET'],
      ['/Integration/IntegrationResponses/*/SelectionPattern', ''],
      ['/Integration/PassthroughBehavior', 'WHEN_NO_MATCH'],
      ['/Integration/ResponseTransferMode', 'BUFFERED'],
      ['/Integration/TimeoutInMillis', INTEGRATION_TIMEOUT],
    ],
    rewrites: [['/Integration/Uri', functionOfInvocationPath]],
    forms: [
      ['/Integration', integrationForm],
      ['/Integration/RequestTemplates/*', jsonForm],
    ],
    ignored: ['/RestApiId'],
    // Without a name of its own the cache of an integration has the resource's.
    onlyDeclared: ['/Integration/CacheNamespace', '/OperationName'],
  }),
  'AWS::ApiGateway::Resource': typeRules({ readable: ['ParentId', 'PathPart', 'RestApiId'], ignored: ['/RestApiId'] }),
  'AWS::ApiGateway::RestApi': typeRules({
    readable: [
      'ApiKeySourceType',
      'BinaryMediaTypes',
      'Description',
      'DisableExecuteApiEndpoint',
      'EndpointConfiguration',
      'MinimumCompressionSize',
      'Name',
      'Policy',
      'Tags',
    ],
    defaults: [
      ['/ApiKeySourceType', 'HEADER'],
      ['/EndpointConfiguration', { Types: ['EDGE'] }],
    ],
    sets: ['/BinaryMediaTypes', '/EndpointConfiguration/Types', '/EndpointConfiguration/VpcEndpointIds'],
    absent: [['/DisableExecuteApiEndpoint', false]],
    forms: [['/Policy', policyForm]],
    onlyDeclared: ['/EndpointConfiguration/IpAddressType'],
  }),
  'AWS::ApiGateway::Stage': typeRules({
    readable: [
      'AccessLogSetting',
      'CacheClusterEnabled',
      'CacheClusterSize',
      'ClientCertificateId',
      'DeploymentId',
      'Description',
      'MethodSettings',
      'RestApiId',
      'StageName',
      'Tags',
      'TracingEnabled',
      'Variables',
    ],
    sets: ['/MethodSettings'],
    absent: [
      ['/CacheClusterEnabled', false],
      ['/TracingEnabled', false],
      ['/MethodSettings/*/CacheDataEncrypted', false],
      ['/MethodSettings/*/CacheTtlInSeconds', 300],
      ['/MethodSettings/*/CachingEnabled', false],
      ['/MethodSettings/*/DataTraceEnabled', false],
      ['/MethodSettings/*/LoggingLevel', 'OFF'],
      ['/MethodSettings/*/MetricsEnabled', false],
      ['/MethodSettings/*/ThrottlingBurstLimit', -1],
      ['/MethodSettings/*/ThrottlingRateLimit', -1],
    ],
    rewrites: [
      ['/AccessLogSetting/DestinationArn', withoutLogStreams],
      // A path may be written as part of a JSON pointer.
      ['/MethodSettings/*/ResourcePath', (path) => path.replaceAll('~1', '/').replace(/^\/+/, '/')],
    ],
    ignored: ['/RestApiId'],
    onlyDeclared: ['/CacheClusterSize'],
  }),
  'AWS::ApiGateway::UsagePlan': typeRules({
    readable: ['ApiStages', 'Description', 'Quota', 'Tags', 'Throttle', 'UsagePlanName'],
    sets: ['/ApiStages'],
    absent: [['/Quota/Offset', 0]],
    onlyDeclared: ['/UsagePlanName'],
  }),
  'AWS::ApiGateway::UsagePlanKey': typeRules({
    readable: ['KeyId', 'KeyType', 'UsagePlanId'],
    ignored: ['/UsagePlanId'],
  }),
};
