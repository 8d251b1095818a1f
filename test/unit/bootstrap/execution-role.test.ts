import { describe, expect, test } from 'vitest';
import { RESOURCE_TYPES } from '../../../controller/compile/resource-types.ts';
import { handlerActions } from './actions.ts';
import { isAllowed, type Request, statementsOf } from './policy.ts';
import { synthesise } from './synth.ts';

const settings = { artifactBuckets: 'acme-artifacts', apiDomains: 'api.acme.example', hostedZones: 'Z123' };
const execution = statementsOf(synthesise(settings), 'ExecutionRole');
const allowed = new Set(execution.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action));

const ACCOUNT = 'arn:aws:iam::111122223333';
const BOUNDARY = `${ACCOUNT}:policy/shared-lambda-infra/shared-lambda-infra-boundary`;
const TEAM_ROLE = `${ACCOUNT}:role/shared-lambda-infra/payments/shared-lambda-infra-payments-role-charge`;
const ITSELF = `${ACCOUNT}:role/shared-lambda-infra-cfn-execution`;

/** What AWS's handlers of our types could call, but never do for templates of ours. */
const NOT_NEEDED: Readonly<Record<string, readonly string[]>> = {
  'the template never asks for it': [
    'apigateway:UpdateRestApiPolicy',
    'dynamodb:DeleteResourcePolicy',
    'dynamodb:DescribeImport',
    'dynamodb:DisableKinesisStreamingDestination',
    'dynamodb:EnableKinesisStreamingDestination',
    'dynamodb:ImportTable',
    'dynamodb:PutResourcePolicy',
    'dynamodb:UpdateContributorInsights',
    'dynamodb:UpdateKinesisStreamingDestination',
    'ec2:AcceptAddressTransfer',
    'ec2:AssignPrivateNatGatewayAddress',
    'ec2:AssociateNatGatewayAddress',
    'ec2:AssociateSubnetCidrBlock',
    'ec2:AttachVpnGateway',
    'ec2:DetachVpnGateway',
    'ec2:DisassociateNatGatewayAddress',
    'ec2:DisassociateSubnetCidrBlock',
    'ec2:ModifyVpcTenancy',
    'ec2:UnassignPrivateNatGatewayAddress',
    'elasticfilesystem:DescribeMountTargets',
    'events:PutPermission',
    'firehose:TagDeliveryStream',
    'kinesis:DescribeStream',
    'kinesis:PutRecords',
    'kms:ListAliases',
    'kms:RevokeGrant',
    'iam:UpdateOpenIDConnectProviderThumbprint',
    'lambda:DeleteFunctionCodeSigningConfig',
    'lambda:GetCodeSigningConfig',
    'lambda:PutFunctionCodeSigningConfig',
    'logs:AssociateKmsKey',
    'logs:CreateLogStream',
    'logs:DescribeLogStreams',
    'logs:DisassociateKmsKey',
    'logs:PutDataProtectionPolicy',
    'logs:PutLogEvents',
    's3:GetObjectMetadata',
    's3:DeleteBucketAnalyticsConfiguration',
    's3:DeleteBucketCors',
    's3:DeleteBucketEncryption',
    's3:DeleteBucketLifecycle',
    's3:DeleteBucketMetricsConfiguration',
    's3:DeleteBucketReplication',
    's3:DeleteBucketWebsite',
    's3:PutAccelerateConfiguration',
    's3:PutAnalyticsConfiguration',
    's3:PutBucketAcl',
    's3:PutBucketObjectLockConfiguration',
    's3:PutBucketReplication',
    's3:PutBucketWebsite',
    's3:PutIntelligentTieringConfiguration',
    's3:PutInventoryConfiguration',
    's3:PutMetricsConfiguration',
    's3:PutObjectAcl',
    's3:PutObjectLockConfiguration',
    's3:PutReplicationConfiguration',
    's3:REST.PUT.OBJECT',
    'secretsmanager:RemoveRegionsFromReplication',
    'secretsmanager:ReplicateSecretToRegions',
    'sns:PutDataProtectionPolicy',
  ],
  'artifacts are the teams’: a bucket that holds some is not emptied, so not deleted (K4)': ['s3:DeleteObject'],
  'only for listing everything there is in the account': [
    'cloudwatch:ListDashboards',
    'events:ListEventBuses',
    'events:ListRules',
    'scheduler:ListScheduleGroups',
    'scheduler:ListSchedules',
    'dynamodb:ListTables',
    'iam:ListOpenIDConnectProvider',
    'iam:ListPolicies',
    'iam:ListRoles',
    'codedeploy:ListApplications',
    'lambda:ListAliases',
    'lambda:ListEventSourceMappings',
    'lambda:ListFunctionEventInvokeConfigs',
    'lambda:ListFunctionUrlConfigs',
    'lambda:ListFunctions',
    'lambda:ListVersionsByFunction',
    's3:ListAllMyBuckets',
    'secretsmanager:ListSecrets',
    'sns:ListTopics',
    'sqs:ListQueues',
  ],
  'A2: the boundary is made once and then out of reach; it is attached to nobody': [
    'iam:AttachGroupPolicy',
    'iam:AttachUserPolicy',
    'iam:CreatePolicyVersion',
    'iam:DeletePolicy',
    'iam:DeletePolicyVersion',
    'iam:DeleteRolePermissionsBoundary',
    'iam:DetachGroupPolicy',
    'iam:DetachUserPolicy',
  ],
};

/** What the role may do although no handler in AWS's published schemas says so. */
const NEEDED_BESIDES: Readonly<Record<string, readonly string[]>> = {
  'AWS::CodeDeploy::DeploymentGroup has no handlers there; moving an alias needs these too': [
    'codedeploy:CreateDeploymentGroup',
    'codedeploy:DeleteDeploymentGroup',
    'codedeploy:GetApplicationRevision',
    'codedeploy:RegisterApplicationRevision',
    'codedeploy:UpdateDeploymentGroup',
  ],
  'Fn::GetAZs asks with the stack’s role': ['ec2:DescribeAvailabilityZones'],
  'Lambda reads images with the rights of whoever makes the function': [
    'ecr:BatchGetImage',
    'ecr:GetDownloadUrlForLayer',
    'ecr:GetRepositoryPolicy',
  ],
  'AWS::SNS::Subscription has no handlers there': ['sns:GetSubscriptionAttributes', 'sns:SetSubscriptionAttributes'],
  'types without handlers there: AWS::Budgets::Budget, AWS::Route53::RecordSet': [
    'budgets:ListTagsForResource',
    'budgets:ModifyBudget',
    'budgets:TagResource',
    'budgets:UntagResource',
    'budgets:ViewBudget',
    'route53:ChangeResourceRecordSets',
    'route53:GetChange',
    'route53:GetHostedZone',
    'route53:ListResourceRecordSets',
  ],
  'EC2 associates the zone of an interface endpoint with the rights of whoever makes it': [
    'route53:AssociateVPCWithHostedZone',
  ],
  'API Gateway makes its own role for the first host name, with the rights of whoever makes that': [
    'iam:CreateServiceLinkedRole',
  ],
  'AWS::ApiGatewayV2::Stage has no handlers there; access logs need these': [
    'logs:DeleteLogDelivery',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:UpdateLogDelivery',
  ],
};

describe('T7: the role is enough and minimal for the types that templates hold', () => {
  const handlers = handlerActions();
  // AWS spells a few actions of its own with another case (S3:GetBucketWebsite, s3:getObject); IAM ignores case.
  const lower = (actions: Iterable<string>) => [...new Set([...actions].map((action) => action.toLowerCase()))].sort();
  const needed = lower(RESOURCE_TYPES.flatMap((type) => handlers.get(type) ?? []));

  test('every action of every handler is allowed, or listed above as not needed', () => {
    const given = new Set(lower([...allowed, ...Object.values(NOT_NEEDED).flat()]));
    expect(needed.filter((action) => !given.has(action))).toEqual([]);
  });

  test('no action is allowed that no handler calls, but for those listed above', () => {
    const wanted = new Set([...needed, ...lower(Object.values(NEEDED_BESIDES).flat())]);
    expect(lower(allowed).filter((action) => !wanted.has(action))).toEqual([]);
  });

  test('no action that is listed as not needed is allowed', () => {
    expect(
      Object.values(NOT_NEEDED)
        .flat()
        .filter((action) => allowed.has(action)),
    ).toEqual([]);
  });
});

describe('A2: roles only under the boundary, and the boundary out of reach', () => {
  const bounded = { 'iam:PermissionsBoundary': BOUNDARY };
  const may = (request: Request) => isAllowed(execution, request);

  test.each(['iam:CreateRole', 'iam:PutRolePolicy', 'iam:AttachRolePolicy', 'iam:PutRolePermissionsBoundary'])(
    '%s needs the platform’s boundary',
    (action) => {
      expect(may({ action, resource: TEAM_ROLE, context: bounded })).toBe(true);
      expect(may({ action, resource: TEAM_ROLE })).toBe(false);
      const other = { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AdministratorAccess' };
      expect(may({ action, resource: TEAM_ROLE, context: other })).toBe(false);
    },
  );

  test('the boundary can be made, not changed or deleted, nor taken off a role', () => {
    expect(may({ action: 'iam:CreatePolicy', resource: BOUNDARY })).toBe(true);
    for (const action of ['CreatePolicyVersion', 'SetDefaultPolicyVersion', 'DeletePolicyVersion', 'DeletePolicy']) {
      expect(may({ action: `iam:${action}`, resource: BOUNDARY }), action).toBe(false);
    }
    const off = { action: 'iam:DeleteRolePermissionsBoundary', resource: TEAM_ROLE, context: bounded };
    expect(may(off)).toBe(false);
  });

  test('a person who deploys the controller can open the boundary for a change, but never take it off a role', () => {
    const open = statementsOf(synthesise({ boundary: 'open' }), 'ExecutionRole');
    for (const action of ['CreatePolicyVersion', 'SetDefaultPolicyVersion', 'DeletePolicyVersion', 'DeletePolicy']) {
      expect(isAllowed(open, { action: `iam:${action}`, resource: BOUNDARY }), action).toBe(true);
      expect(isAllowed(open, { action: `iam:${action}`, resource: `${ACCOUNT}:policy/other` }), action).toBe(false);
    }
    const off = { action: 'iam:DeleteRolePermissionsBoundary', resource: TEAM_ROLE, context: bounded };
    expect(isAllowed(open, off)).toBe(false);
  });

  test('A2: the boundary of rollouts is as far out of reach, and good for roles too', () => {
    const rollout = `${ACCOUNT}:policy/shared-lambda-infra/shared-lambda-infra-rollout-boundary`;
    expect(may({ action: 'iam:CreatePolicy', resource: rollout })).toBe(true);
    expect(may({ action: 'iam:CreatePolicyVersion', resource: rollout })).toBe(false);
    const context = { 'iam:PermissionsBoundary': rollout };
    expect(may({ action: 'iam:CreateRole', resource: TEAM_ROLE, context })).toBe(true);
  });

  test('no other policy can be made, and no user or group be touched', () => {
    expect(may({ action: 'iam:CreatePolicy', resource: `${ACCOUNT}:policy/shared-lambda-infra-limits` })).toBe(false);
    expect([...allowed].filter((action) => /^iam:.*(?:User|Group|AccessKey|Login)/.test(action))).toEqual([]);
  });

  test('the role cannot change itself, the controller’s roles or the CDK’s', () => {
    const roles = [ITSELF, `${ACCOUNT}:role/holdfast-dev-RolesApplier-1`, `${ACCOUNT}:role/cdk-hnb659fds-deploy-role`];
    const actions = ['iam:UpdateAssumeRolePolicy', 'iam:PutRolePolicy', 'iam:DeleteRole', 'iam:PassRole'];
    const context = { ...bounded, 'iam:PassedToService': 'lambda.amazonaws.com' };
    const reached = roles.flatMap((resource) => actions.filter((action) => may({ action, resource, context })));
    expect(reached).toEqual([]);
  });

  test('A3: a team’s role is passed to Lambda, those of rollouts and schedules to their services, and to no other', () => {
    const pass = (service: string, resource = TEAM_ROLE): Request => ({
      action: 'iam:PassRole',
      resource,
      context: { 'iam:PassedToService': service },
    });
    const rollout = TEAM_ROLE.replace('-role-', '-rollout-');
    expect(may(pass('lambda.amazonaws.com'))).toBe(true);
    expect(may(pass('codedeploy.amazonaws.com', rollout))).toBe(true);
    expect(may(pass('codedeploy.amazonaws.com'))).toBe(false);
    expect(may(pass('ec2.amazonaws.com', rollout))).toBe(false);
    const schedule = TEAM_ROLE.replace('-role-', '-schedule-role-');
    expect(may(pass('scheduler.amazonaws.com', schedule))).toBe(true);
    expect(may(pass('scheduler.amazonaws.com'))).toBe(false);
    expect(may(pass('events.amazonaws.com', schedule))).toBe(false);
    expect(may(pass('ec2.amazonaws.com'))).toBe(false);
  });
});

describe('A3: the role of the flow logs', () => {
  const pass = (role: string, service: string) =>
    isAllowed(execution, {
      action: 'iam:PassRole',
      resource: `${ACCOUNT}:role/shared-lambda-infra/${role}`,
      context: { 'iam:PassedToService': service },
    });

  test('goes to EC2’s flow logs and no other service but Lambda, and no other role goes there', () => {
    expect(pass('shared-lambda-infra-flow-logs-role', 'vpc-flow-logs.amazonaws.com')).toBe(true);
    expect(pass('shared-lambda-infra-flow-logs-role', 'ec2.amazonaws.com')).toBe(false);
    expect(pass('shared-lambda-infra-lambda-execution-role', 'vpc-flow-logs.amazonaws.com')).toBe(false);
    expect(pass('payments/shared-lambda-infra-payments-role-charge', 'vpc-flow-logs.amazonaws.com')).toBe(false);
  });
});

describe('the role that writes the logs of REST APIs', () => {
  const role = `${ACCOUNT}:role/shared-lambda-infra/shared-lambda-infra-application-ApiLogRole-A1B2C3D4E5F6`;
  const may = (action: string, resource: string, context: Request['context'] = {}) =>
    isAllowed(execution, { action, resource, context });
  const policy = (name: string) => ({ 'iam:PolicyARN': `arn:aws:iam::aws:policy/${name}` });

  test('is the only one without the boundary, and can hold nothing but AWS’s policy for it', () => {
    expect(may('iam:CreateRole', role)).toBe(true);
    expect(may('iam:AttachRolePolicy', role, policy('service-role/AmazonAPIGatewayPushToCloudWatchLogs'))).toBe(true);
    expect(may('iam:AttachRolePolicy', role, policy('AdministratorAccess'))).toBe(false);
    expect(may('iam:PutRolePolicy', role)).toBe(false);
    expect(may('iam:CreateRole', role.replace('ApiLogRole', 'OtherRole'))).toBe(false);
  });

  test('goes to API Gateway, and no other role goes there', () => {
    const to = { 'iam:PassedToService': 'apigateway.amazonaws.com' };
    expect(may('iam:PassRole', role, to)).toBe(true);
    expect(may('iam:PassRole', TEAM_ROLE, to)).toBe(false);
  });
});

describe('the role ends where the project ends', () => {
  const may = (action: string, resource: string, context?: Request['context']) =>
    isAllowed(execution, { action, resource, ...(context ? { context } : {}) });

  test('functions, log groups, buckets and topics by name', () => {
    const lambda = 'arn:aws:lambda:us-east-1:111122223333:function:';
    expect(may('lambda:UpdateFunctionCode', `${lambda}shared-lambda-infra-payments-function-charge`)).toBe(true);
    expect(may('lambda:UpdateFunctionCode', `${lambda}holdfast-dev-applier`)).toBe(false);
    expect(may('s3:PutBucketPolicy', 'arn:aws:s3:::shared-lambda-infra-artifacts-111122223333-us-east-1')).toBe(true);
    expect(may('s3:PutBucketPolicy', 'arn:aws:s3:::acme-artifacts')).toBe(false);
    expect(may('s3:GetObject', 'arn:aws:s3:::acme-artifacts/charge.zip')).toBe(true);
    expect(may('logs:DeleteLogGroup', 'arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/billing')).toBe(false);
    expect(may('sns:SetTopicAttributes', 'arn:aws:sns:us-east-1:111122223333:holdfast-dev-alarms')).toBe(false);
  });

  test('queues, topics, secrets, tables and buckets of teams by name', () => {
    const account = 'us-east-1:111122223333';
    const own = 'shared-lambda-infra-payments';
    expect(may('sqs:DeleteQueue', `arn:aws:sqs:${account}:${own}-queue-work`)).toBe(true);
    expect(may('sqs:DeleteQueue', `arn:aws:sqs:${account}:holdfast-dev-applier.fifo`)).toBe(false);
    expect(may('sns:Subscribe', `arn:aws:sns:${account}:${own}-topic-paid`)).toBe(true);
    expect(may('sns:Subscribe', `arn:aws:sns:${account}:billing`)).toBe(false);
    expect(may('secretsmanager:DeleteSecret', `arn:aws:secretsmanager:${account}:secret:${own}-secret-db-a1B2c3`)).toBe(
      true,
    );
    expect(
      may('secretsmanager:GetSecretValue', `arn:aws:secretsmanager:${account}:secret:holdfast/github-a1B2c3`),
    ).toBe(false);
    expect(may('dynamodb:DeleteTable', `arn:aws:dynamodb:${account}:table/${own}-table-orders`)).toBe(true);
    expect(may('dynamodb:DeleteTable', `arn:aws:dynamodb:${account}:table/holdfast-dev-ledger`)).toBe(false);
    expect(may('s3:PutBucketPolicy', `arn:aws:s3:::${own}-bucket-receipts-111122223333`)).toBe(true);
    expect(may('s3:DeleteBucket', 'arn:aws:s3:::acme-artifacts')).toBe(false);
  });

  test('functions with names of their own, where somebody listed them', () => {
    const wider = statementsOf(synthesise({ functionNames: 'charge,legacy-*' }), 'ExecutionRole');
    const names = ['charge', 'legacy-1', 'charge2', 'billing'];
    const create = (name: string) => ({
      action: 'lambda:CreateFunction',
      resource: `arn:aws:lambda:us-east-1:111122223333:function:${name}`,
    });
    expect(names.filter((name) => isAllowed(wider, create(name)))).toEqual(['charge', 'legacy-1']);
    expect(names.filter((name) => isAllowed(execution, create(name)))).toEqual([]);
  });

  test('host names and zones: those named at deployment, and none without', () => {
    const domains = 'arn:aws:apigateway:us-east-1::/domainnames';
    const zone = 'arn:aws:route53:::hostedzone/';
    expect(may('apigateway:DELETE', `${domains}/api.acme.example`)).toBe(true);
    expect(may('apigateway:POST', `${domains}/api.acme.example/apimappings`)).toBe(true);
    expect(may('apigateway:DELETE', `${domains}/shop.acme.example`)).toBe(false);
    expect(may('route53:ChangeResourceRecordSets', `${zone}Z123`)).toBe(true);
    expect(may('route53:ChangeResourceRecordSets', `${zone}Z124`)).toBe(false);
    const narrow = statementsOf(synthesise(), 'ExecutionRole');
    expect(isAllowed(narrow, { action: 'apigateway:POST', resource: domains })).toBe(false);
    expect(isAllowed(narrow, { action: 'route53:ChangeResourceRecordSets', resource: `${zone}Z123` })).toBe(false);
  });

  test('GitHub’s identity provider and no other; the budget by name', () => {
    const create = 'iam:CreateOpenIDConnectProvider';
    expect(may(create, `${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`)).toBe(true);
    expect(may(create, `${ACCOUNT}:oidc-provider/login.example.com`)).toBe(false);
    const budget = 'arn:aws:budgets::111122223333:budget/';
    expect(may('budgets:ModifyBudget', `${budget}shared-lambda-infra-budget-monthly-1a2b3c4d`)).toBe(true);
    expect(may('budgets:ModifyBudget', `${budget}company`)).toBe(false);
  });

  test('networks by tag: another VPC of the account cannot be deleted', () => {
    const vpc = 'arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1';
    expect(may('ec2:DeleteVpc', vpc, { 'aws:ResourceTag/project': 'shared-lambda-infra' })).toBe(true);
    expect(may('ec2:DeleteVpc', vpc, { 'aws:ResourceTag/project': 'billing' })).toBe(false);
    expect(may('ec2:DeleteVpc', vpc)).toBe(false);
  });

  test('regions: nothing outside the deployment’s own', () => {
    expect(may('ec2:CreateVpc', 'arn:aws:ec2:eu-west-1:111122223333:vpc/*')).toBe(false);
    expect(may('kms:Decrypt', 'arn:aws:kms:us-east-1:111122223333:key/1')).toBe(false);
    const throughLambda = { 'kms:ViaService': 'lambda.us-east-1.amazonaws.com' };
    expect(may('kms:Decrypt', 'arn:aws:kms:us-east-1:111122223333:key/1', throughLambda)).toBe(true);
  });
});
