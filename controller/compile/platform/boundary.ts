import type { PlatformSpec } from '../../../registry/kinds/platform/schema.ts';
import { isJsonArray, type Json, type JsonObject } from '../../lib/json.ts';
import { arnIn, partitionOf } from '../arn.ts';
import type { CompileContext } from '../context.ts';
import { allow, policyOf } from '../statement.ts';
import { SHARED_TAG } from '../tags.ts';
import type { ComponentSite } from './component.ts';
import { allowReadingState } from './state-bucket.ts';

/** What cannot be limited to a name, because the service knows no names there. */
const NAMELESS_ACTIONS = [
  'cloudwatch:PutMetricData',
  'dynamodb:ListStreams',
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
  'kinesis:ListStreams',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

const TABLE_ACTIONS = [
  'dynamodb:BatchGetItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DeleteItem',
  'dynamodb:DescribeStream',
  'dynamodb:DescribeTable',
  'dynamodb:GetItem',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:PartiQL*',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:Scan',
  'dynamodb:UpdateItem',
];

const STREAM_ACTIONS = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
  'kinesis:PutRecord',
  'kinesis:PutRecords',
];

const BUCKET_ACTIONS = [
  's3:AbortMultipartUpload',
  's3:DeleteObject',
  's3:DeleteObjectTagging',
  's3:GetObject',
  's3:GetObjectTagging',
  's3:GetObjectVersion',
  's3:ListBucket',
  's3:ListMultipartUploadParts',
  's3:PutObject',
  's3:PutObjectTagging',
];

const QUEUE_ACTIONS = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
  'sqs:SendMessage',
];

const SECRET_ACTIONS = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];

/** Asking a model of Bedrock, as agents do; models are AWS's and bear no name of a team. Converse needs the same two. */
const MODEL_ACTIONS = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];

/** What a deploy role does with packages. Overwritten and deleted ones stay as versions; deleting is for the lifecycle. */
export const PACKAGE_ACTIONS = [
  's3:AbortMultipartUpload',
  's3:GetObject',
  's3:GetObjectVersion',
  's3:ListMultipartUploadParts',
  's3:PutObject',
];

export const PARAMETER_ACTIONS = ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'];

/** What moves an alias, as in AWSCodeDeployRoleForLambdaLimited, without the hooks that nobody has here. */
export const ALIAS_ACTIONS = ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'];

/** What EC2 does with the flow logs' role. Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html */
export const FLOW_LOG_ACTIONS = [
  'logs:CreateLogStream',
  'logs:DescribeLogGroups',
  'logs:DescribeLogStreams',
  'logs:PutLogEvents',
];

/** Keys have no names of their own; their key policies and a role's own statements narrow this further. */
const KEY_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'];

/**
 * What can be done with a document that another team shares, in patterns, because the size of a managed policy is limited. What a role may
 * really do is in its own statements, which follow from its `access`. Each of these services compares the tag of the resource:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const SHARED_ACTIONS = [
  'dynamodb:*Item',
  'dynamodb:DescribeTable',
  'dynamodb:Query',
  'dynamodb:Scan',
  'events:PutEvents',
  'lambda:InvokeFunction',
  's3:*Object',
  's3:ListBucket',
  'secretsmanager:DescribeSecret',
  'secretsmanager:GetSecretValue',
  'sns:Publish',
  'sqs:*Message',
  'sqs:ChangeMessageVisibility',
  'sqs:GetQueue*',
];

/** The team of whoever asks, and the condition that there is none. */
const TEAM = `\${aws:PrincipalTag/team}`;
const NO_TEAM: JsonObject = { Null: { 'aws:PrincipalTag/team': 'true' } };

/**
 * The most that any role of a team can do, whatever its own statements say (A2): data of the services that functions commonly use,
 * and only of what bears the project's and the team's name. The team is read from the role's own tag, so one boundary serves all
 * teams and keeps each out of the others' resources and of the platform's (whose resource types no team may be named
 * after). Nothing of IAM, STS or Organizations is in it. Allow statements only: a boundary grants nothing, and what it does
 * not name is refused. The platform's own roles bear no team, and what is for them alone asks for that.
 * Source of the variable: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function boundaryPolicy({ context }: ComponentSite): JsonObject {
  return policyOf(boundaryStatements(context));
}

/** The statements of {@link boundaryPolicy}. */
function boundaryStatements(context: CompileContext): readonly JsonObject[] {
  const { project, region, storage } = context.platform.spec;
  const prefix = `${project}-${TEAM}-`;
  const artifacts = `arn:${partitionOf(region)}:s3:::${storage.artifactBucket}`;
  const named = (service: string, resource: string) => arnIn(context.platform.spec, service, resource);
  const bucket = `arn:${partitionOf(region)}:s3:::${prefix}*`;
  return [
    allow(NAMELESS_ACTIONS, '*'),
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], named('logs', 'log-group:/aws/lambda/*')),
    allow(['lambda:InvokeFunction', 'lambda:InvokeFunctionUrl'], named('lambda', `function:${prefix}*`)),
    allow(TABLE_ACTIONS, named('dynamodb', `table/${prefix}*`)),
    allow(STREAM_ACTIONS, named('kinesis', `stream/${prefix}*`)),
    allow(BUCKET_ACTIONS, [bucket, `${bucket}/*`]),
    allow(PACKAGE_ACTIONS, `${artifacts}/${TEAM}/*`),
    allow(['s3:ListBucket'], artifacts, { StringLike: { 's3:prefix': `${TEAM}/*` } }),
    allow(['s3:ListBucket', 's3:ListBucketVersions'], artifacts, NO_TEAM),
    allow(FLOW_LOG_ACTIONS, named('logs', `log-group:/aws/vendedlogs/${project}-*`), NO_TEAM),
    allow(QUEUE_ACTIONS, named('sqs', `${prefix}*`)),
    allow(['sns:Publish'], named('sns', `${prefix}*`)),
    allow(['events:PutEvents'], named('events', `event-bus/${prefix}*`)),
    allow(SECRET_ACTIONS, named('secretsmanager', `secret:${prefix}*`)),
    allow(PARAMETER_ACTIONS, [named('ssm', `parameter/${prefix}*`), named('ssm', `parameter/${project}/outputs/*`)]),
    allowReadingState(context),
    allow(KEY_ACTIONS, named('kms', 'key/*')),
    allow(MODEL_ACTIONS, `arn:${partitionOf(region)}:bedrock:${region}::foundation-model/*`),
    allow(SHARED_ACTIONS, sharedResources(context.platform.spec), {
      StringLike: { [`aws:ResourceTag/${SHARED_TAG}`]: `*:${TEAM}:*` },
    }),
  ];
}

/** Actions and resources that the boundary allows, both as patterns. */
export interface BoundaryEntry {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** What the boundary allows the roles of one team without any condition: its own resources, and what has no names. */
export function boundaryOf(team: string, context: CompileContext): readonly BoundaryEntry[] {
  return boundaryStatements(context)
    .filter(({ Condition }) => Condition === undefined)
    .map(({ Action, Resource }) => ({
      actions: textsOf(Action),
      resources: textsOf(Resource).map((resource) => resource.replaceAll(TEAM, team)),
    }));
}

function textsOf(value: Json | undefined): readonly string[] {
  return (isJsonArray(value) ? value : [value]).filter((text) => typeof text === 'string');
}

/** What roles of other teams may reach once its tag names them, whatever team's it is. */
function sharedResources(place: PlatformSpec): readonly string[] {
  const { project, region } = place;
  const bucket = `arn:${partitionOf(region)}:s3:::${project}-*`;
  return [
    arnIn(place, 'dynamodb', `table/${project}-*`),
    arnIn(place, 'events', `event-bus/${project}-*`),
    arnIn(place, 'lambda', `function:${project}-*`),
    arnIn(place, 'secretsmanager', `secret:${project}-*`),
    arnIn(place, 'sns', `${project}-*`),
    arnIn(place, 'sqs', `${project}-*`),
    bucket,
    `${bucket}/*`,
  ];
}

/**
 * The most that a rollout's role can do: move the aliases of the team's functions, and look at alarms. A boundary of its own, so that no
 * function's role can ever move an alias.
 */
export function rolloutBoundaryPolicy({ context }: ComponentSite): JsonObject {
  const { spec } = context.platform;
  const functions = arnIn(spec, 'lambda', `function:${spec.project}-${TEAM}-*`);
  return policyOf([allow(ALIAS_ACTIONS, functions), allow(['cloudwatch:DescribeAlarms'], '*')]);
}
