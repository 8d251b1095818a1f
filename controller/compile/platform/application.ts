import type { Json, JsonObject } from '../../lib/json.ts';
import { addAccessLog } from '../api/access-log.ts';
import { platformName } from '../context.ts';
import { getAtt, ref } from '../intrinsics.ts';
import { addOutput } from '../stack-draft.ts';
import { addAuthorizers } from './authorizers.ts';
import { boundaryPolicy } from './boundary.ts';
import { add, type ComponentSite } from './component.ts';
import { addDomain } from './domain.ts';
import { addExecutionRole } from './execution-role.ts';
import { addGithub } from './github.ts';

/** Limits: API_CreateApi of API Gateway v2, API_CreatePolicy of IAM. */
const MAX_API_NAME = 128;
const MAX_POLICY_NAME = 128;

/** What the teams' stacks hang on: the shared HTTP API and the permissions boundary of their roles. */
export function compileApplication(site: ComponentSite): void {
  addApi(site);
  addAuthorizers(site);
  addAccessLog(site);
  addDomain(site);
  addBoundary(site);
  addExecutionRole(site);
  addGithub(site);
  addOutput(site.draft, 'ApiId', ref('Api'), 'Shared HTTP API');
  addOutput(site.draft, 'ApiEndpoint', endpointOf(site), 'Address of the shared HTTP API');
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

/** Without a description: changing one would replace the policy under the same name, which IAM refuses. */
function addBoundary(site: ComponentSite): void {
  const { context } = site;
  add(site, 'PermissionsBoundary', 'AWS::IAM::ManagedPolicy', {
    ManagedPolicyName: platformName(context, ['boundary'], MAX_POLICY_NAME),
    Path: `/${context.platform.spec.project}/`,
    PolicyDocument: boundaryPolicy(site),
  });
}
