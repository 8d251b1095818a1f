import type { RegistryDocument } from '../documents/registry.ts';
import { arnIn } from './arn.ts';
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
