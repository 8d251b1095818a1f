import type { RegistryDocument } from '../../documents/registry.ts';
import type { JsonObject } from '../../lib/json.ts';
import { actionsOf } from '../access-actions.ts';
import { type CompileContext, type OutputValues, placeOf } from '../context.ts';
import { getAtt, ref } from '../intrinsics.ts';
import { keyGrant } from '../key-grant.ts';
import type { KindCompiler } from '../kind-compiler.ts';
import { idFor } from '../logical-ids.ts';
import { queueArnOf, queueNameOf } from '../physical-names.ts';
import { outputOf, resolveOne } from '../references.ts';
import { protectiveStatements } from '../resource-policy.ts';
import { senderStatements } from '../senders.ts';
import { put, RETAINED, type Site, siteOf } from '../site.ts';
import { allow, policyOf } from '../statement.ts';
import { metricOf, putAlarm } from '../team-alarm.ts';
import { withUsage } from '../usage.ts';

/** Longest that SQS keeps a message: dead letters wait for somebody who looks at them. */
const DEAD_LETTER_SECONDS = 1_209_600;

/** Alarm on messages of this age, unless the author says another; half of the retention where messages do not get that old. */
const OLD_MESSAGE_SECONDS = 3600;

/** What receiving and sending take. Source: the SQS page of the Service Authorization Reference. */
const ACTIONS = {
  read: [
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:GetQueueUrl',
    'sqs:ReceiveMessage',
  ],
  write: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'],
} as const;

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
const KEY_ACTIONS = { read: ['kms:Decrypt'], write: ['kms:Decrypt', 'kms:GenerateDataKey'] } as const;

type Queue = RegistryDocument<'Queue'>;
type QueueSite = Site<'Queue'>;

/** A Queue: the queue, its dead-letter queue, a policy for each, and alarms. */
export const queueCompiler: KindCompiler<'Queue'> = {
  compile: compileQueue,
  outputs: queueValues,
  grant: (target, { level }, site) => {
    const arn = outputOf(target, 'queueArn', site);
    return [allow(actionsOf(level, ACTIONS), arn), ...keyGrant(target, 'sqs', actionsOf(level, KEY_ACTIONS), site)];
  },
};

function compileQueue(document: Queue, context: CompileContext): void {
  const site = siteOf(document, context);
  const { deadLetter, alarms } = document.spec;
  if (deadLetter !== false) addDeadLetterQueue(site);
  addQueue(site);
  if (alarms !== false) addAlarms(site, alarms.oldestMessageSeconds);
}

function addQueue(site: QueueSite): void {
  const { document, context, tags } = site;
  const { spec } = document;
  const properties = {
    QueueName: queueNameOf(document, context),
    ...fifoOf(site),
    VisibilityTimeout: spec.visibilitySeconds,
    MessageRetentionPeriod: spec.retentionSeconds,
    DelaySeconds: spec.delaySeconds,
    MaximumMessageSize: spec.maxMessageBytes,
    ReceiveMessageWaitTimeSeconds: spec.receiveWaitSeconds,
    ...encryptionOf(site),
    ...(spec.deadLetter !== false && {
      RedrivePolicy: {
        deadLetterTargetArn: getAtt(idFor('DeadQueue', document.metadata.name), 'Arn'),
        maxReceiveCount: spec.deadLetter.maxReceiveCount,
      },
    }),
    RedriveAllowPolicy: { redrivePermission: 'denyAll' },
    Tags: tags,
  };
  const id = put(site, 'Queue', 'AWS::SQS::Queue', properties, withUsage(RETAINED, spec.traffic ?? {}));
  const statements = senderStatements(document, 'sqs:SendMessage', getAtt(id, 'Arn'), context);
  addPolicy(site, 'AccessToQueue', id, statements);
}

/** Takes what its queue gives up on, and nothing from other queues. */
function addDeadLetterQueue(site: QueueSite): void {
  const { document, context, tags } = site;
  const properties = {
    QueueName: queueNameOf(document, context, 'dead-letters'),
    ...(document.spec.fifo && { FifoQueue: true }),
    VisibilityTimeout: document.spec.visibilitySeconds,
    MessageRetentionPeriod: DEAD_LETTER_SECONDS,
    DelaySeconds: 0,
    MaximumMessageSize: document.spec.maxMessageBytes,
    ReceiveMessageWaitTimeSeconds: document.spec.receiveWaitSeconds,
    ...encryptionOf(site),
    RedriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: [queueArnOf(document, context)] },
    Tags: tags,
  };
  const id = put(site, 'DeadQueue', 'AWS::SQS::Queue', properties, RETAINED);
  addPolicy(site, 'AccessToDeadQueue', id, []);
}

function fifoOf({ document: { spec } }: QueueSite): JsonObject {
  if (!spec.fifo) return {};
  return {
    FifoQueue: true,
    ContentBasedDeduplication: spec.contentBasedDeduplication ?? false,
    DeduplicationScope: spec.deduplicationScope ?? 'queue',
    FifoThroughputLimit: spec.throughputLimit ?? 'perQueue',
  };
}

function encryptionOf(site: QueueSite): JsonObject {
  const { kmsKeyArn } = site.document.spec;
  if (kmsKeyArn === undefined) return { SqsManagedSseEnabled: true };
  return { SqsManagedSseEnabled: false, KmsMasterKeyId: resolveOne(kmsKeyArn, site) };
}

function addPolicy(
  site: QueueSite,
  prefix: 'AccessToQueue' | 'AccessToDeadQueue',
  queue: string,
  statements: readonly JsonObject[],
): void {
  const protective = protectiveStatements('sqs:*', getAtt(queue, 'Arn'), placeOf(site.context));
  const properties = { Queues: [ref(queue)], PolicyDocument: policyOf([...protective, ...statements]) };
  put(site, prefix, 'AWS::SQS::QueuePolicy', properties, RETAINED);
}

function addAlarms(site: QueueSite, oldestMessageSeconds: number | undefined): void {
  const { name } = site.document.metadata;
  const { retentionSeconds, deadLetter } = site.document.spec;
  const age = oldestMessageSeconds ?? Math.min(OLD_MESSAGE_SECONDS, Math.floor(retentionSeconds / 2));
  const dimensions = { QueueName: getAtt(idFor('Queue', name), 'QueueName') };
  putAlarm(site, 'OldMessagesAlarm', {
    type: 'queue-age-alarm',
    description: `A message of queue ${name} has waited for ${age} seconds`,
    metric: metricOf(['AWS/SQS', 'ApproximateAgeOfOldestMessage'], dimensions, 'Maximum', 60),
    threshold: age,
    periods: 5,
    breachingPeriods: 3,
  });
  if (deadLetter === false) return;
  const dead = { QueueName: getAtt(idFor('DeadQueue', name), 'QueueName') };
  putAlarm(site, 'DeadMessagesAlarm', {
    type: 'queue-dead-alarm',
    description: `Messages of queue ${name} were given up after ${deadLetter.maxReceiveCount} tries`,
    metric: metricOf(['AWS/SQS', 'ApproximateNumberOfMessagesVisible'], dead, 'Maximum', 60),
    threshold: 1,
    periods: 1,
    breachingPeriods: 1,
  });
}

function queueValues({ metadata, spec }: Queue): Partial<OutputValues> {
  const queue = idFor('Queue', metadata.name);
  const dead = idFor('DeadQueue', metadata.name);
  return {
    queueArn: () => getAtt(queue, 'Arn'),
    queueName: () => getAtt(queue, 'QueueName'),
    queueUrl: () => ref(queue),
    ...(spec.deadLetter !== false && {
      deadLetterQueueArn: () => getAtt(dead, 'Arn'),
      deadLetterQueueUrl: () => ref(dead),
    }),
  };
}
