import type { Json, JsonObject } from '../../lib/json.ts';
import { logicalId } from '../../lib/names.ts';
import { parentPaths, pathId, pathIdOutput } from '../api/rest-paths.ts';
import { dnsSuffixOf, partitionOf } from '../arn.ts';
import { type CompileContext, platformName } from '../context.ts';
import { concat, getAtt, ref } from '../intrinsics.ts';
import { keyOutput } from '../platform-outputs.ts';
import { RETAINED } from '../site.ts';
import { addOutput } from '../stack-draft.ts';
import { policyOf } from '../statement.ts';
import { add, type ComponentSite, siteTags } from './component.ts';

/** Limits: API_CreateRestApi and API_CreateApiKey of API Gateway. */
const MAX_NAME = 128;

/** Name of the stage where the Platform gives none. */
export const DEFAULT_STAGE = 'live';

/** The shared REST API, without stage and without anything of the teams: what stands on it is in their stacks, how it is reached in the edge. */
export function addRestApi(site: ComponentSite): void {
  const { api, project } = site.context.platform.spec;
  add(site, 'RestApi', 'AWS::ApiGateway::RestApi', {
    Name: restApiName(site.context),
    Description: `Shared API of ${project}`,
    EndpointConfiguration: { Types: ['REGIONAL'] },
    ApiKeySourceType: 'HEADER',
    DisableExecuteApiEndpoint: api.domain?.disableDefaultEndpoint ?? false,
    ...(api.minimumCompressionBytes !== undefined && { MinimumCompressionSize: api.minimumCompressionBytes }),
    Tags: siteTags(site),
  });
  addOutput(site.draft, 'ApiId', ref('RestApi'), 'Shared REST API');
  addOutput(site.draft, 'ApiEndpoint', endpointOf(site), 'Address of the shared REST API');
  addOutput(site.draft, 'ApiRootId', getAtt('RestApi', 'RootResourceId'), 'Root of the paths of the shared API');
  addParents(site);
  addGatewayResponses(site);
  addKeys(site);
  if (api.accountRole ?? true) addAccountRole(site);
}

/** The name that people use: their own where there is one, else API Gateway's, in which the stage is the first part of the path. */
function endpointOf({ context }: ComponentSite): Json {
  const { domain, stage = DEFAULT_STAGE } = context.platform.spec.api;
  if (domain !== undefined) return `https://${domain.name}`;
  const { region } = context.platform.spec;
  return concat('https://', ref('RestApi'), `.execute-api.${region}.${dnsSuffixOf(region)}/${stage}`);
}

/** Its name, by which CloudWatch knows it. */
export function restApiName(context: CompileContext): string {
  return platformName(context, ['api-gateway'], MAX_NAME);
}

/** Parts of the teams' prefixes above their last one: several teams may be below one of them, so they are nobody's but the platform's. */
function addParents(site: ComponentSite): void {
  for (const path of parentPaths(site.context)) {
    const above = path.slice(0, path.lastIndexOf('/'));
    add(site, pathId(path), 'AWS::ApiGateway::Resource', {
      RestApiId: ref('RestApi'),
      ParentId: above === '' ? getAtt('RestApi', 'RootResourceId') : ref(pathId(above)),
      PathPart: path.slice(path.lastIndexOf('/') + 1),
    });
    addOutput(site.draft, pathIdOutput(path), ref(pathId(path)), `Path ${path} of the shared API`);
  }
}

/**
 * Lets browsers read what API Gateway itself answers when a request does not get to a function. With several origins the caller's own is
 * given back: these answers hold nothing but API Gateway's words.
 */
function addGatewayResponses(site: ComponentSite): void {
  const { cors } = site.context.platform.spec.api;
  if (cors === undefined) return;
  const [origin = ''] = cors.allowOrigins;
  const header = (name: string) => `gatewayresponse.header.Access-Control-${name}`;
  const parameters: JsonObject = {
    [header('Allow-Origin')]: cors.allowOrigins.length === 1 ? `'${origin}'` : 'method.request.header.Origin',
    ...(cors.exposeHeaders !== undefined && { [header('Expose-Headers')]: `'${cors.exposeHeaders.join(',')}'` }),
    ...(cors.allowCredentials === true && { [header('Allow-Credentials')]: "'true'" }),
  };
  for (const [id, type] of [
    ['ClientErrors', 'DEFAULT_4XX'],
    ['ServerErrors', 'DEFAULT_5XX'],
  ] as const) {
    add(site, id, 'AWS::ApiGateway::GatewayResponse', {
      RestApiId: ref('RestApi'),
      ResponseType: type,
      ResponseParameters: parameters,
    });
  }
}

/** API keys, made up by AWS. They are here and not with the usage plan, so that they outlive it: callers hold them. */
function addKeys(site: ComponentSite): void {
  const { usagePlan } = site.context.platform.spec.api;
  for (const name of usagePlan?.keys ?? []) {
    const id = logicalId('ApiKey', name);
    add(site, id, 'AWS::ApiGateway::ApiKey', {
      Name: platformName(site.context, ['api-key', name], MAX_NAME),
      Description: `Key ${name} of the shared API`,
      Enabled: true,
      Tags: siteTags(site),
    });
    addOutput(site.draft, keyOutput(name), ref(id), `Id of API key ${name}`);
  }
}

/**
 * The role with which API Gateway writes logs: one for all REST APIs of an account and region, so that it stays when the platform goes. It
 * has no name of its own, because one that stayed would stand in the way of the next.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
function addAccountRole(site: ComponentSite): void {
  const { region, project } = site.context.platform.spec;
  const trust = { Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const role = {
    Path: `/${project}/`,
    AssumeRolePolicyDocument: policyOf([trust]),
    ManagedPolicyArns: [`arn:${partitionOf(region)}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`],
    Policies: [],
    MaxSessionDuration: 3600,
    Tags: siteTags(site),
  };
  add(site, 'ApiLogRole', 'AWS::IAM::Role', role, RETAINED);
  const account = { CloudWatchRoleArn: getAtt('ApiLogRole', 'Arn') };
  add(site, 'ApiAccount', 'AWS::ApiGateway::Account', account, RETAINED);
}
