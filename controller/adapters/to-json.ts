import { isJsonObject, type Json, type JsonObject } from '../lib/json.ts';

/** An SDK answer as plain JSON: members without a value are dropped, dates become text. */
export function toJsonObject(answer: object): JsonObject {
  const json: Json = JSON.parse(JSON.stringify(answer));
  return isJsonObject(json) ? json : {};
}
