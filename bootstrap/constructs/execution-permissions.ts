import { dataPermissions } from './data-permissions.ts';
import { eventPermissions } from './event-permissions.ts';
import type { Permission } from './permission.ts';
import { releasePermissions } from './release-permissions.ts';

/** Where and what the execution role works on: the ARNs of its account and region. */
export interface Place {
  readonly project: string;
  readonly region: string;
  readonly partition: string;
  readonly account: string;
  /** The platform's own bucket for function packages; may end in `*`. */
  readonly artifactBucket: string;
  /** The bucket of the Terraform state with the outputs; may end in `*`. */
  readonly stateBucket: string;
  /** Other buckets that packages are read from. */
  readonly artifactBuckets: readonly string[];
  /** Functions with names outside of the project's; may end in `*`. */
  readonly functionNames: readonly string[];
  /** Host names that the shared API may have. */
  readonly apiDomains: readonly string[];
  /** Route 53 zones in which they may be made. */
  readonly hostedZones: readonly string[];
  /** ARN of this account and region: service, then everything after the account. */
  readonly regional: (service: string, resource: string) => string;
  /** ARN of IAM, which knows no region. */
  readonly iam: (resource: string) => string;
}

/**
 * Everything but IAM that CloudFormation needs for the types in `controller/compile/resource-types.ts`, by the name of the policy that
 * holds it.
 */
export function buildPermissions(place: Place): Readonly<Record<string, readonly Permission[]>> {
  return {
    Network: network(place),
    Api: [...api(place), ...apiDomain(place)],
    Functions: [...functions(place), ...releasePermissions(place)],
    Events: eventPermissions(place),
    Storage: [...storage(place), ...dataPermissions(place)],
    Observability: [...observability(place), ...cost(place)],
  };
}

/** Names of the registry's functions: the conventional ones, and those that somebody listed. */
function functionsOf({ project, functionNames }: Place): readonly string[] {
  return [`${project}-*`, ...functionNames];
}

/** ARNs of the registry's functions with all their versions and aliases. */
export function functionArns(place: Place): readonly string[] {
  return functionsOf(place).flatMap((name) => {
    const arn = place.regional('lambda', `function:${name}`);
    return name.endsWith('*') ? [arn] : [arn, `${arn}:*`];
  });
}

/** A wildcard that ends a name which begins with the project's. */
export const BY_NAME =
  'The registry decides what there is; all of it, and nothing else, begins with the project’s name.';
const NO_NAMES = 'These resources have ids that AWS makes up, so IAM cannot tell them apart by name.';

/** VPC, subnets, routes, gateways, endpoints, security groups, flow logs. */
function network({ project, partition, regional }: Place): readonly Permission[] {
  return [
    {
      name: 'LookAtTheNetwork',
      actions: [
        'ec2:DescribeAddresses',
        'ec2:DescribeAvailabilityZones',
        'ec2:DescribeFlowLogs',
        'ec2:DescribeInstances',
        'ec2:DescribeInternetGateways',
        'ec2:DescribeNatGateways',
        'ec2:DescribeNetworkAcls',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeRouteTables',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcAttribute',
        'ec2:DescribeVpcEndpoints',
        'ec2:DescribeVpcs',
        'ec2:DescribeVpnGateways',
      ],
      resources: ['*'],
      wildcard: 'EC2 knows no resource for its Describe actions.',
    },
    {
      name: 'BuildTheNetwork',
      actions: [
        'ec2:AllocateAddress',
        'ec2:AssociateAddress',
        'ec2:AssociateRouteTable',
        'ec2:AttachInternetGateway',
        'ec2:AuthorizeSecurityGroupEgress',
        'ec2:AuthorizeSecurityGroupIngress',
        'ec2:CreateFlowLogs',
        'ec2:CreateInternetGateway',
        'ec2:CreateNatGateway',
        'ec2:CreateRoute',
        'ec2:CreateRouteTable',
        'ec2:CreateSecurityGroup',
        'ec2:CreateSubnet',
        'ec2:CreateTags',
        'ec2:CreateVpc',
        'ec2:CreateVpcEndpoint',
        'ec2:DeleteRoute',
        'ec2:DeleteTags',
        'ec2:DetachInternetGateway',
        'ec2:DisassociateAddress',
        'ec2:DisassociateRouteTable',
        'ec2:ModifySubnetAttribute',
        'ec2:ModifyVpcAttribute',
        'ec2:ModifyVpcEndpoint',
        'ec2:ReplaceRoute',
        'ec2:ReplaceRouteTableAssociation',
        'ec2:RevokeSecurityGroupEgress',
        'ec2:RevokeSecurityGroupIngress',
      ],
      resources: [regional('ec2', '*')],
      wildcard: NO_NAMES,
    },
    {
      // The project's tag is on everything the registry makes, so another VPC of the account cannot be deleted from here.
      name: 'TakeTheNetworkDown',
      actions: [
        'ec2:DeleteFlowLogs',
        'ec2:DeleteInternetGateway',
        'ec2:DeleteNatGateway',
        'ec2:DeleteRouteTable',
        'ec2:DeleteSecurityGroup',
        'ec2:DeleteSubnet',
        'ec2:DeleteVpc',
        'ec2:DeleteVpcEndpoints',
        'ec2:ReleaseAddress',
      ],
      resources: [regional('ec2', '*')],
      conditions: { StringEquals: { 'aws:ResourceTag/project': project } },
      wildcard: NO_NAMES,
    },
    {
      // An interface endpoint with private DNS brings a zone of AWS's own into the VPC, with the rights of whoever makes it.
      name: 'NameTheEndpoints',
      actions: ['route53:AssociateVPCWithHostedZone'],
      resources: [`arn:${partition}:route53:::hostedzone/*`],
      wildcard: 'The zones are AWS’s own and have ids that it makes up.',
    },
  ];
}

/** The shared API, HTTP or REST, with everything on it, and the API keys and usage plan of a REST API. */
function api({ partition, region }: Place): readonly Permission[] {
  const of = (name: string) => `arn:${partition}:apigateway:${region}::/${name}`;
  const collections = ['apis', 'restapis', 'usageplans', 'apikeys'].flatMap((name) => [of(name), of(`${name}/*`)]);
  return [
    {
      name: 'BuildTheApi',
      actions: ['apigateway:DELETE', 'apigateway:GET', 'apigateway:PATCH', 'apigateway:POST', 'apigateway:PUT'],
      resources: [...collections, of('tags/*')],
      wildcard: NO_NAMES,
    },
    {
      // The role for logs of REST APIs is a setting of the whole account and region.
      name: 'SetTheRoleForLogs',
      actions: ['apigateway:GET', 'apigateway:PATCH'],
      resources: [of('account')],
    },
    {
      // API Gateway arranges the delivery of access logs with the rights of whoever creates the stage.
      name: 'DeliverAccessLogs',
      actions: [
        'logs:CreateLogDelivery',
        'logs:DeleteLogDelivery',
        'logs:DescribeResourcePolicies',
        'logs:GetLogDelivery',
        'logs:ListLogDeliveries',
        'logs:PutResourcePolicy',
        'logs:UpdateLogDelivery',
      ],
      resources: ['*'],
      wildcard: 'CloudWatch Logs knows no resource for log deliveries.',
    },
  ];
}

/** The shared API's own host name, where one was named at deployment. API Gateway makes a role of its own for the first one. */
function apiDomain({ partition, region, apiDomains, hostedZones, iam }: Place): readonly Permission[] {
  const domains = `arn:${partition}:apigateway:${region}::/domainnames`;
  const naming: Permission = {
    name: 'NameTheApi',
    actions: ['apigateway:DELETE', 'apigateway:GET', 'apigateway:PATCH', 'apigateway:POST', 'apigateway:PUT'],
    resources: [domains, ...apiDomains.flatMap((name) => [`${domains}/${name}`, `${domains}/${name}/*`])],
    wildcard: 'API Gateway makes up the ids of mappings; the host names are those given at deployment.',
  };
  const serving: Permission = {
    name: 'LetApiGatewayServeIt',
    actions: ['iam:CreateServiceLinkedRole'],
    resources: [iam('role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway')],
    conditions: { StringEquals: { 'iam:AWSServiceName': 'ops.apigateway.amazonaws.com' } },
  };
  const records: Permission = {
    name: 'LeadTheNameToTheApi',
    actions: ['route53:ChangeResourceRecordSets', 'route53:GetHostedZone', 'route53:ListResourceRecordSets'],
    resources: hostedZones.map((id) => `arn:${partition}:route53:::hostedzone/${id}`),
  };
  const changes: Permission = {
    name: 'WaitForRecords',
    actions: ['route53:GetChange'],
    resources: [`arn:${partition}:route53:::change/*`],
    wildcard: 'Route 53 makes up the ids of changes; reading one tells only whether it is done.',
  };
  return [...(apiDomains.length > 0 ? [naming, serving] : []), ...(hostedZones.length > 0 ? [records, changes] : [])];
}

/** The teams' functions and what their packages are read from. */
function functions(place: Place): readonly Permission[] {
  const { region, partition, regional, artifactBucket, artifactBuckets } = place;
  const packages = [artifactBucket, ...artifactBuckets].map((bucket) => `arn:${partition}:s3:::${bucket}/*`);
  return [
    {
      name: 'BuildFunctions',
      actions: [
        'lambda:AddPermission',
        'lambda:CreateFunction',
        'lambda:CreateFunctionUrlConfig',
        'lambda:DeleteFunction',
        'lambda:DeleteFunctionConcurrency',
        'lambda:DeleteFunctionEventInvokeConfig',
        'lambda:DeleteFunctionUrlConfig',
        'lambda:GetFunction',
        'lambda:GetFunctionCodeSigningConfig',
        'lambda:GetFunctionConfiguration',
        'lambda:GetFunctionEventInvokeConfig',
        'lambda:GetFunctionRecursionConfig',
        'lambda:GetFunctionUrlConfig',
        'lambda:GetPolicy',
        'lambda:GetRuntimeManagementConfig',
        'lambda:ListTags',
        'lambda:PutFunctionConcurrency',
        'lambda:PutFunctionEventInvokeConfig',
        'lambda:PutFunctionRecursionConfig',
        'lambda:PutRuntimeManagementConfig',
        'lambda:RemovePermission',
        'lambda:TagResource',
        'lambda:UntagResource',
        'lambda:UpdateFunctionCode',
        'lambda:UpdateFunctionConfiguration',
        'lambda:UpdateFunctionEventInvokeConfig',
        'lambda:UpdateFunctionUrlConfig',
      ],
      resources: functionsOf(place).map((name) => regional('lambda', `function:${name}`)),
      wildcard: BY_NAME,
    },
    {
      // Only for the registry's functions, whatever they read from: IAM knows no name for a mapping.
      name: 'FeedFunctions',
      actions: [
        'lambda:CreateEventSourceMapping',
        'lambda:DeleteEventSourceMapping',
        'lambda:GetEventSourceMapping',
        'lambda:UpdateEventSourceMapping',
      ],
      resources: ['*'],
      conditions: {
        ArnLike: { 'lambda:FunctionArn': functionArns(place) },
      },
      wildcard: 'Event source mappings have ids that Lambda makes up; the condition says for which functions.',
    },
    {
      name: 'TagEventSources',
      actions: ['lambda:ListTags', 'lambda:TagResource', 'lambda:UntagResource'],
      resources: [regional('lambda', 'event-source-mapping:*')],
      wildcard: NO_NAMES,
    },
    {
      name: 'UseLayers',
      actions: ['lambda:GetLayerVersion'],
      resources: [`arn:${partition}:lambda:${region}:*:layer:*:*`],
      wildcard:
        'Layers may belong to other accounts (AWS’s own do); reading one gives nothing that its owner did not share.',
    },
    {
      name: 'ReadPackages',
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: packages,
      wildcard:
        'Teams choose the keys of their packages; the buckets are the platform’s and those named at deployment.',
    },
    {
      name: 'ReadImages',
      actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:GetRepositoryPolicy'],
      resources: [regional('ecr', 'repository/*')],
      wildcard: 'Teams choose the repositories of their images.',
    },
    {
      // Only through Lambda, for environment variables under a key that the Function names.
      name: 'EncryptEnvironments',
      actions: ['kms:CreateGrant', 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
      resources: [regional('kms', 'key/*')],
      conditions: { StringEquals: { 'kms:ViaService': `lambda.${region}.amazonaws.com` } },
      wildcard: 'Key ids are made up by KMS; a key’s own policy decides whether this account may use it.',
    },
  ];
}

/** The buckets for function packages, for the published state and for logs, and those of the teams. */
function storage({ partition, project, artifactBucket, stateBucket }: Place): readonly Permission[] {
  return [
    {
      name: 'BuildBuckets',
      actions: [
        's3:CreateBucket',
        's3:DeleteBucket',
        's3:DeleteBucketPolicy',
        's3:GetAccelerateConfiguration',
        's3:GetAnalyticsConfiguration',
        's3:GetBucketAcl',
        's3:GetBucketCORS',
        's3:GetBucketLogging',
        's3:GetBucketNotification',
        's3:GetBucketObjectLockConfiguration',
        's3:GetBucketOwnershipControls',
        's3:GetBucketPolicy',
        's3:GetBucketPublicAccessBlock',
        's3:GetBucketTagging',
        's3:GetBucketVersioning',
        's3:GetBucketWebsite',
        's3:GetEncryptionConfiguration',
        's3:GetIntelligentTieringConfiguration',
        's3:GetInventoryConfiguration',
        's3:GetLifecycleConfiguration',
        's3:GetMetricsConfiguration',
        's3:GetReplicationConfiguration',
        's3:ListBucket',
        's3:PutBucketLogging',
        's3:PutBucketOwnershipControls',
        's3:PutBucketPolicy',
        's3:PutBucketPublicAccessBlock',
        's3:PutBucketTagging',
        's3:PutBucketVersioning',
        's3:PutEncryptionConfiguration',
        's3:PutLifecycleConfiguration',
      ],
      resources: [artifactBucket, stateBucket, `${project}-logs-*`, `${project}-*-bucket-*`].map(
        (name) => `arn:${partition}:s3:::${name}`,
      ),
      wildcard: BY_NAME,
    },
  ];
}

/** Log groups, dashboards, alarms, and topics: the one they ring and those of the teams. */
function observability(place: Place): readonly Permission[] {
  const { project, partition, account, regional } = place;
  return [
    {
      name: 'BuildLogGroups',
      actions: [
        'logs:CreateLogGroup',
        'logs:DeleteDataProtectionPolicy',
        'logs:DeleteLogGroup',
        'logs:DeleteRetentionPolicy',
        'logs:GetDataProtectionPolicy',
        'logs:ListTagsForResource',
        'logs:PutRetentionPolicy',
        'logs:TagResource',
        'logs:UntagResource',
      ],
      resources: [
        ...functionsOf(place).map((name) => regional('logs', `log-group:/aws/lambda/${name}`)),
        regional('logs', `log-group:/aws/vendedlogs/${project}-*`),
      ],
      wildcard: BY_NAME,
    },
    {
      name: 'FindLogGroups',
      actions: ['logs:DescribeLogGroups'],
      resources: ['*'],
      wildcard: 'CloudFormation lists log groups to find one.',
    },
    {
      name: 'BuildDashboards',
      actions: ['cloudwatch:DeleteDashboards', 'cloudwatch:GetDashboard', 'cloudwatch:PutDashboard'],
      // Dashboards are the one thing of CloudWatch without a region.
      resources: [`arn:${partition}:cloudwatch::${account}:dashboard/${project}-*`],
      wildcard: BY_NAME,
    },
    {
      name: 'BuildAlarms',
      actions: [
        'cloudwatch:DeleteAlarms',
        'cloudwatch:ListTagsForResource',
        'cloudwatch:PutMetricAlarm',
        'cloudwatch:TagResource',
        'cloudwatch:UntagResource',
      ],
      resources: [regional('cloudwatch', `alarm:${project}-*`)],
      wildcard: BY_NAME,
    },
    {
      name: 'FindAlarms',
      actions: ['cloudwatch:DescribeAlarms'],
      resources: ['*'],
      wildcard: 'CloudFormation lists alarms to find one.',
    },
    {
      name: 'BuildTopics',
      actions: [
        'sns:CreateTopic',
        'sns:DeleteTopic',
        'sns:GetDataProtectionPolicy',
        'sns:GetSubscriptionAttributes',
        'sns:GetTopicAttributes',
        'sns:ListSubscriptionsByTopic',
        'sns:ListTagsForResource',
        'sns:SetTopicAttributes',
        'sns:Subscribe',
        'sns:TagResource',
        'sns:Unsubscribe',
        'sns:UntagResource',
      ],
      resources: [regional('sns', `${project}-*`)],
      wildcard: BY_NAME,
    },
  ];
}

/** The month's budget. Budgets know no region. */
function cost({ project, partition, account }: Place): readonly Permission[] {
  return [
    {
      name: 'BuildTheBudget',
      actions: [
        'budgets:ListTagsForResource',
        'budgets:ModifyBudget',
        'budgets:TagResource',
        'budgets:UntagResource',
        'budgets:ViewBudget',
      ],
      resources: [`arn:${partition}:budgets::${account}:budget/${project}-*`],
      wildcard: BY_NAME,
    },
  ];
}
