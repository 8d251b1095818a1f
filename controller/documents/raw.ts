import type { Json, JsonObject } from '../lib/json.ts';

/** The object itself, or an empty one for any other value: rules look at documents that may be wrong elsewhere. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The list itself, or an empty one for any other value. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** The texts in a value that may be one text or a list of them. */
export function textsOf(value: Json | undefined): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((entry) => typeof entry === 'string');
}

/** True for a block of fields. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
