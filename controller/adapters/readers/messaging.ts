import { HoldfastError } from '../../diagnostics/error.ts';
import type { ReadTarget, ResourcePart } from '../../drift/port.ts';
import { isJsonArray, type JsonObject } from '../../lib/json.ts';
import { allAt, elementAt, tagsAt, textAt, type XmlElement, type XmlValue } from '../aws-xml.ts';
import { allPages, type Calls, objectOf, orGone, pick, present, type ServiceReader, textOf } from './calls.ts';

const SNS_VERSION = '2010-03-31';

/** Queues. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html */
export const SQS_READER: ServiceReader = {
  actions: ['sqs:GetQueueAttributes', 'sqs:ListQueueTags'],
  reads: { 'AWS::SQS::Queue': readQueue, 'AWS::SQS::QueuePolicy': readQueuePolicy },
};

/** Topics. https://docs.aws.amazon.com/sns/latest/api/API_Operations.html */
export const SNS_READER: ServiceReader = {
  actions: [
    'sns:GetSubscriptionAttributes',
    'sns:GetTopicAttributes',
    'sns:ListSubscriptionsByTopic',
    'sns:ListTagsForResource',
  ],
  reads: {
    'AWS::SNS::Subscription': readSubscription,
    'AWS::SNS::Topic': readTopic,
    'AWS::SNS::TopicPolicy': readTopicPolicy,
  },
  parts: { 'AWS::SNS::Topic': partsOfTopic },
};

async function readQueue({ physicalId: QueueUrl }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const attributes = await queueAttributes(QueueUrl, calls);
  if (attributes === undefined) return undefined;
  const { Tags = {} } = await calls.json('sqs', 'AmazonSQS.ListQueueTags', { QueueUrl });
  return {
    ...pick(
      attributes,
      'ContentBasedDeduplication',
      'DeduplicationScope',
      'DelaySeconds',
      'FifoQueue',
      'FifoThroughputLimit',
      'KmsDataKeyReusePeriodSeconds',
      'KmsMasterKeyId',
      'MaximumMessageSize',
      'MessageRetentionPeriod',
      'ReceiveMessageWaitTimeSeconds',
      'RedriveAllowPolicy',
      'RedrivePolicy',
      'SqsManagedSseEnabled',
      'VisibilityTimeout',
    ),
    QueueName: lastPart(textOf(attributes.QueueArn) ?? ''),
    Tags,
  };
}

/** `undefined` when the queue is gone. */
async function queueAttributes(QueueUrl: string, calls: Calls): Promise<JsonObject | undefined> {
  const input = { QueueUrl, AttributeNames: ['All'] };
  const answer = await orGone(
    calls.json('sqs', 'AmazonSQS.GetQueueAttributes', input),
    'QueueDoesNotExist',
    'AWS.SimpleQueueService.NonExistentQueue',
  );
  return answer && objectOf(answer.Attributes);
}

async function readQueuePolicy(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const policy = textOf((await queueAttributes(onlyOne(target, 'Queues'), calls))?.Policy);
  return policy === undefined || policy === '' ? undefined : { PolicyDocument: policy };
}

async function readTopic({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const attributes = await topicAttributes(physicalId, calls);
  if (attributes === undefined) return undefined;
  const answer = await calls.query('sns', SNS_VERSION, 'ListTagsForResource', { ResourceArn: physicalId });
  return {
    ...pick(
      attributes,
      'ArchivePolicy',
      'ContentBasedDeduplication',
      'DisplayName',
      'FifoThroughputScope',
      'FifoTopic',
      'KmsMasterKeyId',
      'SignatureVersion',
      'TracingConfig',
    ),
    Tags: tagsAt(answer, 'ListTagsForResourceResponse', 'ListTagsForResourceResult', 'Tags', 'member'),
    TopicName: lastPart(physicalId),
  };
}

/** `undefined` when the topic is gone. */
async function topicAttributes(TopicArn: string, calls: Calls): Promise<JsonObject | undefined> {
  const answer = await orGone(calls.query('sns', SNS_VERSION, 'GetTopicAttributes', { TopicArn }), 'NotFound');
  return answer && attributesOf(answer, 'GetTopicAttributes');
}

function attributesOf(answer: XmlElement, action: string): JsonObject {
  const entries = allAt(answer, `${action}Response`, `${action}Result`, 'Attributes', 'entry');
  return Object.fromEntries(entries.map((entry) => [textAt(entry, 'key') ?? '', textAt(entry, 'value') ?? '']));
}

async function readTopicPolicy(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const policy = textOf((await topicAttributes(onlyOne(target, 'Topics'), calls))?.Policy);
  return policy === undefined || policy === '' ? undefined : { PolicyDocument: policy };
}

async function readSubscription({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  if (!physicalId.startsWith('arn:')) {
    const details = { code: 'SubscriptionPending', source: 'aws', retryable: false } as const;
    throw new HoldfastError('its receiver has not confirmed it, and until then SNS tells nothing of it', details);
  }
  const input = { SubscriptionArn: physicalId };
  const answer = await orGone(calls.query('sns', SNS_VERSION, 'GetSubscriptionAttributes', input), 'NotFound');
  if (answer === undefined) return undefined;
  const attributes = attributesOf(answer, 'GetSubscriptionAttributes');
  // What is documented of the attributes does not tell where messages go; the list of the topic does.
  const listed = (await subscriptionsOf(topicOf(physicalId), calls)).find(
    (one) => textAt(one, 'SubscriptionArn') === physicalId,
  );
  const place = present({ Endpoint: textAt(listed, 'Endpoint'), Protocol: textAt(listed, 'Protocol') });
  const own = pick(
    attributes,
    'DeliveryPolicy',
    'FilterPolicy',
    'FilterPolicyScope',
    'RawMessageDelivery',
    'RedrivePolicy',
    'ReplayPolicy',
    'SubscriptionRoleArn',
  );
  return { ...own, ...place, TopicArn: topicOf(physicalId) };
}

/** The ARN of a subscription is its topic's and an id behind it. */
function topicOf(subscription: string): string {
  return subscription.slice(0, subscription.lastIndexOf(':'));
}

function subscriptionsOf(TopicArn: string, calls: Calls): Promise<readonly XmlValue[]> {
  return allPages(async (NextToken) => {
    const input = { TopicArn, ...(NextToken !== undefined && { NextToken }) };
    const answer = await calls.query('sns', SNS_VERSION, 'ListSubscriptionsByTopic', input);
    const page = elementAt(answer, 'ListSubscriptionsByTopicResponse', 'ListSubscriptionsByTopicResult');
    return { items: allAt(page, 'Subscriptions', 'member'), next: textAt(page, 'NextToken') };
  });
}

async function partsOfTopic({ physicalId }: ReadTarget, calls: Calls): Promise<readonly ResourcePart[]> {
  return (await subscriptionsOf(physicalId, calls)).map((one) => {
    const [type, arn] = ['AWS::SNS::Subscription', textAt(one, 'SubscriptionArn') ?? ''];
    const [Endpoint, Protocol] = [textAt(one, 'Endpoint'), textAt(one, 'Protocol')];
    return { type, physicalId: arn, properties: present({ Endpoint, Protocol }) };
  });
}

/** The one queue or topic that a policy is for. One policy for several could differ on each of them. */
function onlyOne({ declared }: ReadTarget, property: string): string {
  const value = declared[property];
  const [first, ...more] = isJsonArray(value) ? value : [];
  if (typeof first === 'string' && more.length === 0) return first;
  const message =
    more.length > 0 ? `it is a policy of several ${property.toLowerCase()}` : `its ${property} are not known`;
  throw new HoldfastError(message, { code: 'NotKnown', source: 'holdfast', retryable: false });
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
