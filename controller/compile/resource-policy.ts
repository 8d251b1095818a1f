import type { Json, JsonObject } from '../lib/json.ts';
import type { Place } from './arn.ts';

/**
 * What the policy of every resource that holds or carries data says, whatever else is in it: nothing over an unencrypted connection, and
 * nothing for identities of other accounts. Services of AWS act as themselves, so they are not meant; what they may do, other statements
 * say. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function protectiveStatements(
  actions: string | readonly string[],
  resource: Json,
  { account }: Place,
): readonly JsonObject[] {
  return [
    deny('EncryptedTransportOnly', actions, resource, { Bool: { 'aws:SecureTransport': 'false' } }),
    deny('OwnAccountOnly', actions, resource, {
      StringNotEquals: { 'aws:PrincipalAccount': account },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    }),
  ];
}

function deny(sid: string, actions: string | readonly string[], resource: Json, condition: JsonObject): JsonObject {
  return { Sid: sid, Effect: 'Deny', Principal: '*', Action: actions, Resource: resource, Condition: condition };
}
