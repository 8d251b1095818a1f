import { DEFAULT_BUS, TEAM_BUS } from '../../registry/kinds/event-rule/schema.ts';
import type { RegistryDocument } from '../documents/registry.ts';
import { physicalName } from '../lib/names.ts';
import { arnIn, partitionOf } from './arn.ts';
import { type CompileContext, placeOf, teamName } from './context.ts';

/** SQS's limit: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
const MAX_QUEUE_NAME = 80;

/** SNS's limit: https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
const MAX_TOPIC_NAME = 256;

/** The names of FIFO queues and topics have to end so. */
const FIFO_SUFFIX = '.fifo';

/** Physical name of a queue, or of the dead-letter queue that belongs to it. */
export function queueNameOf(
  document: RegistryDocument<'Queue'>,
  context: CompileContext,
  type: 'queue' | 'dead-letters' = 'queue',
): string {
  return withSuffix(document.spec.fifo, MAX_QUEUE_NAME, (limit) => teamName(context, document, type, limit));
}

/** ARN of a queue, or of the dead-letter queue that belongs to it, written out. */
export function queueArnOf(
  document: RegistryDocument<'Queue'>,
  context: CompileContext,
  type: 'queue' | 'dead-letters' = 'queue',
): string {
  return arnIn(placeOf(context), 'sqs', queueNameOf(document, context, type));
}

/** Physical name of a topic. */
export function topicNameOf(document: RegistryDocument<'Topic'>, context: CompileContext): string {
  return withSuffix(document.spec.fifo, MAX_TOPIC_NAME, (limit) => teamName(context, document, 'topic', limit));
}

/** ARN of a topic, written out. */
export function topicArnOf(document: RegistryDocument<'Topic'>, context: CompileContext): string {
  return arnIn(placeOf(context), 'sns', topicNameOf(document, context));
}

function withSuffix(fifo: boolean, limit: number, name: (limit: number) => string): string {
  return fifo ? `${name(limit - FIFO_SUFFIX.length)}${FIFO_SUFFIX}` : name(limit);
}

/** S3's limit: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const MAX_BUCKET_NAME = 63;

/** How much of a bucket's name is left for the conventional one: the account, and the dash before it, come after. */
export const MAX_BUCKET_STEM = MAX_BUCKET_NAME - '-123456789012'.length;

/** Physical name of a bucket. It ends in the account, because all accounts of AWS share the names of buckets (docs/decisions/0006). */
export function bucketNameOf(document: RegistryDocument<'Bucket'>, context: CompileContext): string {
  return `${teamName(context, document, 'bucket', MAX_BUCKET_STEM)}-${context.platform.spec.account}`;
}

/** ARN of a bucket, written out. It names neither account nor region. */
export function bucketArnOf(document: RegistryDocument<'Bucket'>, context: CompileContext): string {
  return `arn:${partitionOf(placeOf(context).region)}:s3:::${bucketNameOf(document, context)}`;
}

/** DynamoDB's limit: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_TABLE_NAME = 255;

/** Physical name of a table. */
export function tableNameOf(document: RegistryDocument<'Table'>, context: CompileContext): string {
  return teamName(context, document, 'table', MAX_TABLE_NAME);
}

/** Secrets Manager's limit: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const MAX_SECRET_NAME = 512;

/** Physical name of a secret. */
export function secretNameOf(document: RegistryDocument<'Secret'>, context: CompileContext): string {
  return teamName(context, document, 'secret', MAX_SECRET_NAME);
}

/** Scheduler's limit: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
const MAX_SCHEDULE_NAME = 64;

/** Physical name of a schedule, and of the group that it is alone in. */
export function scheduleNameOf(document: RegistryDocument<'Schedule'>, context: CompileContext): string {
  return teamName(context, document, 'schedule', MAX_SCHEDULE_NAME);
}

/** EventBridge's limit: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
const MAX_BUS_NAME = 256;

/** Physical name of a team's own bus: `{project}-{team}-events`. */
export function teamBusNameOf(team: string, { platform }: CompileContext): string {
  return physicalName([platform.spec.project, team, 'events'], MAX_BUS_NAME);
}

/** EventBridge's limit: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
const MAX_RULE_NAME = 64;

/** Physical name of a rule. */
export function ruleNameOf(document: RegistryDocument<'EventRule'>, context: CompileContext): string {
  return teamName(context, document, 'rule', MAX_RULE_NAME);
}

/**
 * ARN of a rule, written out. Rules of the default bus do not name it.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
 */
export function ruleArnOf(document: RegistryDocument<'EventRule'>, context: CompileContext): string {
  const { bus } = document.spec;
  const name = ruleNameOf(document, context);
  const busName = bus === TEAM_BUS ? teamBusNameOf(document.metadata.team ?? '', context) : bus;
  return arnIn(placeOf(context), 'events', busName === DEFAULT_BUS ? `rule/${name}` : `rule/${busName}/${name}`);
}
