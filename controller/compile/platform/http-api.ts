import type { Json, JsonObject } from '../../lib/json.ts';
import { platformName } from '../context.ts';
import { getAtt, ref } from '../intrinsics.ts';
import { addOutput } from '../stack-draft.ts';
import { add, type ComponentSite } from './component.ts';

/** Limit: API_CreateApi of API Gateway v2. */
const MAX_API_NAME = 128;

/** The shared HTTP API, without its stage: what stands on it is in the teams' stacks, how it is reached in the edge. */
export function addHttpApi(site: ComponentSite): void {
  add(site, 'Api', 'AWS::ApiGatewayV2::Api', {
    Name: platformName(site.context, ['api-gateway'], MAX_API_NAME),
    Description: `Shared API of ${site.context.platform.spec.project}`,
    ProtocolType: 'HTTP',
    ...corsOf(site),
    DisableExecuteApiEndpoint: site.context.platform.spec.api.domain?.disableDefaultEndpoint ?? false,
    Tags: site.tags,
  });
  addOutput(site.draft, 'ApiId', ref('Api'), 'Shared HTTP API');
  addOutput(site.draft, 'ApiEndpoint', endpointOf(site), 'Address of the shared HTTP API');
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
