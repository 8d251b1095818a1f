import { Stack, Validations } from 'aws-cdk-lib';
import {
  Effect,
  type IPrincipal,
  type IRole,
  ManagedPolicy,
  PolicyDocument,
  PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** IAM's condition block: operator → condition key → value. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** One statement of a policy, and why it is there. */
export interface Permission {
  /** Becomes the statement's Sid: letters and digits only. */
  readonly name: string;
  /** Denies win over every allow, in whatever policy that allow stands. */
  readonly effect?: 'allow' | 'deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
  /** Why `*` in a resource cannot be narrower. Without it, a wildcard fails the synthesis (AwsSolutions-IAM5). */
  readonly wildcard?: string;
}

export interface RoleSettings {
  readonly roleName?: string;
  readonly description: string;
  readonly assumedBy: IPrincipal;
  readonly permissions: readonly Permission[];
  /** What is more than an inline policy holds. IAM takes ten policies a role. */
  readonly policies?: readonly ManagedPolicy[];
}

/**
 * A role that holds exactly these permissions, and that no other construct can widen: CDK's own grants to it do nothing.
 * The permissions are inline, or in policies of its own where that is too small.
 */
export function roleWith(scope: Construct, id: string, settings: RoleSettings): IRole {
  const { permissions, roleName, policies = [] } = settings;
  const role = new Role(scope, id, {
    ...(roleName ? { roleName } : {}),
    description: settings.description,
    assumedBy: settings.assumedBy,
    inlinePolicies: { holdfast: new PolicyDocument({ statements: permissions.map(statementOf) }) },
    managedPolicies: [...policies],
  });
  for (const permission of permissions) acknowledgeWildcards(role, permission);
  return role.withoutPolicyUpdates();
}

/** Policies by name, made once for all roles that take them. */
export function policiesWith(
  scope: Construct,
  policies: Readonly<Record<string, readonly Permission[]>>,
): readonly ManagedPolicy[] {
  return Object.entries(policies).map(([name, permissions]) => policyWith(scope, name, permissions));
}

/** A policy that roles can share. IAM takes 6,144 characters. */
function policyWith(scope: Construct, name: string, permissions: readonly Permission[]): ManagedPolicy {
  const policy = new ManagedPolicy(scope, name, { statements: permissions.map(statementOf) });
  for (const permission of permissions) acknowledgeWildcards(policy, permission);
  return policy;
}

function statementOf(permission: Permission): PolicyStatement {
  return new PolicyStatement({
    sid: permission.name,
    effect: permission.effect === 'deny' ? Effect.DENY : Effect.ALLOW,
    actions: [...permission.actions],
    resources: [...permission.resources],
    ...(permission.conditions ? { conditions: permission.conditions } : {}),
  });
}

function acknowledgeWildcards(holder: Role | ManagedPolicy, permission: Permission): void {
  if (!permission.wildcard || permission.effect === 'deny') return;
  for (const resource of permission.resources) {
    const shown = flatten(Stack.of(holder).resolve(resource));
    if (!shown.includes('*')) continue;
    Validations.of(holder).acknowledge({ id: `AwsSolutions-IAM5[Resource::${shown}]`, reason: permission.wildcard });
  }
}

/** A resource as cdk-nag spells it in a finding's id: `<Table.Arn>`, `arn:<AWS::Partition>:s3:::…`. */
function flatten(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const [[key, argument] = ['', undefined]] = Object.entries(value);
  if (key === 'Ref') return `<${argument}>`;
  if (key === 'Fn::GetAtt' && Array.isArray(argument)) return `<${argument.join('.')}>`;
  if (key === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1])) {
    return argument[1].map(flatten).join(String(argument[0]));
  }
  return JSON.stringify(value);
}
