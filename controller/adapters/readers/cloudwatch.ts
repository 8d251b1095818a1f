import type { ReadTarget } from '../../drift/port.ts';
import type { JsonObject } from '../../lib/json.ts';
import { allPages, type Calls, objectOf, objectsOf, orGone, pick, type ServiceReader, textOf } from './calls.ts';
import { sharedPrefix } from './shared-prefix.ts';

/** Alarms and dashboards. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html */
export const CLOUDWATCH_READER: ServiceReader = {
  actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:GetDashboard', 'cloudwatch:ListTagsForResource'],
  reads: { 'AWS::CloudWatch::Alarm': readAlarm, 'AWS::CloudWatch::Dashboard': readDashboard },
};

function call(action: string, input: object, calls: Calls): Promise<JsonObject> {
  return calls.json('cloudwatch', `GraniteServiceVersion20100801.${action}`, input);
}

/** A list is the only way to read alarms, so one list serves all with the same beginning. */
async function readAlarm({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const listed = await alarmsFrom(sharedPrefix(physicalId), calls);
  const alarm = listed.find(({ AlarmName }) => AlarmName === physicalId);
  if (alarm === undefined) return undefined;
  const Metrics = objectsOf(alarm.Metrics).map((metric) =>
    pick(metric, 'AccountId', 'Expression', 'Id', 'Label', 'MetricStat', 'Period', 'ReturnData'),
  );
  return { ...alarmProperties(alarm), Metrics, ...(await tagsOf(textOf(alarm.AlarmArn) ?? '', calls)) };
}

function alarmProperties(alarm: JsonObject): JsonObject {
  return pick(
    alarm,
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
    'Namespace',
    'OKActions',
    'Period',
    'Statistic',
    'Threshold',
    'ThresholdMetricId',
    'TreatMissingData',
    'Unit',
  );
}

function alarmsFrom(AlarmNamePrefix: string, calls: Calls): Promise<readonly JsonObject[]> {
  return describeAlarms({ AlarmNamePrefix, AlarmTypes: ['MetricAlarm'], MaxRecords: 100 }, calls);
}

/** The metric alarms that a request asks for, all pages. */
export function describeAlarms(input: object, calls: Calls): Promise<readonly JsonObject[]> {
  return allPages(async (NextToken) => {
    const page = await call('DescribeAlarms', { ...input, NextToken }, calls);
    return { items: objectsOf(page.MetricAlarms), next: textOf(page.NextToken) };
  });
}

async function tagsOf(ResourceARN: string, calls: Calls): Promise<JsonObject> {
  return pick(objectOf(await call('ListTagsForResource', { ResourceARN }, calls)), 'Tags');
}

async function readDashboard({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const answer = call('GetDashboard', { DashboardName: physicalId }, calls);
  const dashboard = await orGone(answer, 'ResourceNotFound', 'DashboardNotFoundError');
  if (dashboard === undefined) return undefined;
  const own = pick(dashboard, 'DashboardBody', 'DashboardName');
  return { ...own, ...(await tagsOf(textOf(dashboard.DashboardArn) ?? '', calls)) };
}
