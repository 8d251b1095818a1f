import { jsonForm } from '../forms.ts';
import { policyForm } from '../policy-form.ts';
import { type TypeRules, typeRules } from '../rules.ts';

/**
 * SQS and SNS. Defaults: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html,
 * https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html and …/API_SetSubscriptionAttributes.html
 */
export const MESSAGING_TYPES: Readonly<Record<string, TypeRules>> = {
  'AWS::SNS::Subscription': typeRules({
    readable: [
      'DeliveryPolicy',
      'Endpoint',
      'FilterPolicy',
      'FilterPolicyScope',
      'Protocol',
      'RawMessageDelivery',
      'RedrivePolicy',
      'ReplayPolicy',
      'SubscriptionRoleArn',
      'TopicArn',
    ],
    defaults: [['/RawMessageDelivery', false]],
    absent: [['/FilterPolicyScope', 'MessageAttributes']],
    forms: [
      ['/DeliveryPolicy', jsonForm],
      ['/FilterPolicy', jsonForm],
      ['/RedrivePolicy', jsonForm],
      ['/ReplayPolicy', jsonForm],
    ],
  }),
  'AWS::SNS::Topic': typeRules({
    readable: [
      'ArchivePolicy',
      'ContentBasedDeduplication',
      'DisplayName',
      'FifoThroughputScope',
      'FifoTopic',
      'KmsMasterKeyId',
      'SignatureVersion',
      'Tags',
      'TopicName',
      'TracingConfig',
    ],
    defaults: [
      ['/SignatureVersion', '1'],
      ['/TracingConfig', 'PassThrough'],
    ],
    absent: [
      ['/FifoTopic', false],
      ['/ContentBasedDeduplication', false],
    ],
    forms: [['/ArchivePolicy', jsonForm]],
    onlyDeclared: ['/TopicName', '/FifoThroughputScope'],
  }),
  'AWS::SNS::TopicPolicy': typeRules({
    readable: ['PolicyDocument', 'Topics'],
    forms: [['/PolicyDocument', policyForm]],
    ignored: ['/Topics'],
  }),
  'AWS::SQS::Queue': typeRules({
    readable: [
      'ContentBasedDeduplication',
      'DeduplicationScope',
      'DelaySeconds',
      'FifoQueue',
      'FifoThroughputLimit',
      'KmsDataKeyReusePeriodSeconds',
      'KmsMasterKeyId',
      'MaximumMessageSize',
      'MessageRetentionPeriod',
      'QueueName',
      'ReceiveMessageWaitTimeSeconds',
      'RedriveAllowPolicy',
      'RedrivePolicy',
      'SqsManagedSseEnabled',
      'Tags',
      'VisibilityTimeout',
    ],
    defaults: [
      ['/DelaySeconds', 0],
      ['/MessageRetentionPeriod', 345_600],
      ['/ReceiveMessageWaitTimeSeconds', 0],
      ['/VisibilityTimeout', 30],
      ['/SqsManagedSseEnabled', ({ KmsMasterKeyId }) => KmsMasterKeyId === undefined || KmsMasterKeyId === ''],
    ],
    sets: ['/RedriveAllowPolicy/sourceQueueArns'],
    absent: [
      ['/FifoQueue', false],
      ['/ContentBasedDeduplication', false],
      ['/DeduplicationScope', 'queue'],
      ['/FifoThroughputLimit', 'perQueue'],
      ['/KmsDataKeyReusePeriodSeconds', 300],
      ['/RedriveAllowPolicy/redrivePermission', 'allowAll'],
    ],
    forms: [
      ['/RedriveAllowPolicy', jsonForm],
      ['/RedrivePolicy', jsonForm],
    ],
    onlyDeclared: ['/MaximumMessageSize', '/QueueName'],
  }),
  'AWS::SQS::QueuePolicy': typeRules({
    readable: ['PolicyDocument', 'Queues'],
    forms: [['/PolicyDocument', policyForm]],
    ignored: ['/Queues'],
  }),
};
