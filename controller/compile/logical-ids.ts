import type { OutputOf, TeamKind } from '../../registry/kinds/kinds.ts';
import { logicalId, pascalCase } from '../lib/names.ts';

/**
 * First words of the logical ids of a team's stack, by the kind that makes them: what the id stands for comes first, the document's name
 * after it, so that a Function `charge-role` cannot meet the role of a Function `charge`. No word may be the beginning of another one.
 */
export const RESOURCE_PREFIXES = {
  Team: ['DeployRole', 'TeamBus'],
  Function: [
    'Function',
    'LogGroup',
    'Role',
    'Integration',
    'LambdaAsync',
    'LambdaSource',
    'LambdaVersion',
    'LambdaAlias',
    'LambdaRollout',
    'LambdaDeployments',
    'LambdaDeployRole',
    'LambdaUrl',
    'LambdaOpenUrl',
    'LambdaOpenFunction',
    'LambdaErrorsAlarm',
    'LambdaThrottlesAlarm',
    'LambdaDurationAlarm',
    'LambdaDroppedAlarm',
    'LambdaDeadLetterAlarm',
    'LambdaDestinationAlarm',
    'LambdaAgeAlarm',
  ],
  Queue: ['Queue', 'AccessToQueue', 'DeadQueue', 'AccessToDeadQueue', 'OldMessagesAlarm', 'DeadMessagesAlarm'],
  Topic: ['Topic', 'AccessToTopic', 'Subscription', 'NotifyFunction', 'UndeliveredAlarm'],
  Secret: ['Secret', 'AccessToSecret'],
  Table: ['Table', 'SlowedRequestsAlarm', 'FailedRequestsAlarm'],
  Bucket: ['Bucket', 'AccessToBucket'],
  Route: ['Route', 'Permission'],
  Schedule: ['Schedule', 'GroupOfSchedule', 'SendScheduled', 'DroppedInvocationsAlarm'],
  EventRule: ['EventRule', 'CallByRule', 'FailedEventsAlarm'],
  EventProcessor: [],
  Agent: ['AgentSubscription', 'AgentBudget'],
} as const satisfies Readonly<Record<TeamKind, readonly string[]>>;

/** One of {@link RESOURCE_PREFIXES}. */
export type ResourcePrefix = (typeof RESOURCE_PREFIXES)[TeamKind][number];

/** First words of parameters: the platform's components, and outputs of other teams' documents. They share the logical ids' namespace. */
export const PARAMETER_PREFIXES = ['Network', 'Stateful', 'Application', 'Observability', 'Edge', 'Of'] as const;

/** First words of a team stack's outputs, which have a namespace of their own: kind → output → word. No word may begin another one. */
export const OUTPUT_PREFIXES = {
  Team: { deployRoleArn: 'DeployRoleArn', eventBusArn: 'TeamBusArn', eventBusName: 'TeamBusName' },
  Function: {
    functionArn: 'FunctionArn',
    functionName: 'FunctionName',
    roleArn: 'RoleArn',
    logGroupName: 'LogGroupName',
    layerArns: 'LayerArns',
    aliasArn: 'AliasArn',
    url: 'FunctionUrl',
  },
  Queue: {
    queueArn: 'QueueArn',
    queueName: 'QueueName',
    queueUrl: 'QueueUrl',
    deadLetterQueueArn: 'DeadQueueArn',
    deadLetterQueueUrl: 'DeadQueueUrl',
  },
  Topic: { topicArn: 'TopicArn', topicName: 'TopicName' },
  Secret: { secretArn: 'SecretArn', secretName: 'SecretName' },
  Table: { tableArn: 'TableArn', tableName: 'TableName', streamArn: 'StreamArn' },
  Bucket: { bucketArn: 'BucketArn', bucketName: 'BucketName' },
  Route: { url: 'RouteUrl' },
  Schedule: { scheduleArn: 'ScheduleArn' },
  EventRule: { ruleArn: 'RuleArn' },
  EventProcessor: {
    functionArn: 'ProcessorFunctionArn',
    functionName: 'ProcessorFunctionName',
    queueArn: 'ProcessorQueueArn',
    queueUrl: 'ProcessorQueueUrl',
    deadLetterQueueArn: 'ProcessorDeadQueueArn',
    deadLetterQueueUrl: 'ProcessorDeadQueueUrl',
    tableArn: 'ProcessorTableArn',
    tableName: 'ProcessorTableName',
  },
  Agent: {
    workQueueArn: 'AgentQueueArn',
    workQueueUrl: 'AgentQueueUrl',
    deadLetterQueueArn: 'AgentDeadQueueArn',
    deadLetterQueueUrl: 'AgentDeadQueueUrl',
    resultsTableArn: 'AgentTableArn',
    resultsTableName: 'AgentTableName',
    functionArn: 'AgentFunctionArn',
    functionName: 'AgentFunctionName',
  },
} as const satisfies { readonly [K in TeamKind]: Readonly<Record<OutputOf<K>, string>> };

/** Logical id of what a document makes in its team's stack. */
export function idFor(prefix: ResourcePrefix, name: string): string {
  return logicalId(prefix, name);
}

/** Logical id of one of several resources of a sort that a document makes. No document's name has two dashes, so no other id is equal. */
export function idForPart(prefix: ResourcePrefix, name: string, part: string): string {
  return logicalId(prefix, `${name}--${part}`);
}

/** Name of the stack output that carries an output of a team's document; `undefined` for an output that its kind does not have. */
export function outputNameOf(kind: string, output: string, name: string): string | undefined {
  const prefixes: Readonly<Record<string, Readonly<Record<string, string>>>> = OUTPUT_PREFIXES;
  const prefix = prefixes[kind]?.[output];
  return prefix === undefined ? undefined : logicalId(prefix, name);
}

/** Name of the parameter that carries an output of a platform stack, e.g. `ApplicationApiId`. */
export function parameterFor(component: string, output: string): string {
  return `${pascalCase(component)}${output}`;
}

/**
 * Name of the parameter that carries an output of another team stack, e.g. `OfOrdersQueueArnWork`. Unambiguous, because output names
 * begin with one of {@link OUTPUT_PREFIXES} and no team's name begins another's.
 */
export function parameterOfTeam(stackPart: string, output: string): string {
  return `${logicalId('Of', stackPart)}${output}`;
}
