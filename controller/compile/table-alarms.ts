import type { JsonObject } from '../lib/json.ts';
import { ref } from './intrinsics.ts';
import { idFor } from './logical-ids.ts';
import type { Site } from './site.ts';
import { metricOf, putAlarm } from './team-alarm.ts';

/** Metrics: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
const THROTTLE_METRICS = ['ReadThrottleEvents', 'WriteThrottleEvents'] as const;

/** DynamoDB counts its own errors for each operation apart; these are the ones that nearly every table sees. */
const OPERATIONS = ['GetItem', 'PutItem', 'Query', 'UpdateItem'] as const;

/** Throttled requests within a minute before it counts as breaching: single ones are retried by every SDK. */
const THROTTLED_REQUESTS = 10;

/** The alarms that a Table asks for. Each metric of an alarm is paid, so errors of DynamoDB are only watched on demand. */
export function addTableAlarms(site: Site<'Table'>): void {
  const { spec, metadata } = site.document;
  if (spec.alarms === false) return;
  const TableName = ref(idFor('Table', metadata.name));
  if (spec.alarms.throttles) {
    putAlarm(site, 'SlowedRequestsAlarm', {
      type: 'table-throttles-alarm',
      description: `Requests to table ${metadata.name} are throttled`,
      metric: sumOf(THROTTLE_METRICS.map((name) => metricOf(['AWS/DynamoDB', name], { TableName }, 'Sum', 60))),
      threshold: THROTTLED_REQUESTS,
      periods: 5,
      breachingPeriods: 3,
    });
  }
  if (!spec.alarms.systemErrors) return;
  const errors = OPERATIONS.map((Operation) =>
    metricOf(['AWS/DynamoDB', 'SystemErrors'], { TableName, Operation }, 'Sum', 60),
  );
  putAlarm(site, 'FailedRequestsAlarm', {
    type: 'table-errors-alarm',
    description: `DynamoDB answers with errors of its own on table ${metadata.name}`,
    metric: sumOf(errors),
    threshold: 1,
    periods: 5,
    breachingPeriods: 3,
  });
}

/** The sum of several metrics; one without data counts as nothing. */
function sumOf(metrics: readonly JsonObject[]): JsonObject {
  const queries = metrics.map(
    ({ Namespace = '', MetricName = '', Dimensions = [], Statistic = '', Period = 0 }, index) => ({
      Id: `m${index + 1}`,
      MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Stat: Statistic, Period },
      ReturnData: false,
    }),
  );
  const terms = queries.map(({ Id }) => `FILL(${Id}, 0)`);
  return { Metrics: [...queries, { Id: 'sum', Expression: terms.join(' + '), Label: 'Sum', ReturnData: true }] };
}
