import type { CodeDigestReader } from '../../controller/apply/port.ts';
import type {
  ApiReader,
  CodeRestorer,
  FunctionReader,
  ObservedApi,
  ResourceReader,
} from '../../controller/drift/port.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../../controller/lib/json.ts';
import type { FakeCloudFormation, FakeResource } from '../fakes/cloudformation.ts';
import { settingsOf } from './by-hand.ts';

/** AWS's services with what CloudFormation made in them, and what people made of it since. */
export interface Services extends FunctionReader, ApiReader, CodeDigestReader, CodeRestorer {
  readonly resources: ResourceReader;
  /** Somebody uploads another package. */
  upload(functionName: string): void;
}

export function servicesOf(cloudformation: FakeCloudFormation): Services {
  const uploaded = new Set<string>();
  const digestOf = (name: string) => (uploaded.has(name) ? `by hand: ${name}` : `declared: ${name}`);
  const all = () =>
    cloudformation.stacks.flatMap(({ status, content }) => (status === 'DELETE_COMPLETE' ? [] : content.resources));
  const find = (wanted: string, id: string) =>
    all().find(({ type, physicalId }) => type === wanted && physicalId === id);
  return {
    upload: (name) => uploaded.add(name),
    codeSha256: async (name) => digestOf(name),
    restoreCode: async (name) => void uploaded.delete(name),
    readFunction: async (name) => {
      const found = find('AWS::Lambda::Function', name);
      return found && { properties: functionProperties(found), codeSha256: digestOf(name), updating: false };
    },
    readApi: async (apiId) => {
      const api = find('AWS::ApiGatewayV2::Api', apiId);
      return api && observedApi(api, all());
    },
    resources: {
      readResource: async ({ type, physicalId, declared }) => {
        const found = find(type, physicalId);
        return found && { ...declared, ...changes(found) };
      },
      partsOf: async () => [],
      readAttribute: async () => undefined,
    },
  };
}

/** What of a resource is as a person sets it. */
function changes({ type, properties, drifted }: FakeResource): JsonObject {
  const actual = isJsonObject(properties) ? properties : {};
  const settings = Object.entries(settingsOf(type));
  return Object.fromEntries(settings.filter(([key, value]) => drifted || actual[key] === value));
}

function functionProperties(resource: FakeResource): JsonObject {
  const { Code: _, Tags, ...rest } = isJsonObject(resource.properties) ? resource.properties : {};
  const tags = isJsonArray(Tags) ? Tags.filter(isJsonObject) : [];
  const asMap = Object.fromEntries(tags.map(({ Key, Value }) => [String(Key), Value ?? '']));
  return { ...rest, Tags: asMap, ...changes(resource) };
}

function observedApi(api: FakeResource, all: readonly FakeResource[]): ObservedApi {
  const own = (wanted: string) =>
    all.flatMap(({ type, physicalId, properties }) =>
      type === wanted && isJsonObject(properties) && properties.ApiId === api.physicalId
        ? [[physicalId, properties] as const]
        : [],
    );
  const routes = own('AWS::ApiGatewayV2::Route').map(([routeId, properties]) => {
    const integrationId = /^integrations\/(.+)$/.exec(String(properties.Target ?? ''))?.[1];
    const base = { routeId, routeKey: String(properties.RouteKey), properties };
    return integrationId === undefined ? base : { ...base, integrationId };
  });
  return {
    apiId: api.physicalId,
    properties: isJsonObject(api.properties) ? api.properties : {},
    stages: Object.fromEntries(own('AWS::ApiGatewayV2::Stage')),
    integrations: Object.fromEntries(own('AWS::ApiGatewayV2::Integration')),
    routes,
  };
}
