import * as z from 'zod';

/** Any JSON value, as YAML gives it. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * Schema of a place where an author may write any value. The loader makes nothing but JSON of YAML, which is what the type says; zod's own
 * JSON schema would refer to itself, which the schemas for editors cannot.
 */
export const jsonSchema = z.unknown() as z.ZodType<JsonValue, JsonValue>;

/** True for a block of fields. */
export function isBlock(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
