import type { ReadTarget, ResourcePart } from '../../drift/port.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import {
  allPages,
  type Calls,
  capitals,
  objectOf,
  objectsOf,
  orGone,
  pick,
  present,
  type ServiceReader,
  said,
  textOf,
} from './calls.ts';
import { authorizerParts, get, MAPS, ownId, segment } from './gateway.ts';

/**
 * The REST API. Everything is a path of the management API, which knows HTTP methods only.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html
 */
export const REST_API_READER: ServiceReader = {
  actions: ['apigateway:GET'],
  reads: {
    'AWS::ApiGateway::Account': readAccount,
    'AWS::ApiGateway::ApiKey': readKey,
    'AWS::ApiGateway::Authorizer': readAuthorizer,
    'AWS::ApiGateway::Deployment': readDeployment,
    'AWS::ApiGateway::GatewayResponse': readGatewayResponse,
    'AWS::ApiGateway::Method': readMethod,
    'AWS::ApiGateway::Resource': readResource,
    'AWS::ApiGateway::RestApi': readRestApi,
    'AWS::ApiGateway::Stage': readStage,
    'AWS::ApiGateway::UsagePlan': readUsagePlan,
    'AWS::ApiGateway::UsagePlanKey': readUsagePlanKey,
  },
  parts: { 'AWS::ApiGateway::RestApi': partsOfRestApi },
  attributes: {
    'AWS::ApiGateway::RestApi.RootResourceId': async ({ physicalId }, calls) =>
      (await resourcesOf(physicalId, calls)).find(({ Path }) => Path === '/')?.Id,
  },
};

function restPath(target: ReadTarget, below: string): string {
  return `/restapis/${segment(said(target, 'RestApiId'))}/${below}`;
}

async function readAccount(_: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const account = await get('/account', calls);
  return account && pick(account, ['CloudwatchRoleArn', 'CloudWatchRoleArn']);
}

/** Never with its value (S3). */
async function readKey({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const key = await get(`/apikeys/${segment(physicalId)}`, calls, { includeValue: 'false' });
  return key && pick(key, 'Description', 'Enabled', 'Name', 'Tags');
}

async function readAuthorizer(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const found = await get(restPath(target, `authorizers/${segment(ownId(target, 'RestApiId'))}`), calls);
  return found && authorizer(found);
}

function authorizer(found: JsonObject): JsonObject {
  return pick(
    found,
    'AuthType',
    'AuthorizerCredentials',
    'AuthorizerResultTtlInSeconds',
    'AuthorizerUri',
    'IdentitySource',
    'IdentityValidationExpression',
    'Name',
    'ProviderARNs',
    'Type',
  );
}

async function readDeployment(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const found = await get(restPath(target, `deployments/${segment(ownId(target, 'RestApiId'))}`), calls);
  return found && pick(found, 'Description');
}

/** One that was taken away is answered with API Gateway's own. */
async function readGatewayResponse(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const found = await get(restPath(target, `gatewayresponses/${segment(said(target, 'ResponseType'))}`), calls);
  if (found === undefined || found.DefaultResponse === true) return undefined;
  return pick(found, 'ResponseParameters', 'ResponseTemplates', 'ResponseType', 'StatusCode');
}

/** All resources of an API with their methods: a page has up to 500, and GetResources is allowed five times in two seconds. */
async function resourcesOf(apiId: string, calls: Calls): Promise<readonly JsonObject[]> {
  return allPages(async (position) => {
    const query = { embed: 'methods', limit: '500', ...(position !== undefined && { position }) };
    const page = (await calls.rest('apigateway', `/restapis/${segment(apiId)}/resources`, query)) ?? {};
    const items = objectsOf(page.item ?? objectOf(page._embedded).item);
    return { items: items.map((item) => objectOf(capitals(item, ...MAPS))), next: textOf(page.position) };
  });
}

async function readResource(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const resources = await orGone(resourcesOf(said(target, 'RestApiId'), calls), 'NotFound');
  const found = resources?.find(({ Id }) => Id === ownId(target, 'RestApiId'));
  return found && pick(found, 'ParentId', 'PathPart');
}

async function readMethod(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const resources = await orGone(resourcesOf(said(target, 'RestApiId'), calls), 'NotFound');
  const resource = resources?.find(({ Id }) => Id === said(target, 'ResourceId'));
  return resource && methodsOf(resource).find(({ HttpMethod }) => HttpMethod === said(target, 'HttpMethod'));
}

function methodsOf(resource: JsonObject): readonly JsonObject[] {
  return Object.values(objectOf(resource.ResourceMethods)).flatMap((raw) => {
    const method = objectOf(capitals(raw, ...MAPS));
    const own = pick(
      method,
      'ApiKeyRequired',
      'AuthorizationScopes',
      'AuthorizationType',
      'AuthorizerId',
      'HttpMethod',
      'OperationName',
      'RequestModels',
      'RequestParameters',
      'RequestValidatorId',
    );
    const MethodResponses = responsesOf(method.MethodResponses);
    return [{ ...own, ResourceId: resource.Id ?? '', MethodResponses, Integration: integrationOf(method) }];
  });
}

function integrationOf({ MethodIntegration }: JsonObject): Json {
  const integration = objectOf(MethodIntegration);
  const own = pick(
    integration,
    'CacheKeyParameters',
    'CacheNamespace',
    'ConnectionId',
    'ConnectionType',
    'ContentHandling',
    'Credentials',
    ['HttpMethod', 'IntegrationHttpMethod'],
    'PassthroughBehavior',
    'RequestParameters',
    'RequestTemplates',
    'ResponseTransferMode',
    'TimeoutInMillis',
    'Type',
    'Uri',
  );
  return { ...own, IntegrationResponses: responsesOf(integration.IntegrationResponses) };
}

/** By status code, as the template's list. */
function responsesOf(value: Json | undefined): Json {
  return Object.entries(objectOf(value)).map(([StatusCode, raw]) => ({
    ...objectOf(capitals(raw, ...MAPS)),
    StatusCode,
  }));
}

async function readRestApi({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const api = await get(`/restapis/${segment(physicalId)}`, calls);
  if (api === undefined) return undefined;
  const endpoint = pick(objectOf(api.EndpointConfiguration), 'IpAddressType', 'Types', 'VpcEndpointIds');
  const policy = textOf(api.Policy)?.replaceAll('\\"', '"').replaceAll('\\/', '/');
  return present({
    ...pick(
      api,
      ['ApiKeySource', 'ApiKeySourceType'],
      'BinaryMediaTypes',
      'Description',
      'DisableExecuteApiEndpoint',
      'MinimumCompressionSize',
      'Name',
      'Tags',
    ),
    EndpointConfiguration: endpoint,
    // The policy comes as JSON that is escaped once too often.
    Policy: policy,
  });
}

async function readStage(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const stage = await get(restPath(target, `stages/${segment(said(target, 'StageName'))}`), calls);
  if (stage === undefined) return undefined;
  const log = objectOf(stage.AccessLogSettings);
  return present({
    ...pick(
      stage,
      'CacheClusterEnabled',
      'CacheClusterSize',
      'ClientCertificateId',
      'DeploymentId',
      'Description',
      'StageName',
      'Tags',
      'TracingEnabled',
      'Variables',
    ),
    AccessLogSetting: Object.keys(log).length === 0 ? undefined : pick(log, 'DestinationArn', 'Format'),
    MethodSettings: Object.entries(objectOf(stage.MethodSettings)).map(([path, settings]) => ({
      ...methodSettings(objectOf(settings)),
      ...placeOfSettings(path),
    })),
  });
}

/** A stage keys its settings by path and method, the slashes of the path as `~1`; everything is a star for each. */
function placeOfSettings(path: string): JsonObject {
  const end = path.lastIndexOf('/');
  return { ResourcePath: `/${path.slice(0, end)}`, HttpMethod: path.slice(end + 1) };
}

function methodSettings(settings: JsonObject): JsonObject {
  return pick(
    objectOf(capitals(settings)),
    'CacheDataEncrypted',
    'CacheTtlInSeconds',
    'CachingEnabled',
    'DataTraceEnabled',
    'LoggingLevel',
    'MetricsEnabled',
    'ThrottlingBurstLimit',
    'ThrottlingRateLimit',
  );
}

async function readUsagePlan({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const plan = await get(`/usageplans/${segment(physicalId)}`, calls);
  if (plan === undefined) return undefined;
  const ApiStages = objectsOf(plan.ApiStages).map((one) => pick(one, 'ApiId', 'Stage', 'Throttle'));
  const own = pick(plan, 'Description', ['Name', 'UsagePlanName'], 'Quota', 'Tags', 'Throttle');
  return { ...own, ApiStages };
}

async function readUsagePlanKey(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const [plan, key] = [said(target, 'UsagePlanId'), said(target, 'KeyId')];
  const found = await get(`/usageplans/${segment(plan)}/keys/${segment(key)}`, calls);
  return found && pick(found, ['Id', 'KeyId'], ['Type', 'KeyType']);
}

/** Methods that nobody declared, and authorizers. A path without a method answers nobody. */
async function partsOfRestApi({ physicalId }: ReadTarget, calls: Calls): Promise<readonly ResourcePart[]> {
  const methods = (await resourcesOf(physicalId, calls)).flatMap((resource) =>
    methodsOf(resource).map((method) => {
      const [type, shown] = ['AWS::ApiGateway::Method', `${method.HttpMethod} ${resource.Path}`];
      return { type, physicalId: shown, properties: method };
    }),
  );
  const page = await calls.rest('apigateway', `/restapis/${segment(physicalId)}/authorizers`, { limit: '500' });
  return [...methods, ...authorizerParts('AWS::ApiGateway::Authorizer', 'Id', objectsOf(page.item), authorizer)];
}
