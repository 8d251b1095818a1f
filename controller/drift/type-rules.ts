import { DATA_TYPES } from './resource-rules/data.ts';
import { EVENT_TYPES } from './resource-rules/events.ts';
import { HTTP_API_TYPES } from './resource-rules/http-api.ts';
import { IAM_TYPES } from './resource-rules/iam.ts';
import { LAMBDA_TYPES } from './resource-rules/lambda.ts';
import { MESSAGING_TYPES } from './resource-rules/messaging.ts';
import { NETWORK_TYPES } from './resource-rules/network.ts';
import { OPERATION_TYPES } from './resource-rules/operations.ts';
import { REST_API_TYPES } from './resource-rules/rest-api.ts';
import type { TypeRules } from './rules.ts';

/** How resources compare that are read one by one. Functions, and HTTP APIs with their parts, are read by ports of their own. */
export const TYPE_RULES: ReadonlyMap<string, TypeRules> = new Map(
  [
    DATA_TYPES,
    EVENT_TYPES,
    HTTP_API_TYPES,
    IAM_TYPES,
    LAMBDA_TYPES,
    MESSAGING_TYPES,
    NETWORK_TYPES,
    OPERATION_TYPES,
    REST_API_TYPES,
  ].flatMap((types) => Object.entries(types)),
);
