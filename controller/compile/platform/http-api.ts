import type { Json, JsonObject } from '../../lib/json.ts';
import { platformName } from '../context.ts';
import { getAtt, ref } from '../intrinsics.ts';
import { apiWord, numbersTo } from '../platform-outputs.ts';
import { addOutput } from '../stack-draft.ts';
import { add, type ComponentSite } from './component.ts';
import { mappingKey } from './domain.ts';

/** Limit: API_CreateApi of API Gateway v2. */
const MAX_API_NAME = 128;

/** The shared HTTP APIs, without their stages: what stands on them is in the teams' stacks, how they are reached in the edge. */
export function addHttpApis(site: ComponentSite): void {
  for (const api of numbersTo(site.context.apis.count)) addHttpApi(api, site);
}

/** One more than the first is there when that one has no room for a team: {@link assignApis}. */
function addHttpApi(api: number, site: ComponentSite): void {
  const { project, api: spec } = site.context.platform.spec;
  const id = apiWord(api);
  const further = api === 1 ? [] : [String(api)];
  const title = ['Shared HTTP API', ...further].join(' ');
  add(site, id, 'AWS::ApiGatewayV2::Api', {
    Name: platformName(site.context, ['api-gateway', ...further], MAX_API_NAME),
    Description: ['Shared API', ...further, 'of', project].join(' '),
    ProtocolType: 'HTTP',
    ...corsOf(site),
    DisableExecuteApiEndpoint: spec.domain?.disableDefaultEndpoint ?? false,
    Tags: site.tags,
  });
  addOutput(site.draft, `${id}Id`, ref(id), title);
  addOutput(site.draft, `${id}Endpoint`, endpointOf(api, site), `Address of the ${title.replace('S', 's')}`);
}

/** The name that people use: their own where there is one, since API Gateway's may be switched off. */
function endpointOf(api: number, { context }: ComponentSite): Json {
  const { domain } = context.platform.spec.api;
  if (domain === undefined) return getAtt(apiWord(api), 'ApiEndpoint');
  const key = mappingKey(api);
  return `https://${domain.name}${key === undefined ? '' : `/${key}`}`;
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
