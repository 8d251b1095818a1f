import { OUTPUT_PREFIXES } from '../compile/logical-ids.ts';
import type { Path } from '../documents/path.ts';
import {
  type FieldInverse,
  flag,
  inUnits,
  listed,
  lowerCase,
  moment,
  onlyItem,
  percentOfTimeout,
  upperCase,
  words,
} from './field-values.ts';

/** A property of a type and the field of the document that sets it. Segments below the property are kept when `deep`. */
export interface FieldOfProperty {
  readonly property: string;
  /** `*` stands for one item of a list, of which only the document knows which one. */
  readonly field: Path;
  /** The field that sets it in documents without the first one. */
  readonly otherwise?: Path;
  readonly deep?: true;
  /** First word of the logical id, where a document makes several resources of the type. */
  readonly part?: string;
  /** What the field has to say to make a live value; the value itself where it is left out. */
  readonly value?: FieldInverse;
  /** What follows from the field besides, in this resource or in another part of the document. */
  readonly follows?: readonly Follower[];
  /** Why a live value cannot be taken into the field. */
  readonly byHand?: string;
}

/** What follows from the same field: a property of the resource itself or of another `part` of the document, or an output. */
export type Follower =
  | { readonly property: string; readonly part?: string }
  /** First word of the output's name. */
  | { readonly output: string };

const REFERENCE = 'the registry names it by a reference, and which document is meant cannot be told from a name in AWS';
const SEVERAL = 'several fields of the registry make it together';

/** The description of an alarm names its threshold. */
const DESCRIBED: readonly Follower[] = [{ property: '/AlarmDescription' }];

/** A dead-letter queue has some settings of its queue. */
const deadQueue = (property: string): readonly Follower[] => [{ part: 'DeadQueue', property }];

/** The fields of one of a function's alarms. `limit` is the one that makes the threshold. */
function alarmFields(part: string, alarm: string, limit: string, value?: FieldInverse): readonly FieldOfProperty[] {
  const field = (name: string) => ['spec', 'alarms', alarm, name];
  return [
    { part, property: '/Threshold', field: field(limit), follows: DESCRIBED, ...(value && { value }) },
    { part, property: '/Period', field: field('minutes'), follows: DESCRIBED, value: inUnits(60) },
    { part, property: '/EvaluationPeriods', field: field('periods') },
    { part, property: '/DatapointsToAlarm', field: field('breaching') },
  ];
}

/** Fields of cross-origin settings, which are the same for an API and for the address of a function. */
function corsFields(property: string, field: Path): readonly FieldOfProperty[] {
  return [
    { property: `${property}/AllowOrigins`, field: [...field, 'allowOrigins'] },
    { property: `${property}/AllowMethods`, field: [...field, 'allowMethods'], value: upperCase },
    { property: `${property}/AllowHeaders`, field: [...field, 'allowHeaders'] },
    { property: `${property}/ExposeHeaders`, field: [...field, 'exposeHeaders'] },
    { property: `${property}/MaxAge`, field: [...field, 'maxAgeSeconds'] },
    { property: `${property}/AllowCredentials`, field: [...field, 'allowCredentials'], value: flag },
    { property, field },
  ];
}

const source = (name: string): Path => ['spec', 'eventSources', '*', name];
const enabled = words({ ENABLED: true, DISABLED: false });

/** Which field of its document sets a property. A property that is not named here is set by the document as a whole. */
export const FIELDS: Readonly<Record<string, readonly FieldOfProperty[]>> = {
  'AWS::Lambda::Function': [
    { property: '/Architectures', field: ['spec', 'architecture'], value: onlyItem },
    {
      property: '/Code',
      field: ['spec', 's3', 'key'],
      otherwise: ['spec', 'imageUri'],
      byHand: 'code that runs without a package in the registry can only be replaced: build and upload it',
    },
    { property: '/DeadLetterConfig', field: ['spec', 'deadLetter'], byHand: REFERENCE },
    { property: '/Description', field: ['spec', 'description'] },
    { property: '/Environment/Variables', field: ['spec', 'environment'], deep: true },
    { property: '/Environment', field: ['spec', 'environment'] },
    { property: '/EphemeralStorage', field: ['spec', 'ephemeralStorageMb'] },
    { property: '/FunctionName', field: ['spec', 'functionName'] },
    { property: '/Handler', field: ['spec', 'handler'] },
    { property: '/ImageConfig/Command', field: ['spec', 'imageConfig', 'command'], deep: true },
    { property: '/ImageConfig/EntryPoint', field: ['spec', 'imageConfig', 'entryPoint'], deep: true },
    { property: '/ImageConfig/WorkingDirectory', field: ['spec', 'imageConfig', 'workingDirectory'] },
    { property: '/ImageConfig', field: ['spec', 'imageConfig'] },
    { property: '/KmsKeyArn', field: ['spec', 'kmsKeyArn'] },
    {
      property: '/Layers',
      field: ['spec', 'layerArns'],
      deep: true,
      follows: [{ output: OUTPUT_PREFIXES.Function.layerArns }],
    },
    {
      property: '/LoggingConfig/ApplicationLogLevel',
      field: ['spec', 'logging', 'applicationLevel'],
      value: lowerCase,
    },
    { property: '/LoggingConfig/LogFormat', field: ['spec', 'logging', 'format'], value: lowerCase },
    { property: '/LoggingConfig/SystemLogLevel', field: ['spec', 'logging', 'systemLevel'], value: lowerCase },
    { property: '/MemorySize', field: ['spec', 'memoryMb'] },
    { property: '/ReservedConcurrentExecutions', field: ['spec', 'reservedConcurrency'] },
    { property: '/Role', field: ['spec', 'roleArn'], byHand: REFERENCE },
    { property: '/Runtime', field: ['spec', 'runtime'] },
    { property: '/SnapStart', field: ['spec', 'snapStart'], value: words({ PublishedVersions: true, None: false }) },
    { property: '/Timeout', field: ['spec', 'timeoutSeconds'] },
    {
      property: '/TracingConfig',
      field: ['spec', 'tracing'],
      value: words({ Active: 'active', PassThrough: 'pass-through' }),
    },
    { property: '/VpcConfig/SecurityGroupIds', field: ['spec', 'securityGroups'], byHand: REFERENCE },
    { property: '/VpcConfig', field: ['spec', 'subnets'], byHand: REFERENCE },
  ],
  'AWS::Lambda::EventInvokeConfig': [
    { property: '/MaximumEventAgeInSeconds', field: ['spec', 'asyncInvoke', 'maxAgeSeconds'] },
    { property: '/MaximumRetryAttempts', field: ['spec', 'asyncInvoke', 'maxRetries'] },
    { property: '/DestinationConfig', field: ['spec', 'asyncInvoke'], byHand: REFERENCE },
  ],
  'AWS::Lambda::EventSourceMapping': [
    { property: '/BatchSize', field: source('batchSize') },
    { property: '/BisectBatchOnFunctionError', field: source('bisectOnError'), value: flag },
    { property: '/Enabled', field: source('enabled'), value: flag },
    {
      property: '/FunctionResponseTypes',
      field: source('reportBatchItemFailures'),
      value: listed('ReportBatchItemFailures'),
    },
    { property: '/MaximumBatchingWindowInSeconds', field: source('windowSeconds') },
    { property: '/MaximumRecordAgeInSeconds', field: source('maxRecordAgeSeconds') },
    { property: '/MaximumRetryAttempts', field: source('maxRetries') },
    { property: '/ParallelizationFactor', field: source('parallelization') },
    { property: '/ScalingConfig', field: source('maxConcurrency') },
  ],
  'AWS::Lambda::Url': corsFields('/Cors', ['spec', 'url', 'cors']),
  'AWS::Logs::LogGroup': [
    { part: 'LogGroup', property: '/RetentionInDays', field: ['spec', 'logRetentionDays'] },
    { part: 'FlowLogGroup', property: '/RetentionInDays', field: ['spec', 'network', 'flowLogs', 'retentionDays'] },
  ],
  'AWS::CloudWatch::Alarm': [
    ...alarmFields('LambdaErrorsAlarm', 'errors', 'threshold'),
    ...alarmFields('LambdaThrottlesAlarm', 'throttles', 'threshold'),
    ...alarmFields('LambdaDurationAlarm', 'duration', 'percent', percentOfTimeout),
    ...alarmFields('LambdaDroppedAlarm', 'dropped', 'threshold'),
    ...alarmFields('LambdaDeadLetterAlarm', 'undelivered', 'threshold'),
    ...alarmFields('LambdaDestinationAlarm', 'undelivered', 'threshold'),
    ...alarmFields('LambdaAgeAlarm', 'iteratorAge', 'seconds', inUnits(1000)),
    {
      part: 'OldMessagesAlarm',
      property: '/Threshold',
      field: ['spec', 'alarms', 'oldestMessageSeconds'],
      follows: DESCRIBED,
    },
  ],
  'AWS::DynamoDB::Table': [
    { property: '/DeletionProtectionEnabled', field: ['spec', 'deletionProtection'], value: flag },
    { property: '/GlobalSecondaryIndexes', field: ['spec', 'indexes'], byHand: SEVERAL },
    { property: '/KeySchema', field: ['spec', 'partitionKey'], byHand: SEVERAL },
    { property: '/LocalSecondaryIndexes', field: ['spec', 'localIndexes'], byHand: SEVERAL },
    { property: '/OnDemandThroughput/MaxReadRequestUnits', field: ['spec', 'maxReadUnits'] },
    { property: '/OnDemandThroughput/MaxWriteRequestUnits', field: ['spec', 'maxWriteUnits'] },
    {
      property: '/PointInTimeRecoverySpecification',
      field: ['spec', 'pointInTimeRecovery'],
      value: flag,
    },
    { property: '/SSESpecification', field: ['spec', 'encryption'], byHand: SEVERAL },
    {
      property: '/StreamSpecification',
      field: ['spec', 'stream'],
      byHand: 'another stream has another address, which those who read it have to be told',
    },
    {
      property: '/TableClass',
      field: ['spec', 'tableClass'],
      value: words({ STANDARD: 'standard', STANDARD_INFREQUENT_ACCESS: 'infrequent-access' }),
    },
    { property: '/TimeToLiveSpecification/AttributeName', field: ['spec', 'ttl'] },
    // That it is on, the name of the attribute says already.
    { property: '/TimeToLiveSpecification', field: ['spec', 'ttl'], value: () => undefined },
  ],
  'AWS::Events::Rule': [
    { property: '/Description', field: ['spec', 'description'] },
    { property: '/EventBusName', field: ['spec', 'bus'], byHand: REFERENCE },
    { property: '/EventPattern', field: ['spec', 'pattern'], deep: true },
    { property: '/State', field: ['spec', 'enabled'], value: enabled },
    { property: '/Targets', field: ['spec', 'targets'], byHand: REFERENCE },
  ],
  'AWS::S3::Bucket': [
    { property: '/BucketEncryption', field: ['spec', 'encryption'], byHand: SEVERAL },
    { property: '/CorsConfiguration', field: ['spec', 'cors'], byHand: SEVERAL },
    { property: '/LifecycleConfiguration', field: ['spec', 'lifecycle'], byHand: SEVERAL },
    {
      property: '/NotificationConfiguration/EventBridgeConfiguration',
      field: ['spec', 'events'],
      value: (actual) => ({ set: actual !== undefined }),
    },
    {
      property: '/NotificationConfiguration/QueueConfigurations',
      field: ['spec', 'notifications'],
      byHand: REFERENCE,
    },
    {
      property: '/VersioningConfiguration',
      field: ['spec', 'versioning'],
      value: words({ Enabled: true, Suspended: false, '': false }),
    },
  ],
  'AWS::SNS::Topic': [
    { property: '/ContentBasedDeduplication', field: ['spec', 'contentBasedDeduplication'], value: flag },
    { property: '/DisplayName', field: ['spec', 'displayName'] },
    {
      property: '/KmsMasterKeyId',
      field: ['spec', 'kmsKeyArn'],
      otherwise: ['spec', 'encryption'],
      byHand: 'several fields of the registry choose a key',
    },
  ],
  'AWS::SQS::Queue': [
    {
      part: 'DeadQueue',
      property: '',
      field: ['spec', 'deadLetter'],
      byHand: 'a dead-letter queue is as its queue is, and has no fields of its own',
    },
    { property: '/ContentBasedDeduplication', field: ['spec', 'contentBasedDeduplication'], value: flag },
    { property: '/DelaySeconds', field: ['spec', 'delaySeconds'] },
    { property: '/MaximumMessageSize', field: ['spec', 'maxMessageBytes'], follows: deadQueue('/MaximumMessageSize') },
    { property: '/MessageRetentionPeriod', field: ['spec', 'retentionSeconds'] },
    {
      property: '/ReceiveMessageWaitTimeSeconds',
      field: ['spec', 'receiveWaitSeconds'],
      follows: deadQueue('/ReceiveMessageWaitTimeSeconds'),
    },
    {
      property: '/RedrivePolicy/maxReceiveCount',
      field: ['spec', 'deadLetter', 'maxReceiveCount'],
      follows: [{ part: 'DeadMessagesAlarm', property: '/AlarmDescription' }],
    },
    { property: '/RedrivePolicy', field: ['spec', 'deadLetter'], byHand: REFERENCE },
    { property: '/VisibilityTimeout', field: ['spec', 'visibilitySeconds'], follows: deadQueue('/VisibilityTimeout') },
  ],
  'AWS::Scheduler::Schedule': [
    { property: '/Description', field: ['spec', 'description'] },
    { property: '/EndDate', field: ['spec', 'endsAt'], value: moment },
    { property: '/FlexibleTimeWindow/Mode', field: ['spec', 'flexibleMinutes'], value: words({ OFF: 0 }) },
    {
      property: '/FlexibleTimeWindow',
      field: ['spec', 'flexibleMinutes'],
      value: (actual) => (typeof actual === 'number' ? { set: actual } : undefined),
    },
    { property: '/ScheduleExpressionTimezone', field: ['spec', 'timezone'] },
    { property: '/ScheduleExpression', field: ['spec', 'expression'] },
    { property: '/StartDate', field: ['spec', 'startsAt'], value: moment },
    { property: '/State', field: ['spec', 'enabled'], value: enabled },
    { property: '/Target/Input', field: ['spec', 'input'], deep: true },
    { property: '/Target/RetryPolicy/MaximumRetryAttempts', field: ['spec', 'retry', 'maxAttempts'] },
    { property: '/Target/RetryPolicy/MaximumEventAgeInSeconds', field: ['spec', 'retry', 'maxAgeSeconds'] },
    { property: '/Target/RetryPolicy', field: ['spec', 'retry'] },
    { property: '/Target', field: ['spec', 'target'], byHand: REFERENCE },
  ],
  'AWS::SecretsManager::Secret': [
    { property: '/Description', field: ['spec', 'description'] },
    { property: '/KmsKeyId', field: ['spec', 'kmsKeyArn'] },
  ],
  'AWS::ApiGatewayV2::Api': [
    ...corsFields('/CorsConfiguration', ['spec', 'api', 'cors']),
    { property: '/ProtocolType', field: ['spec', 'api', 'type'] },
    { property: '', field: ['spec', 'api'], byHand: 'no field of the registry sets it by itself' },
  ],
  'AWS::ApiGatewayV2::Stage': [
    {
      property: '/DefaultRouteSettings/ThrottlingRateLimit',
      field: ['spec', 'api', 'throttle', 'rate'],
      follows: ['/Threshold', '/AlarmDescription'].map((property) => ({ part: 'ApiThrottleAlarm', property })),
    },
    { property: '/DefaultRouteSettings/ThrottlingBurstLimit', field: ['spec', 'api', 'throttle', 'burst'] },
    {
      property: '/DefaultRouteSettings/DetailedMetricsEnabled',
      field: ['spec', 'api', 'detailedMetrics'],
      value: flag,
    },
    { property: '/DefaultRouteSettings', field: ['spec', 'api', 'throttle'] },
    { property: '', field: ['spec', 'api'], byHand: 'no field of the registry sets it by itself' },
  ],
  'AWS::ApiGatewayV2::Route': [
    { property: '/AuthorizationScopes', field: ['spec', 'scopes'], otherwise: ['spec', 'routes'] },
    {
      property: '/AuthorizationType',
      field: ['spec', 'authorizer'],
      otherwise: ['spec', 'routes'],
      byHand: 'who may call a route is not taken over from AWS',
    },
    {
      property: '/AuthorizerId',
      field: ['spec', 'authorizer'],
      otherwise: ['spec', 'routes'],
      byHand: 'who may call a route is not taken over from AWS',
    },
    { property: '/RouteKey', field: ['spec', 'path'], otherwise: ['spec', 'routes'], byHand: SEVERAL },
    { property: '/Target', field: ['spec', 'function'], byHand: REFERENCE },
  ],
};
