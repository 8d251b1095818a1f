import type { JsonObject } from '../lib/json.ts';
import { API_RULES, INTEGRATION_RULES, ROUTE_RULES, STAGE_RULES } from './api-rules.ts';
import {
  type CheckedResource,
  comparedResource,
  deletedResource,
  expectedProperties,
  failedRead,
  textProperty,
  uncheckedResource,
} from './check-resource.ts';
import { compareProperties } from './compare.ts';
import type { ResourceDrift } from './drift.ts';
import { partId } from './part-id.ts';
import type { ApiReader, ObservedApi } from './port.ts';
import type { TypeRules } from './rules.ts';

/** How a part of an API is found in what was read of the whole, and compared. */
interface ApiPart {
  readonly rules: TypeRules;
  /** Id of the API that the part belongs to; `undefined` when it is not known. */
  apiIdOf(checked: CheckedResource): string | undefined;
  /** The part's properties; `undefined` when it is gone. */
  find(api: ObservedApi, checked: CheckedResource): JsonObject | undefined;
}

const ownApi = (checked: CheckedResource) => textProperty(checked, 'ApiId');

/** The types that are read with their API. */
export const API_PARTS: Readonly<Record<string, ApiPart>> = {
  'AWS::ApiGatewayV2::Api': {
    rules: API_RULES,
    apiIdOf: ({ base }) => base.physicalId,
    find: (api) => api.properties,
  },
  'AWS::ApiGatewayV2::Stage': {
    rules: STAGE_RULES,
    apiIdOf: ownApi,
    find: (api, { base }) => own(api.stages, partId(base.physicalId)),
  },
  'AWS::ApiGatewayV2::Route': {
    rules: ROUTE_RULES,
    apiIdOf: ownApi,
    find: (api, { base }) => api.routes.find((route) => route.routeId === partId(base.physicalId))?.properties,
  },
  'AWS::ApiGatewayV2::Integration': {
    rules: INTEGRATION_RULES,
    apiIdOf: ownApi,
    find: (api, { base }) => own(api.integrations, partId(base.physicalId)),
  },
};

/** Looks at an API or a part of one. */
export async function checkApiPart(checked: CheckedResource, part: ApiPart, reader: ApiReader): Promise<ResourceDrift> {
  const apiId = part.apiIdOf(checked);
  if (apiId === undefined) return uncheckedResource(checked, 'the id of its API is not known');
  try {
    const api = await reader.readApi(apiId);
    const actual = api && part.find(api, checked);
    if (actual === undefined) return deletedResource(checked);
    const stackTags = checked.stack.record.tags;
    const expected = expectedProperties(checked);
    return comparedResource(checked, compareProperties({ expected, actual, rules: part.rules, stackTags }));
  } catch (error) {
    return failedRead(checked, error);
  }
}

function own<T>(parts: Readonly<Record<string, T>>, id: string): T | undefined {
  return Object.hasOwn(parts, id) ? parts[id] : undefined;
}
