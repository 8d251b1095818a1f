import type { Json, JsonObject } from '../../lib/json.ts';
import { platformName } from '../context.ts';
import { ref } from '../intrinsics.ts';
import { policyOf } from '../statement.ts';
import { add, type ComponentSite, siteTags } from './component.ts';

/** IAM's limit: API_CreateRole. */
const MAX_ROLE_NAME = 64;

/** What a role of the platform is for, and what it may do within the boundary. */
interface PlatformRole {
  readonly id: string;
  /** Parts of its name after the project. */
  readonly name: readonly string[];
  readonly trust: JsonObject;
  readonly policyName: string;
  readonly statements: readonly JsonObject[];
  /** The boundary: of the same stack, or a parameter that carries it. */
  readonly boundary?: Json;
}

/** Adds a role of the platform's own, under the project's path and the permissions boundary (A2). Empty lists are there for drift to see (F1). */
export function addRole(role: PlatformRole, site: ComponentSite): void {
  add(site, role.id, 'AWS::IAM::Role', {
    RoleName: platformName(site.context, role.name, MAX_ROLE_NAME),
    Path: `/${site.context.platform.spec.project}/`,
    AssumeRolePolicyDocument: role.trust,
    PermissionsBoundary: role.boundary ?? ref('PermissionsBoundary'),
    ManagedPolicyArns: [],
    Policies: [{ PolicyName: role.policyName, PolicyDocument: policyOf(role.statements) }],
    MaxSessionDuration: 3600,
    Tags: siteTags(site),
  });
}
