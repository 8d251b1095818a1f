import { Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { type IRole, type ManagedPolicy, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { REHEARSAL_PREFIX } from '../../controller/rehearse/port.ts';
import { CORE_CODE_KEY } from '../../registry/kinds/event-processor/core.ts';
import { driftPolicies } from './drift-permissions.ts';
import { type Permission, policiesWith, roleWith } from './permission.ts';
import type { Queues } from './queues.ts';

export interface RolesSettings {
  readonly prefix: string;
  readonly project: string;
  readonly artifactBucket: string;
  readonly stateBucket: string;
  readonly artifactBuckets: readonly string[];
  readonly functionNames: readonly string[];
  readonly table: Table;
  readonly bucket: Bucket;
  readonly bus: EventBus;
  readonly queues: Queues;
  readonly webhookSecretArn: string;
  readonly appKeySecretArn: string;
  readonly executionRoleArn: string;
  /** Whether there is a badge. */
  readonly hasBadge: boolean;
}

/** Who may do what: one role per function, each statement with its reason. The roles follow the ports of the controller. */
export class Roles extends Construct {
  readonly webhook: IRole;
  readonly planner: IRole;
  readonly applier: IRole;
  readonly badge?: IRole;

  constructor(scope: Construct, id: string, settings: RolesSettings) {
    super(scope, id);
    const { partition, region, account } = Stack.of(this);
    const arn: ArnOf = (service, resource) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
    const role = (
      name: string,
      description: string,
      permissions: readonly Permission[],
      policies: readonly ManagedPolicy[] = [],
    ) =>
      roleWith(this, name, {
        description,
        policies,
        assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
        permissions: [...everyFunction(arn, `${settings.prefix}-${name.toLowerCase()}`), ...permissions],
      });
    this.webhook = role('Webhook', 'Records deliveries and enqueues; nothing else', webhook(settings));
    const buckets = [settings.artifactBucket, settings.stateBucket, ...settings.artifactBuckets];
    const reading = driftPolicies({ ...settings, buckets: [...new Set(buckets)], partition, region, account });
    const drift = policiesWith(this, reading);
    this.planner = role('Planner', 'Reads the platform; can change nothing of it (P1)', planner(settings, arn), drift);
    // It looks again before it puts drift back, and after.
    this.applier = role('Applier', 'Changes the platform, through CloudFormation only', applier(settings, arn), drift);
    if (settings.hasBadge) this.badge = role('Badge', 'Reads one word of the record; nothing else', badge(settings));
  }
}

/** An ARN of this account and region: service, then everything after the account. */
type ArnOf = (service: string, resource: string) => string;

function everyFunction(arn: ArnOf, functionName: string): readonly Permission[] {
  return [
    {
      name: 'WriteOwnLogs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [arn('logs', `log-group:/aws/lambda/${functionName}:*`)],
      wildcard: 'Lambda names the log streams itself; the log group is the function’s own.',
    },
    {
      name: 'SendTraces',
      actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
      resources: ['*'],
      wildcard: 'X-Ray knows no resource for these two actions.',
    },
  ];
}

function webhook({ table, queues, webhookSecretArn }: RolesSettings): readonly Permission[] {
  return [
    {
      // Deduplicates on the delivery id (W11) and can touch no other item of the record.
      name: 'RecordDeliveries',
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [table.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['delivery#*'] } },
    },
    {
      name: 'Enqueue',
      actions: ['sqs:SendMessage'],
      resources: [queues.planner.queue.queueArn, queues.applier.queue.queueArn],
    },
    {
      name: 'VerifySignatures',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [webhookSecretArn],
    },
  ];
}

function badge({ table }: RolesSettings): readonly Permission[] {
  return [
    {
      name: 'ReadTheBadge',
      actions: ['dynamodb:GetItem'],
      resources: [table.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['badge#*'] } },
    },
  ];
}

function planner(settings: RolesSettings, arn: ArnOf): readonly Permission[] {
  return [
    ...reconciler(settings, arn),
    consume('TakeOwnMessages', [settings.queues.planner.queue]),
    {
      // A button on a check comes in here; what it asks for is done by the applier once the person's right is read.
      name: 'HandOverToTheApplier',
      actions: ['sqs:SendMessage'],
      resources: [settings.queues.applier.queue.queueArn],
    },
    {
      // Delayed messages: the applier takes them from the timer, and hands back what is the planner's.
      name: 'AskToBeWoken',
      actions: ['sqs:SendMessage'],
      resources: [settings.queues.timer.queue.queueArn],
    },
    ...rehearser(settings, arn),
  ];
}

/**
 * Asking CloudFormation what a plan would do. A change set does nothing until it is executed, which this role may not, and the planner's are told
 * from the applier's by their names. No role is handed over: CloudFormation takes the one that the stack has (A4).
 */
function rehearser({ project }: RolesSettings, arn: ArnOf): readonly Permission[] {
  const stacks = arn('cloudformation', `stack/${project}-*`);
  const changeSets = arn('cloudformation', `changeSet/${REHEARSAL_PREFIX}*`);
  return [
    {
      name: 'RehearseChanges',
      actions: ['cloudformation:CreateChangeSet', 'cloudformation:DeleteChangeSet', 'cloudformation:DescribeChangeSet'],
      resources: [stacks],
      conditions: REHEARSALS_ONLY,
      wildcard: WILDCARD_PLATFORM,
    },
    {
      // A change set carries the tags that the stack would have; tagging by any other call is refused.
      name: 'TagRehearsals',
      actions: ['cloudformation:TagResource'],
      resources: [stacks, changeSets],
      conditions: { StringEquals: { 'cloudformation:CreateAction': 'CreateChangeSet' } },
      wildcard: WILDCARD_PLATFORM,
    },
    {
      name: 'ReadWhatFailed',
      actions: ['cloudformation:DescribeEvents'],
      resources: [stacks, changeSets],
      wildcard: WILDCARD_PLATFORM,
    },
  ];
}

const REHEARSALS_ONLY = { StringLike: { 'cloudformation:ChangeSetName': `${REHEARSAL_PREFIX}*` } };

function applier(settings: RolesSettings, arn: ArnOf): readonly Permission[] {
  const { project, queues, executionRoleArn } = settings;
  const stacks = arn('cloudformation', `stack/${project}-*`);
  return [
    ...reconciler(settings, arn),
    ...publisher(settings, arn),
    consume('TakeOwnMessages', [queues.applier.queue, queues.timer.queue]),
    {
      // Itself, later; and the planner, to look for drift once a revert is done.
      name: 'AskToBeWoken',
      actions: ['sqs:SendMessage'],
      resources: [queues.timer.queue.queueArn, queues.planner.queue.queueArn],
    },
    {
      // Only with the execution role, so that no stack is ever changed with other rights than that role's (A4).
      name: 'PrepareChanges',
      actions: ['cloudformation:CreateChangeSet'],
      resources: [stacks],
      conditions: { StringEquals: { 'cloudformation:RoleArn': executionRoleArn } },
      wildcard: WILDCARD_PLATFORM,
    },
    {
      name: 'CarryOutChanges',
      actions: [
        'cloudformation:DeleteChangeSet',
        'cloudformation:DescribeChangeSet',
        'cloudformation:DescribeStackEvents',
        'cloudformation:ExecuteChangeSet',
        'cloudformation:TagResource',
        'cloudformation:UntagResource',
        'cloudformation:UpdateTerminationProtection',
      ],
      resources: [stacks],
      wildcard: WILDCARD_PLATFORM,
    },
    {
      // What the planner made was made to be read. Nobody carries it out, whoever asks for it.
      name: 'NeverCarryOutRehearsals',
      effect: 'deny',
      actions: ['cloudformation:ExecuteChangeSet'],
      resources: [stacks],
      conditions: REHEARSALS_ONLY,
    },
    {
      // These may name a role or leave it to the one that the stack has; another role than ours is refused.
      name: 'RecoverAndRemove',
      actions: ['cloudformation:ContinueUpdateRollback', 'cloudformation:DeleteStack', 'cloudformation:RollbackStack'],
      resources: [stacks],
      conditions: { StringEqualsIfExists: { 'cloudformation:RoleArn': executionRoleArn } },
      wildcard: WILDCARD_PLATFORM,
    },
    {
      name: 'HandOverTheExecutionRole',
      actions: ['iam:PassRole'],
      resources: [executionRoleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
    },
    {
      // Drifted code: CloudFormation cannot see it, because `Code` is write-only (F2).
      name: 'PutDeclaredCodeBack',
      actions: ['lambda:UpdateFunctionCode'],
      resources: functionArns(settings, arn),
      wildcard: WILDCARD_PLATFORM,
    },
    {
      // CloudFormation leaves the settings of routes on a stage, and API Gateway refuses the stage once such a route is gone.
      name: 'ClearOldRouteSettings',
      actions: ['apigateway:DELETE'],
      resources: [
        `arn:${Stack.of(settings.table).partition}:apigateway:${Stack.of(settings.table).region}::/apis/*/stages/*/routesettings/*`,
      ],
      wildcard: 'API Gateway makes up the API’s id; routes come and go with the registry.',
    },
    {
      // Lambda reads a package or an image with the rights of whoever updates the function.
      name: 'ReadPinnedPackages',
      actions: ['s3:GetObjectVersion'],
      resources: artifactArns(settings, Stack.of(settings.table).partition).map((bucket) => `${bucket}/*`),
      wildcard: WILDCARD_PACKAGES,
    },
    {
      name: 'ReadPinnedImages',
      actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:GetRepositoryPolicy'],
      resources: [arn('ecr', 'repository/*')],
      wildcard: 'Teams choose the repositories of their images.',
    },
  ];
}

/** Outputs for other tools, which CloudFormation cannot write: they come from several of its stacks. */
function publisher({ project, stateBucket, artifactBucket, table }: RolesSettings, arn: ArnOf): readonly Permission[] {
  const bucket = `arn:${Stack.of(table).partition}:s3:::${stateBucket}`;
  return [
    {
      name: 'PublishParameters',
      actions: [
        'ssm:AddTagsToResource',
        'ssm:DeleteParameter',
        'ssm:GetParametersByPath',
        'ssm:ListTagsForResource',
        'ssm:PutParameter',
      ],
      resources: [arn('ssm', `parameter/${project}/outputs`), arn('ssm', `parameter/${project}/outputs/*`)],
      wildcard: 'The registry decides which outputs there are; all of them lie below this path, and nothing else does.',
    },
    {
      name: 'PublishState',
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [`${bucket}/*.tfstate`],
      wildcard: 'The registry chooses the key; the bucket holds this one file.',
    },
    {
      // Without it a missing file would look like a forbidden one.
      name: 'LookForTheState',
      actions: ['s3:ListBucket'],
      resources: [bucket],
      wildcard: 'The default name ends in account and region, and a registry may choose another.',
    },
    {
      name: 'PublishEventCore',
      actions: ['s3:PutObject'],
      resources: [`arn:${Stack.of(table).partition}:s3:::${artifactBucket}/${CORE_CODE_KEY}`],
      wildcard: 'The default name ends in account and region, and a registry may choose another.',
    },
  ];
}

const WILDCARD_PLATFORM =
  'The registry decides which stacks and functions there are; all of them, and nothing else, begin with the project’s name.';

const WILDCARD_PACKAGES =
  'Teams choose the keys of their packages; the buckets are the platform’s and those named at deployment.';

function functionArns({ project, functionNames }: RolesSettings, arn: ArnOf): readonly string[] {
  return [`${project}-*`, ...functionNames].map((name) => arn('lambda', `function:${name}`));
}

function artifactArns({ artifactBucket, artifactBuckets }: RolesSettings, partition: string): readonly string[] {
  return [artifactBucket, ...artifactBuckets].map((name) => `arn:${partition}:s3:::${name}`);
}

/** What planner and applier share: reading the platform, and the controller's own record. */
function reconciler(settings: RolesSettings, arn: ArnOf): readonly Permission[] {
  const { project, table, bucket, bus, appKeySecretArn } = settings;
  const { partition, region } = Stack.of(table);
  const artifacts = artifactArns(settings, partition);
  return [
    {
      name: 'ReadStacks',
      actions: ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate', 'cloudformation:ListStackResources'],
      resources: [arn('cloudformation', `stack/${project}-*`)],
      wildcard: WILDCARD_PLATFORM,
    },
    {
      name: 'ReadFunctions',
      actions: ['lambda:GetFunction', 'lambda:ListTags'],
      resources: functionArns(settings, arn),
      wildcard: WILDCARD_PLATFORM,
    },
    {
      name: 'ReadTheSharedApi',
      actions: ['apigateway:GET'],
      resources: [`arn:${partition}:apigateway:${region}::/apis/*`],
      wildcard: 'API Gateway makes up the API’s id when the platform is first applied.',
    },
    {
      // HeadObject answers which version a key has now (V4); without ListBucket a missing object would look like a forbidden one.
      name: 'ReadArtifactVersions',
      actions: ['s3:GetObject', 's3:ListBucket'],
      resources: artifacts.flatMap((name) => [name, `${name}/*`]),
      wildcard:
        'Teams choose the keys of their packages; the buckets are the platform’s and those named at deployment.',
    },
    {
      name: 'KeepTheRecord',
      actions: [
        'dynamodb:ConditionCheckItem',
        'dynamodb:DeleteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
      ],
      resources: [table.tableArn],
    },
    {
      // What was done is only ever added to. A transaction needs the action of each of its parts, so this holds there too.
      name: 'NeverChangeEvidence',
      effect: 'deny',
      actions: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
      resources: [table.tableArn],
      conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['evidence#*', 'evidence-index#*'] } },
    },
    {
      name: 'KeepEvidence',
      actions: ['s3:GetObject', 's3:ListBucket', 's3:PutObject'],
      resources: [bucket.bucketArn, bucket.arnForObjects('*')],
      wildcard:
        'Objects are named by the digest of what is in them, and a cache lies beside them; the bucket is the controller’s own.',
    },
    {
      name: 'TellOthers',
      actions: ['events:PutEvents'],
      resources: [bus.eventBusArn],
    },
    {
      name: 'BeTheGitHubApp',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [appKeySecretArn],
    },
  ];
}

/** What Lambda does in the function's name with a queue that feeds it, and setting the time of the next try. */
function consume(name: string, queues: readonly Queue[]): Permission {
  return {
    name,
    actions: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    resources: queues.map(({ queueArn }) => queueArn),
  };
}
