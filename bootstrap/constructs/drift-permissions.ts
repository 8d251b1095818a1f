import type { Permission } from './permission.ts';

/** What the readers are limited by. */
export interface DriftPlace {
  readonly project: string;
  readonly functionNames: readonly string[];
  /** Buckets of the platform that may have a name of the registry’s choice. */
  readonly buckets: readonly string[];
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

const BY_PROJECT =
  'The registry decides which resources there are; all of them, and nothing else, begin with the project’s name.';
const MADE_UP = 'AWS makes up the ids of these when they are made; no name and no tag limits reading their settings.';
const LISTS = 'AWS knows no resource for lists of this kind: the right to read one is the right to read all.';

/**
 * What a sweep for drift reads besides functions and HTTP APIs: exactly the actions of `RESOURCE_READER_ACTIONS`, on the
 * project’s names where IAM knows names. Settings only: no value of a secret, no object, no item, no message.
 */
export function driftPolicies(place: DriftPlace): Readonly<Record<string, readonly Permission[]>> {
  return { DriftOfServices: services(place), DriftOfPlatform: platform(place) };
}

function arnIn({ partition, region, account }: DriftPlace, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

function services(place: DriftPlace): readonly Permission[] {
  const { project, partition, account, functionNames, buckets } = place;
  const own = (service: string, resource: string) => arnIn(place, service, resource);
  const functions = [`${project}-*`, ...functionNames.flatMap((name) => [name, `${name}:*`])];
  return [
    {
      name: 'ReadWhatFunctionsHave',
      actions: [
        'lambda:GetFunction',
        'lambda:GetFunctionEventInvokeConfig',
        'lambda:GetFunctionUrlConfig',
        'lambda:GetPolicy',
        'lambda:GetProvisionedConcurrencyConfig',
        'lambda:ListAliases',
        'lambda:ListFunctionUrlConfigs',
      ],
      resources: functions.map((name) => own('lambda', `function:${name}`)),
      wildcard: BY_PROJECT,
    },
    {
      name: 'ReadEventSourceMappings',
      actions: ['lambda:GetEventSourceMapping', 'lambda:ListTags'],
      resources: [own('lambda', 'event-source-mapping:*')],
      wildcard: MADE_UP,
    },
    { name: 'ListEventSourceMappings', actions: ['lambda:ListEventSourceMappings'], resources: ['*'], wildcard: LISTS },
    {
      name: 'ReadQueues',
      actions: ['sqs:GetQueueAttributes', 'sqs:ListQueueTags'],
      resources: [own('sqs', `${project}-*`)],
      wildcard: BY_PROJECT,
    },
    {
      name: 'ReadTopics',
      actions: [
        'sns:GetSubscriptionAttributes',
        'sns:GetTopicAttributes',
        'sns:ListSubscriptionsByTopic',
        'sns:ListTagsForResource',
      ],
      resources: [own('sns', `${project}-*`)],
      wildcard: BY_PROJECT,
    },
    {
      name: 'ReadTables',
      actions: [
        'dynamodb:DescribeContinuousBackups',
        'dynamodb:DescribeTable',
        'dynamodb:DescribeTimeToLive',
        'dynamodb:GetResourcePolicy',
        'dynamodb:ListTagsOfResource',
      ],
      resources: [own('dynamodb', `table/${project}-*`)],
      wildcard: BY_PROJECT,
    },
    {
      name: 'ReadBuckets',
      actions: [
        's3:GetBucketAbac',
        's3:GetBucketCORS',
        's3:GetBucketLogging',
        's3:GetBucketNotification',
        's3:GetBucketOwnershipControls',
        's3:GetBucketPolicy',
        's3:GetBucketPublicAccessBlock',
        's3:GetBucketTagging',
        's3:GetBucketVersioning',
        's3:GetEncryptionConfiguration',
        's3:GetLifecycleConfiguration',
      ],
      resources: [`${project}-*`, ...buckets].map((name) => `arn:${partition}:s3:::${name}`),
      wildcard: BY_PROJECT,
    },
    {
      // Neither of the two gives a value (S3).
      name: 'ReadSettingsOfSecrets',
      actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetResourcePolicy'],
      resources: [own('secretsmanager', `secret:${project}-*`)],
      wildcard: BY_PROJECT,
    },
    {
      name: 'ReadBusesAndRules',
      actions: [
        'events:DescribeEventBus',
        'events:DescribeRule',
        'events:ListTagsForResource',
        'events:ListTargetsByRule',
      ],
      resources: [`event-bus/${project}-*`, `rule/${project}-*`, `rule/*/${project}-*`].map((name) =>
        own('events', name),
      ),
      wildcard: BY_PROJECT,
    },
    {
      name: 'ReadSchedules',
      actions: ['scheduler:GetSchedule', 'scheduler:GetScheduleGroup', 'scheduler:ListTagsForResource'],
      resources: [`schedule/${project}-*`, `schedule-group/${project}-*`].map((name) => own('scheduler', name)),
      wildcard: BY_PROJECT,
    },
    {
      name: 'ReadRolesAndPolicies',
      actions: [
        'iam:GetPolicy',
        'iam:GetPolicyVersion',
        'iam:GetRole',
        'iam:GetRolePolicy',
        'iam:ListAttachedRolePolicies',
        'iam:ListRolePolicies',
      ],
      resources: ['role', 'policy'].map((type) => `arn:${partition}:iam::${account}:${type}/${project}/*`),
      wildcard: BY_PROJECT,
    },
    {
      name: 'ReadIdentityProviders',
      actions: ['iam:GetOpenIDConnectProvider'],
      resources: [`arn:${partition}:iam::${account}:oidc-provider/*`],
      wildcard: 'The registry names the provider whose tokens roles trust; it has no name of ours.',
    },
  ];
}

function platform(place: DriftPlace): readonly Permission[] {
  const { project, partition, region, account } = place;
  const own = (service: string, resource: string) => arnIn(place, service, resource);
  return [
    {
      name: 'ReadNetwork',
      actions: [
        'ec2:DescribeAddresses',
        'ec2:DescribeFlowLogs',
        'ec2:DescribeInternetGateways',
        'ec2:DescribeNatGateways',
        'ec2:DescribeRouteTables',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcAttribute',
        'ec2:DescribeVpcEndpoints',
        'ec2:DescribeVpcs',
      ],
      resources: ['*'],
      wildcard: LISTS,
    },
    {
      name: 'ReadRestApiKeysPlansAndDomains',
      actions: ['apigateway:GET'],
      resources: ['account', 'apikeys/*', 'domainnames/*', 'restapis/*', 'usageplans/*'].map(
        (path) => `arn:${partition}:apigateway:${region}::/${path}`,
      ),
      wildcard: MADE_UP,
    },
    {
      name: 'ReadLogGroups',
      actions: ['logs:DescribeLogGroups', 'logs:ListTagsForResource'],
      resources: [own('logs', 'log-group:*')],
      wildcard: LISTS,
    },
    {
      name: 'ListAlarms',
      actions: ['cloudwatch:DescribeAlarms'],
      resources: [own('cloudwatch', 'alarm:*')],
      wildcard: LISTS,
    },
    {
      name: 'ReadAlarmsAndDashboards',
      actions: ['cloudwatch:GetDashboard', 'cloudwatch:ListTagsForResource'],
      resources: [
        own('cloudwatch', `alarm:${project}-*`),
        `arn:${partition}:cloudwatch::${account}:dashboard/${project}-*`,
      ],
      wildcard: BY_PROJECT,
    },
    {
      name: 'ReadRollouts',
      actions: ['codedeploy:GetApplication', 'codedeploy:GetDeploymentGroup', 'codedeploy:ListTagsForResource'],
      resources: [`application:${project}-*`, `deploymentgroup:${project}-*`].map((name) => own('codedeploy', name)),
      wildcard: BY_PROJECT,
    },
    {
      name: 'ReadBudgets',
      actions: ['budgets:ListTagsForResource', 'budgets:ViewBudget'],
      resources: [`arn:${partition}:budgets::${account}:budget/${project}-*`],
      wildcard: BY_PROJECT,
    },
    {
      name: 'ReadRecords',
      actions: ['route53:ListResourceRecordSets'],
      resources: [`arn:${partition}:route53:::hostedzone/*`],
      wildcard: 'The registry names the hosted zones; their ids are made up by Route 53.',
    },
  ];
}
