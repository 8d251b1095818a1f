import type { ReadTarget, ResourcePart } from '../../drift/port.ts';
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import { type Calls, objectsOf, pick, type ServiceReader, said } from './calls.ts';
import { authorizerParts, get, ownId, segment } from './gateway.ts';

/**
 * What an HTTP API has besides its stages, routes and integrations.
 * https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/resources.html
 */
export const HTTP_API_READER: ServiceReader = {
  actions: ['apigateway:GET'],
  reads: {
    'AWS::ApiGatewayV2::ApiMapping': readMapping,
    'AWS::ApiGatewayV2::Authorizer': readHttpAuthorizer,
    'AWS::ApiGatewayV2::DomainName': readDomainName,
  },
  parts: { 'AWS::ApiGatewayV2::Api': authorizersOf },
  attributes: {
    'AWS::ApiGatewayV2::DomainName.RegionalDomainName': async ({ physicalId }, calls) =>
      (await domainConfiguration(physicalId, calls)).ApiGatewayDomainName,
    'AWS::ApiGatewayV2::DomainName.RegionalHostedZoneId': async ({ physicalId }, calls) =>
      (await domainConfiguration(physicalId, calls)).HostedZoneId,
  },
};

async function readMapping(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const domain = segment(said(target, 'DomainName'));
  const found = await get(`/v2/domainnames/${domain}/apimappings/${segment(ownId(target, 'DomainName'))}`, calls);
  return found && pick(found, 'ApiId', 'ApiMappingKey', 'Stage');
}

async function readHttpAuthorizer(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const found = (await httpAuthorizers(said(target, 'ApiId'), calls))?.find(
    (one) => one.AuthorizerId === ownId(target, 'ApiId'),
  );
  return found && httpAuthorizer(found);
}

/** All authorizers of an HTTP API, ten at most; `undefined` when the API is gone. */
async function httpAuthorizers(apiId: string, calls: Calls): Promise<readonly JsonObject[] | undefined> {
  const page = await get(`/v2/apis/${segment(apiId)}/authorizers`, calls, { maxResults: '100' });
  return page && objectsOf(page.Items);
}

function httpAuthorizer(found: JsonObject): JsonObject {
  return pick(
    found,
    'AuthorizerCredentialsArn',
    'AuthorizerPayloadFormatVersion',
    'AuthorizerResultTtlInSeconds',
    'AuthorizerType',
    'AuthorizerUri',
    'EnableSimpleResponses',
    'IdentitySource',
    'IdentityValidationExpression',
    'JwtConfiguration',
    'Name',
  );
}

async function authorizersOf({ physicalId }: ReadTarget, calls: Calls): Promise<readonly ResourcePart[]> {
  const found = (await httpAuthorizers(physicalId, calls)) ?? [];
  return authorizerParts('AWS::ApiGatewayV2::Authorizer', 'AuthorizerId', found, httpAuthorizer);
}

async function readDomainName({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const domain = await get(`/v2/domainnames/${segment(physicalId)}`, calls);
  return (
    domain && pick(domain, 'DomainName', 'DomainNameConfigurations', 'MutualTlsAuthentication', 'RoutingMode', 'Tags')
  );
}

async function domainConfiguration(name: string, calls: Calls): Promise<JsonObject> {
  const domain = await get(`/v2/domainnames/${segment(name)}`, calls);
  const [first] = objectsOf(domain?.DomainNameConfigurations);
  return isJsonObject(first) ? first : {};
}
