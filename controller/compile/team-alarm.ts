import type { Json, JsonObject } from '../lib/json.ts';
import { teamName } from './context.ts';
import type { ResourcePrefix } from './logical-ids.ts';
import { takeOutput } from './references.ts';
import { put, type Site } from './site.ts';

/** CloudWatch's limit: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_ALARM_NAME = 255;

/** An alarm of a team's document, to the platform's alarm topic. */
export interface TeamAlarm {
  /** Word between the team and the document's name. One word for each alarm of a kind. */
  readonly type: string;
  readonly description: string;
  /** What is looked at: one metric with its statistic and period, or `Metrics` with an expression, in CloudWatch's words. */
  readonly metric: JsonObject;
  readonly threshold: number;
  /** Periods that are looked at, and how many of them have to breach. */
  readonly periods: number;
  readonly breachingPeriods: number;
}

/** Adds an alarm that rings, and stops ringing, on the platform's alarm topic. Silence is not a breach. */
export function putAlarm(site: Site, prefix: ResourcePrefix, alarm: TeamAlarm): void {
  const [topic = ''] = takeOutput('alarmTopicArn', site);
  put(site, prefix, 'AWS::CloudWatch::Alarm', {
    AlarmName: teamName(site.context, site.document, alarm.type, MAX_ALARM_NAME),
    AlarmDescription: alarm.description,
    ...alarm.metric,
    EvaluationPeriods: alarm.periods,
    DatapointsToAlarm: alarm.breachingPeriods,
    Threshold: alarm.threshold,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    ActionsEnabled: true,
    AlarmActions: [topic],
    OKActions: [topic],
    Tags: site.tags,
  });
}

/** One metric of one resource. */
export function metricOf(
  [namespace, name]: readonly [namespace: string, name: string],
  dimensions: Readonly<Record<string, Json>>,
  statistic: 'Sum' | 'Maximum',
  periodSeconds: number,
): JsonObject {
  return {
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    Statistic: statistic,
    Period: periodSeconds,
  };
}
