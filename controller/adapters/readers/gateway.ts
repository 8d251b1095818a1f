import type { ReadTarget, ResourcePart } from '../../drift/port.ts';
import type { JsonObject } from '../../lib/json.ts';
import { type Calls, capitals, idBeside, objectOf, orGone, said, textOf } from './calls.ts';

/** Members whose keys are names of somebody's own, not of the API. */
export const MAPS = [
  'Tags',
  'RequestParameters',
  'RequestTemplates',
  'ResponseParameters',
  'ResponseTemplates',
  'RequestModels',
  'ResponseModels',
  'Variables',
  'MethodResponses',
  'ResourceMethods',
  'MethodSettings',
  'IntegrationResponses',
];

/** What a path names, with names as in the template; `undefined` when there is no such thing. */
export async function get(
  path: string,
  calls: Calls,
  query: Readonly<Record<string, string>> = {},
): Promise<JsonObject | undefined> {
  const answer = await orGone(calls.rest('apigateway', path, query), 'NotFound');
  return answer && objectOf(capitals(answer, ...MAPS));
}

export function segment(text: string): string {
  return encodeURIComponent(text);
}

/** The part of a physical id that is not its parent's. */
export function ownId(target: ReadTarget, parent: string): string {
  return idBeside(target.physicalId, said(target, parent));
}

export function authorizerParts(
  type: string,
  id: string,
  items: readonly JsonObject[],
  properties: (item: JsonObject) => JsonObject,
): readonly ResourcePart[] {
  return items.map((raw) => {
    const item = objectOf(capitals(raw, ...MAPS));
    const physicalId = textOf(item[id]) ?? '';
    return { type, physicalId, properties: properties(item) };
  });
}
