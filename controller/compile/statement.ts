import type { Json, JsonObject } from '../lib/json.ts';

/** Version of the IAM policy language: the only one with policy variables. */
export const POLICY_VERSION = '2012-10-17';

/** A policy document of these statements. */
export function policyOf(statements: readonly JsonObject[]): JsonObject {
  return { Version: POLICY_VERSION, Statement: statements };
}

/** An `Allow` statement of an identity policy. Without a Sid, so that it cannot meet one that the author chose. */
export function allow(actions: readonly string[], resource: Json, condition?: JsonObject): JsonObject {
  return { Effect: 'Allow', Action: actions, Resource: resource, ...(condition && { Condition: condition }) };
}
