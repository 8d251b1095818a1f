import type { Json, JsonObject } from '../../lib/json.ts';
import { arnIn } from '../arn.ts';
import { placeOf, platformName } from '../context.ts';
import { getAtt, ref } from '../intrinsics.ts';
import { addOutput } from '../stack-draft.ts';
import { addAuthorizers } from './authorizers.ts';
import { boundaryPolicy } from './boundary.ts';
import { add, type ComponentSite, siteTags } from './component.ts';
import { addDomain, addDomainMapping } from './domain.ts';
import { addExecutionRole } from './execution-role.ts';
import { addGithub } from './github.ts';

/** Limits: API_CreateApi of API Gateway v2, API_CreatePolicy of IAM, API_CreateLogGroup of CloudWatch Logs. */
const MAX_API_NAME = 128;
const MAX_POLICY_NAME = 128;
const MAX_LOG_GROUP_NAME = 512;

/**
 * What is known of each request. Source of the names:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
const ACCESS_LOG_FORMAT = JSON.stringify({
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
});

/** What the teams' stacks hang on: the shared HTTP API with its only stage, and the permissions boundary of their roles. */
export function compileApplication(site: ComponentSite): void {
  addApi(site);
  addAuthorizers(site);
  addStage(site);
  addDomain(site);
  addDomainMapping({ apiId: ref('Api'), after: 'ApiStage' }, site);
  addBoundary(site);
  addExecutionRole(site);
  addGithub(site);
  addOutput(site.draft, 'ApiId', ref('Api'), 'Shared HTTP API');
  addOutput(site.draft, 'ApiEndpoint', endpointOf(site), 'Address of the shared HTTP API');
  addOutput(site.draft, 'AccessLogGroupName', ref('AccessLog'), 'Access log of the shared HTTP API');
  addOutput(site.draft, 'ExecutionRoleArn', getAtt('ExecutionRole', 'Arn'), 'Shared role of functions');
  addOutput(site.draft, 'PermissionsBoundaryArn', ref('PermissionsBoundary'), 'The most that a role of a team can do');
}

function addApi(site: ComponentSite): void {
  add(site, 'Api', 'AWS::ApiGatewayV2::Api', {
    Name: platformName(site.context, ['api-gateway'], MAX_API_NAME),
    Description: `Shared API of ${site.context.platform.spec.project}`,
    ProtocolType: 'HTTP',
    ...corsOf(site),
    DisableExecuteApiEndpoint: site.context.platform.spec.api.domain?.disableDefaultEndpoint ?? false,
    Tags: site.tags,
  });
}

/** The name that people use: their own where there is one, since API Gateway's may be switched off. */
function endpointOf({ context }: ComponentSite): Json {
  const { domain } = context.platform.spec.api;
  return domain === undefined ? getAtt('Api', 'ApiEndpoint') : `https://${domain.name}`;
}

function corsOf({ context }: ComponentSite): JsonObject {
  const { cors } = context.platform.spec.api;
  if (cors === undefined) return {};
  return {
    CorsConfiguration: {
      AllowOrigins: cors.allowOrigins,
      ...(cors.allowMethods !== undefined && { AllowMethods: cors.allowMethods }),
      ...(cors.allowHeaders !== undefined && { AllowHeaders: cors.allowHeaders }),
      ...(cors.exposeHeaders !== undefined && { ExposeHeaders: cors.exposeHeaders }),
      ...(cors.maxAgeSeconds !== undefined && { MaxAge: cors.maxAgeSeconds }),
      AllowCredentials: cors.allowCredentials ?? false,
    },
  };
}

/** The log group's ARN is written out: the attribute ends in `:*`, which the API gives back without, and that would look like drift. */
function addStage(site: ComponentSite): void {
  const { api, observability } = site.context.platform.spec;
  const logGroup = platformName(site.context, ['api-gateway', 'access'], MAX_LOG_GROUP_NAME);
  const stage = {
    ApiId: ref('Api'),
    StageName: '$default',
    AutoDeploy: true,
    DefaultRouteSettings: {
      ThrottlingRateLimit: api.throttle.rate,
      ThrottlingBurstLimit: api.throttle.burst,
      DetailedMetricsEnabled: api.detailedMetrics,
    },
    AccessLogSettings: {
      DestinationArn: arnIn(placeOf(site.context), 'logs', `log-group:${VENDED_LOGS}${logGroup}`),
      Format: ACCESS_LOG_FORMAT,
    },
    Tags: site.tags,
  };
  const log = {
    LogGroupName: `${VENDED_LOGS}${logGroup}`,
    RetentionInDays: observability.retentionDays,
    Tags: siteTags(site),
  };
  const kept = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' } as const;
  add(site, 'AccessLog', 'AWS::Logs::LogGroup', log, kept);
  add(site, 'ApiStage', 'AWS::ApiGatewayV2::Stage', stage, { DependsOn: 'AccessLog' });
}

/**
 * Log groups of this prefix do not count against the size of the resource policy that lets API Gateway write:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
 */
const VENDED_LOGS = '/aws/vendedlogs/';

/** Without a description: changing one would replace the policy under the same name, which IAM refuses. */
function addBoundary(site: ComponentSite): void {
  const { context } = site;
  add(site, 'PermissionsBoundary', 'AWS::IAM::ManagedPolicy', {
    ManagedPolicyName: platformName(context, ['boundary'], MAX_POLICY_NAME),
    Path: `/${context.platform.spec.project}/`,
    PolicyDocument: boundaryPolicy(site),
  });
}
