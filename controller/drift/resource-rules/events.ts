import { type Expected, type ExpectedObject, isExpectedObject } from '../expected.ts';
import { eachItem, jsonForm, momentForm, numberForm, withoutLogStreams } from '../forms.ts';
import { policyForm } from '../policy-form.ts';
import { type TypeRules, typeRules } from '../rules.ts';

/** What EventBridge and the scheduler try when nothing is said: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
const RETRY_POLICY = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

/** A target with its retry policy written out, whole. */
function withRetryPolicy(target: ExpectedObject): Expected {
  const { RetryPolicy = {}, ...rest } = target;
  return { ...rest, RetryPolicy: isExpectedObject(RetryPolicy) ? { ...RETRY_POLICY, ...RetryPolicy } : RetryPolicy };
}

/** Metrics of an alarm give data back unless they say otherwise. */
function withReturnData(metric: ExpectedObject): Expected {
  return { ReturnData: true, ...metric };
}

/**
 * EventBridge, the scheduler, logs and alarms. Defaults: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html,
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html,
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const EVENT_TYPES: Readonly<Record<string, TypeRules>> = {
  'AWS::CloudWatch::Alarm': typeRules({
    readable: [
      'ActionsEnabled',
      'AlarmActions',
      'AlarmDescription',
      'AlarmName',
      'ComparisonOperator',
      'DatapointsToAlarm',
      'Dimensions',
      'EvaluateLowSampleCountPercentile',
      'EvaluationPeriods',
      'ExtendedStatistic',
      'InsufficientDataActions',
      'MetricName',
      'Metrics',
      'Namespace',
      'OKActions',
      'Period',
      'Statistic',
      'Tags',
      'Threshold',
      'ThresholdMetricId',
      'TreatMissingData',
      'Unit',
    ],
    defaults: [
      ['/ActionsEnabled', true],
      ['/TreatMissingData', 'missing'],
      ['/DatapointsToAlarm', ({ EvaluationPeriods = null }) => EvaluationPeriods],
    ],
    sets: [
      '/AlarmActions',
      '/Dimensions',
      '/InsufficientDataActions',
      '/Metrics',
      '/Metrics/*/MetricStat/Metric/Dimensions',
      '/OKActions',
    ],
    forms: [
      ['/Threshold', numberForm],
      ['/Metrics', eachItem(withReturnData)],
    ],
    onlyDeclared: ['/AlarmName'],
  }),
  'AWS::CloudWatch::Dashboard': typeRules({
    readable: ['DashboardBody', 'DashboardName', 'Tags'],
    forms: [['/DashboardBody', jsonForm]],
    onlyDeclared: ['/DashboardName'],
  }),
  'AWS::Events::EventBus': typeRules({
    readable: ['DeadLetterConfig', 'Description', 'KmsKeyIdentifier', 'LogConfig', 'Name', 'Policy', 'Tags'],
    absent: [
      ['/LogConfig/IncludeDetail', 'NONE'],
      ['/LogConfig/Level', 'OFF'],
    ],
    forms: [['/Policy', policyForm]],
  }),
  'AWS::Events::Rule': typeRules({
    readable: [
      'Description',
      'EventBusName',
      'EventPattern',
      'Name',
      'RoleArn',
      'ScheduleExpression',
      'State',
      'Tags',
      'Targets',
    ],
    defaults: [
      ['/EventBusName', 'default'],
      ['/State', 'ENABLED'],
    ],
    sets: ['/Targets'],
    rewrites: [
      ['/EventBusName', (text) => text.replace(/^arn:[^:]*:events:[^:]*:\d*:event-bus\//, '')],
      ['/Targets/*/Arn', withoutLogStreams],
    ],
    forms: [
      ['/EventPattern', jsonForm],
      ['/Targets', eachItem(withRetryPolicy)],
      ['/Targets/*/Input', jsonForm],
    ],
    onlyDeclared: ['/Name'],
  }),
  'AWS::Logs::LogGroup': typeRules({
    readable: ['DeletionProtectionEnabled', 'KmsKeyId', 'LogGroupClass', 'LogGroupName', 'RetentionInDays', 'Tags'],
    defaults: [['/LogGroupClass', 'STANDARD']],
    absent: [['/DeletionProtectionEnabled', false]],
    onlyDeclared: ['/LogGroupName'],
  }),
  'AWS::Scheduler::Schedule': typeRules({
    readable: [
      'ActionAfterCompletion',
      'Description',
      'EndDate',
      'FlexibleTimeWindow',
      'GroupName',
      'KmsKeyArn',
      'Name',
      'ScheduleExpression',
      'ScheduleExpressionTimezone',
      'StartDate',
      'State',
      'Target',
    ],
    defaults: [
      ['/GroupName', 'default'],
      ['/ScheduleExpressionTimezone', 'UTC'],
      ['/State', 'ENABLED'],
      ['/Target/RetryPolicy', RETRY_POLICY],
      ['/Target/RetryPolicy/MaximumEventAgeInSeconds', RETRY_POLICY.MaximumEventAgeInSeconds],
      ['/Target/RetryPolicy/MaximumRetryAttempts', RETRY_POLICY.MaximumRetryAttempts],
    ],
    absent: [['/ActionAfterCompletion', 'NONE']],
    forms: [
      ['/EndDate', momentForm],
      ['/StartDate', momentForm],
      ['/Target/Input', jsonForm],
    ],
    onlyDeclared: ['/Name'],
  }),
  'AWS::Scheduler::ScheduleGroup': typeRules({ readable: ['Name', 'Tags'], onlyDeclared: ['/Name'] }),
};
