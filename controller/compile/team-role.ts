import type { JsonObject } from '../lib/json.ts';
import { teamName } from './context.ts';
import { getAtt } from './intrinsics.ts';
import type { ResourcePrefix } from './logical-ids.ts';
import { takeOutput } from './references.ts';
import { put, type Site } from './site.ts';
import { policyOf } from './statement.ts';

/** IAM's limit: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_ROLE_NAME = 64;

/** A role that a document makes for a service to work in its name. */
export interface TeamRole {
  /** Word between the team and the document's name: `role` for the role of a function. One word for each role of a kind. */
  readonly type: string;
  /** The service that may take the role, e.g. `lambda.amazonaws.com`. */
  readonly service: string;
  /** Conditions on who may take it, such as the account and the resource that the service acts for. */
  readonly condition?: JsonObject;
  readonly policyName: string;
  /** Which of the platform's boundaries it is under. Default: that of functions. */
  readonly boundary?: 'permissionsBoundaryArn' | 'rolloutBoundaryArn';
  readonly statements: readonly JsonObject[];
}

/**
 * Adds a role under the team's path and one of the platform's permissions boundaries (A2, A3). Empty lists are there for drift to see (F1). Gives
 * the expression of its ARN.
 */
export function putRole(site: Site, prefix: ResourcePrefix, role: TeamRole): JsonObject {
  const { document, context, tags } = site;
  const [boundary = ''] = takeOutput(role.boundary ?? 'permissionsBoundaryArn', site);
  const trust = {
    Effect: 'Allow',
    Principal: { Service: role.service },
    Action: 'sts:AssumeRole',
    ...(role.condition !== undefined && { Condition: role.condition }),
  };
  const id = put(site, prefix, 'AWS::IAM::Role', {
    RoleName: teamName(context, document, role.type, MAX_ROLE_NAME),
    Path: `/${context.platform.spec.project}/${document.metadata.team ?? ''}/`,
    AssumeRolePolicyDocument: policyOf([trust]),
    PermissionsBoundary: boundary,
    ManagedPolicyArns: [],
    Policies: [{ PolicyName: role.policyName, PolicyDocument: policyOf(role.statements) }],
    MaxSessionDuration: 3600,
    Tags: tags,
  });
  return getAtt(id, 'Arn');
}
