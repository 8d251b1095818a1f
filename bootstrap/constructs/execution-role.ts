import { Stack } from 'aws-cdk-lib';
import { type IRole, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ControllerSettings } from '../settings.ts';
import { BY_NAME, buildPermissions, type Place } from './execution-permissions.ts';
import { type Conditions, type Permission, policiesWith, roleWith } from './permission.ts';

export type ExecutionRoleSettings = Pick<
  ControllerSettings,
  | 'project'
  | 'artifactBucket'
  | 'stateBucket'
  | 'artifactBuckets'
  | 'functionNames'
  | 'apiDomains'
  | 'hostedZones'
  | 'boundary'
>;

/**
 * The role that CloudFormation takes on to build what the registry describes. It is as wide as the kinds need and no wider:
 * by name where IAM knows names, by tag for deletions where it does not. Nobody but the applier may pass it (A4).
 */
export class ExecutionRole extends Construct {
  readonly role: IRole;

  constructor(scope: Construct, id: string, settings: ExecutionRoleSettings) {
    super(scope, id);
    const { region, account, partition } = Stack.of(this);
    const roleName = `${settings.project}-cfn-execution`;
    const place: Place = {
      ...settings,
      region,
      account,
      partition,
      regional: (service, resource) => `arn:${partition}:${service}:${region}:${account}:${resource}`,
      iam: (resource) => `arn:${partition}:iam::${account}:${resource}`,
    };
    this.role = roleWith(this, 'Role', {
      roleName,
      description: `CloudFormation builds the stacks of ${settings.project} with it`,
      assumedBy: new ServicePrincipal('cloudformation.amazonaws.com'),
      permissions: [...roles(place, roleName), ...apiLogRole(place), ...boundary(place, settings.boundary)],
      policies: policiesWith(this, buildPermissions(place)),
    });
  }
}

/**
 * Roles for functions and rollouts, each under one of the platform's permissions boundaries (A2). No condition key of IAM covers deletion, trust
 * policies and tags; there the name is the limit.
 */
function roles(place: Place, roleName: string): readonly Permission[] {
  const { project, iam } = place;
  const bounded: Conditions = { StringEquals: { 'iam:PermissionsBoundary': boundaryArns(place) } };
  const teamRoles = iam(`role/${project}/*`);
  return [
    {
      name: 'GiveBoundedRights',
      actions: [
        'iam:AttachRolePolicy',
        'iam:CreateRole',
        'iam:DeleteRolePolicy',
        'iam:DetachRolePolicy',
        'iam:PutRolePermissionsBoundary',
        'iam:PutRolePolicy',
      ],
      resources: [teamRoles],
      conditions: bounded,
      wildcard: BY_NAME,
    },
    {
      name: 'KeepRoles',
      actions: [
        'iam:DeleteRole',
        'iam:GetRole',
        'iam:GetRolePolicy',
        'iam:ListAttachedRolePolicies',
        'iam:ListRolePolicies',
        'iam:TagRole',
        'iam:UntagRole',
        'iam:UpdateAssumeRolePolicy',
        'iam:UpdateRole',
        'iam:UpdateRoleDescription',
      ],
      resources: [teamRoles],
      wildcard: BY_NAME,
    },
    {
      name: 'HandRolesToFunctions',
      actions: ['iam:PassRole'],
      resources: [teamRoles],
      conditions: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
      wildcard: BY_NAME,
    },
    {
      // With these CodeDeploy moves the traffic of a function to another version.
      name: 'HandRolesToRollouts',
      actions: ['iam:PassRole'],
      resources: [iam(`role/${project}/*/${project}-*-rollout-*`)],
      conditions: { StringEquals: { 'iam:PassedToService': 'codedeploy.amazonaws.com' } },
      wildcard: BY_NAME,
    },
    {
      // With these EventBridge Scheduler sends what a schedule sends.
      name: 'HandRolesToSchedules',
      actions: ['iam:PassRole'],
      resources: [iam(`role/${project}/*/${project}-*-schedule-role-*`)],
      conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      wildcard: BY_NAME,
    },
    {
      // The platform's one role that is not a function's: with it EC2 writes the flow logs of the VPC.
      name: 'HandTheFlowLogRoleOver',
      actions: ['iam:PassRole'],
      resources: [iam(`role/${project}/${project}-flow-logs-role`)],
      conditions: { StringEquals: { 'iam:PassedToService': 'vpc-flow-logs.amazonaws.com' } },
    },
    {
      name: 'TrustGithub',
      actions: [
        'iam:AddClientIDToOpenIDConnectProvider',
        'iam:CreateOpenIDConnectProvider',
        'iam:DeleteOpenIDConnectProvider',
        'iam:GetOpenIDConnectProvider',
        'iam:ListOpenIDConnectProviderTags',
        'iam:RemoveClientIDFromOpenIDConnectProvider',
        'iam:TagOpenIDConnectProvider',
        'iam:UntagOpenIDConnectProvider',
      ],
      resources: [iam('oidc-provider/token.actions.githubusercontent.com')],
    },
    {
      name: 'NeverChangeItself',
      effect: 'deny',
      actions: ['iam:*'],
      resources: [iam(`role/${roleName}`)],
    },
  ];
}

/**
 * The role with which API Gateway writes the logs of REST APIs. It has no boundary, because the boundary is narrower than what API Gateway
 * asks of this role; instead it can hold AWS's own policy for the purpose and nothing else. CloudFormation makes up the end of its name.
 */
function apiLogRole(place: Place): readonly Permission[] {
  const { project, partition, iam } = place;
  const role = iam(`role/${project}/${project}-application-ApiLogRole-*`);
  const policy = `arn:${partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`;
  const wildcard = 'CloudFormation makes up the end of the name; all of it before that is the platform’s own.';
  return [
    { name: 'MakeTheRoleForApiLogs', actions: ['iam:CreateRole'], resources: [role], wildcard },
    {
      name: 'LetItWriteLogs',
      actions: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
      resources: [role],
      conditions: { ArnEquals: { 'iam:PolicyARN': policy } },
      wildcard,
    },
    {
      name: 'HandItToApiGateway',
      actions: ['iam:PassRole'],
      resources: [role],
      conditions: { StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' } },
      wildcard,
    },
  ];
}

const MOVE_THE_BOUNDARY = [
  'iam:CreatePolicyVersion',
  'iam:DeletePolicy',
  'iam:DeletePolicyVersion',
  'iam:SetDefaultPolicyVersion',
];

/**
 * The platform's own stack makes the boundaries; from then on they are out of reach (A2): who could move one would set the limits of
 * their own rights. Only whoever may deploy the controller can open it, for a change that they want, and close it again.
 */
function boundary(place: Place, state: 'fixed' | 'open'): readonly Permission[] {
  const isOpen = state === 'open';
  return [
    {
      name: 'MakeTheBoundary',
      actions: [
        'iam:CreatePolicy',
        'iam:GetPolicy',
        'iam:GetPolicyVersion',
        'iam:ListEntitiesForPolicy',
        'iam:ListPolicyVersions',
        ...(isOpen ? MOVE_THE_BOUNDARY : []),
      ],
      resources: boundaryArns(place),
    },
    {
      name: 'NeverMoveTheBoundary',
      effect: 'deny',
      actions: ['iam:DeleteRolePermissionsBoundary', ...(isOpen ? [] : MOVE_THE_BOUNDARY)],
      resources: ['*'],
    },
  ];
}

/** The names that `controller/compile/platform/application.ts` gives them. */
function boundaryArns({ project, iam }: Place): readonly string[] {
  return [iam(`policy/${project}/${project}-boundary`), iam(`policy/${project}/${project}-rollout-boundary`)];
}
