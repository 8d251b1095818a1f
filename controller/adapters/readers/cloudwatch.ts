import type { ReadTarget } from '../../drift/port.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { allAt, elementAt, tagsAt, textAt, textsAt, type XmlElement, type XmlValue } from '../aws-xml.ts';
import { allPages, type Calls, orGone, present, type ServiceReader } from './calls.ts';
import { sharedPrefix } from './shared-prefix.ts';

const VERSION = '2010-08-01';

/** Alarms and dashboards. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html */
export const CLOUDWATCH_READER: ServiceReader = {
  actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:GetDashboard', 'cloudwatch:ListTagsForResource'],
  reads: { 'AWS::CloudWatch::Alarm': readAlarm, 'AWS::CloudWatch::Dashboard': readDashboard },
};

/** A list is the only way to read alarms, so one list serves all with the same beginning. */
async function readAlarm({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const alarms = await alarmsFrom(sharedPrefix(physicalId), calls);
  const alarm = alarms.find((one) => textAt(one, 'AlarmName') === physicalId);
  if (alarm === undefined) return undefined;
  return { ...alarmProperties(alarm), Tags: await tagsOf(textAt(alarm, 'AlarmArn') ?? '', calls) };
}

function alarmsFrom(AlarmNamePrefix: string, calls: Calls): Promise<readonly XmlValue[]> {
  return allPages(async (NextToken) => {
    const input = {
      AlarmNamePrefix,
      'AlarmTypes.member.1': 'MetricAlarm',
      MaxRecords: '100',
      ...(NextToken !== undefined && { NextToken }),
    };
    const answer = await calls.query('cloudwatch', VERSION, 'DescribeAlarms', input);
    const page = elementAt(answer, 'DescribeAlarmsResponse', 'DescribeAlarmsResult');
    return { items: allAt(page, 'MetricAlarms', 'member'), next: textAt(page, 'NextToken') };
  });
}

async function tagsOf(ResourceARN: string, calls: Calls): Promise<Json> {
  const answer = await calls.query('cloudwatch', VERSION, 'ListTagsForResource', { ResourceARN });
  return tagsAt(answer, 'ListTagsForResourceResponse', 'ListTagsForResourceResult', 'Tags', 'member');
}

/** Members of an alarm that are one text. */
const TEXTS = [
  'ActionsEnabled',
  'AlarmDescription',
  'AlarmName',
  'ComparisonOperator',
  'DatapointsToAlarm',
  'EvaluateLowSampleCountPercentile',
  'EvaluationPeriods',
  'ExtendedStatistic',
  'MetricName',
  'Namespace',
  'Period',
  'Statistic',
  'Threshold',
  'ThresholdMetricId',
  'TreatMissingData',
  'Unit',
] as const;

function alarmProperties(alarm: XmlValue): JsonObject {
  return {
    ...textsOf(alarm, ...TEXTS),
    AlarmActions: textsAt(alarm, 'AlarmActions', 'member'),
    Dimensions: dimensionsOf(alarm),
    InsufficientDataActions: textsAt(alarm, 'InsufficientDataActions', 'member'),
    Metrics: allAt(alarm, 'Metrics', 'member').map(metricQuery),
    OKActions: textsAt(alarm, 'OKActions', 'member'),
  };
}

function metricQuery(query: XmlValue): JsonObject {
  const stat = elementAt(query, 'MetricStat');
  const metric = elementAt(stat, 'Metric');
  return present({
    ...textsOf(query, 'AccountId', 'Expression', 'Id', 'Label', 'Period', 'ReturnData'),
    MetricStat:
      stat &&
      present({
        ...textsOf(stat, 'Period', 'Stat', 'Unit'),
        Metric: { ...textsOf(metric, 'MetricName', 'Namespace'), Dimensions: dimensionsOf(metric) },
      }),
  });
}

function dimensionsOf(value: XmlValue | undefined): Json {
  return allAt(value, 'Dimensions', 'member').map((one) => textsOf(one, 'Name', 'Value'));
}

function textsOf(value: XmlValue | undefined, ...names: readonly string[]): JsonObject {
  return present(Object.fromEntries(names.map((name) => [name, textAt(value, name)])));
}

async function readDashboard({ physicalId, declared }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const answer = calls.query('cloudwatch', VERSION, 'GetDashboard', { DashboardName: physicalId });
  const found = await orGone<XmlElement>(answer, 'ResourceNotFound', 'DashboardNotFoundError');
  if (found === undefined) return undefined;
  const dashboard = elementAt(found, 'GetDashboardResponse', 'GetDashboardResult');
  return present({
    DashboardBody: textAt(dashboard, 'DashboardBody'),
    DashboardName: physicalId,
    Tags: declared.Tags === undefined ? undefined : await tagsOf(textAt(dashboard, 'DashboardArn') ?? '', calls),
  });
}
