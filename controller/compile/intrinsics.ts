import type { Json, JsonObject } from '../lib/json.ts';

/** `Ref`: a parameter's value or a resource's own id. */
export function ref(logicalId: string): JsonObject {
  return { Ref: logicalId };
}

/** `Fn::GetAtt`: an attribute of a resource. */
export function getAtt(logicalId: string, attribute: string): JsonObject {
  return { 'Fn::GetAtt': [logicalId, attribute] };
}

/** `Fn::Join` without a separator. */
export function concat(...parts: readonly Json[]): JsonObject {
  return joined('', parts);
}

/** `Fn::Join`: the parts with a separator between them. */
export function joined(separator: string, parts: readonly Json[]): JsonObject {
  return { 'Fn::Join': [separator, parts] };
}
