import { digestOf } from '../../lib/digest.ts';
import { isJsonObject, type Json, type JsonObject } from '../../lib/json.ts';
import type { StackDraft } from '../stack-draft.ts';
import type { TemplateResource } from '../template.ts';

/**
 * What a deployment of a REST API captures: resource type → properties that it does not, because they are in force without one. Source:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html
 */
const CAPTURED: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::RestApi': ['Name', 'Description', 'EndpointConfiguration', 'Tags'],
  'AWS::ApiGateway::Authorizer': [],
  'AWS::ApiGateway::GatewayResponse': [],
  'AWS::ApiGateway::Method': [],
  'AWS::ApiGateway::Resource': [],
};

/** What the ARN of something that a method leads to is made of. */
const NAMES = ['FunctionName', 'Name'];

const HASH_LENGTH = 16;

/**
 * A hash that changes when, and only when, what a deployment of the REST API captures does: paths, methods, authorizers and answers of all
 * stacks, and the names of the functions that they lead to. `undefined` for an API without methods.
 */
export function deploymentHash(drafts: Iterable<StackDraft>): string | undefined {
  const parts = [...drafts].flatMap(capturedOf);
  if (!parts.some(({ type }) => type === 'AWS::ApiGateway::Method')) return undefined;
  const texts = parts.map((part) => JSON.stringify(part)).sort();
  return digestOf(texts.join('\n')).replace('sha256:', '').slice(0, HASH_LENGTH);
}

interface Captured {
  readonly id: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly leadsTo: readonly Json[];
}

function capturedOf({ resources }: StackDraft): readonly Captured[] {
  return [...resources].flatMap(([id, { Type, Properties = {} }]): readonly Captured[] => {
    const left = Object.hasOwn(CAPTURED, Type) ? CAPTURED[Type] : undefined;
    if (left === undefined) return [];
    const properties = Object.fromEntries(Object.entries(Properties).filter(([name]) => !left.includes(name)));
    return [{ id, type: Type, properties, leadsTo: namesOf(properties, resources) }];
  });
}

/** The names of everything besides the API that a value refers to, and of what that refers to in them: an alias is of a function. */
function namesOf(value: Json, resources: ReadonlyMap<string, TemplateResource>): readonly Json[] {
  return referencesIn(value).flatMap((id) => {
    const { Type = '', Properties: properties = {} } = resources.get(id) ?? {};
    if (Object.hasOwn(CAPTURED, Type)) return [];
    const names = NAMES.flatMap((name) => properties[name] ?? []);
    return names.flatMap((name) => (isJsonObject(name) ? namesOf(name, resources) : [name]));
  });
}

function referencesIn(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => referencesIn(item));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name === 'Ref') return [String(inner)];
    return name === 'Fn::GetAtt' && Array.isArray(inner) ? [String(inner[0])] : referencesIn(inner);
  });
}
