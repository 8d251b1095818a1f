import type { JsonObject } from '../../lib/json.ts';
import { type ApiMetrics, apiMetrics } from '../api/metrics.ts';
import { platformName } from '../context.ts';
import { ref } from '../intrinsics.ts';
import { apiWord } from '../platform-outputs.ts';
import { addOutput } from '../stack-draft.ts';
import { addAlarmTopic } from './alarm-topic.ts';
import { addBudget } from './budget.ts';
import { add, type ComponentSite, siteTags } from './component.ts';
import { dashboardBody } from './dashboard.ts';
import { addFlowLogs } from './flow-logs.ts';

/** CloudWatch's limits: API_PutMetricAlarm, API_PutDashboard. */
const MAX_NAME = 255;

/** An alarm on a metric of the shared API. */
interface ApiAlarm {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly metric: string;
  readonly statistic: JsonObject;
  readonly periodSeconds: number;
  readonly threshold: number;
}

/** Out of five periods, three have to breach: one slow or broken minute wakes nobody. */
const PERIODS = 5;
const BREACHING_PERIODS = 3;

/** Requests that fail within a minute before it counts as breaching. */
const FAILED_REQUESTS = 5;

/** People notice at three seconds; the API itself gives up at thirty. */
const SLOW_MS = 3000;

/** Share of the throttle's rate, over a whole minute, that warns before requests are refused. */
const NEAR_THROTTLE = 0.8;

/** A topic for alarms, alarms on the shared API, a dashboard of it, the budget, and the flow logs of the network. */
export function compileObservability(site: ComponentSite): void {
  const apis = apiMetrics(site);
  addAlarmTopic(site);
  for (const metrics of apis) {
    for (const alarm of alarmsOf(metrics, site)) addAlarm(alarm, metrics, site);
  }
  add(site, 'Dashboard', 'AWS::CloudWatch::Dashboard', {
    DashboardName: platformName(site.context, ['dashboard'], MAX_NAME),
    DashboardBody: dashboardBody(site.context.platform.spec.region, apis),
    Tags: siteTags(site),
  });
  addBudget(site);
  addFlowLogs(site);
  addOutput(site.draft, 'AlarmTopicArn', ref('AlarmTopic'), 'Topic of the alarms');
}

/** There is no metric for refused requests, so the throttle's alarm watches how near the traffic comes to it. */
function alarmsOf({ api, serverErrors }: ApiMetrics, { context }: ComponentSite): readonly ApiAlarm[] {
  const { rate } = context.platform.spec.api.throttle;
  const sum = { Statistic: 'Sum' };
  const word = apiWord(api);
  const name = api === 1 ? 'api' : `api-${api}`;
  return [
    {
      id: `${word}ErrorAlarm`,
      name: `${name}-5xx`,
      description: `At least ${FAILED_REQUESTS} requests a minute end in a 5xx error`,
      metric: serverErrors,
      statistic: sum,
      periodSeconds: 60,
      threshold: FAILED_REQUESTS,
    },
    {
      id: `${word}LatencyAlarm`,
      name: `${name}-latency`,
      description: `One request in twenty takes ${SLOW_MS} ms or longer`,
      metric: 'Latency',
      statistic: { ExtendedStatistic: 'p95' },
      periodSeconds: 60,
      threshold: SLOW_MS,
    },
    {
      id: `${word}ThrottleAlarm`,
      name: `${name}-throttle`,
      description: `Traffic is at ${NEAR_THROTTLE * 100} % of the throttle of ${rate} requests a second`,
      metric: 'Count',
      statistic: sum,
      periodSeconds: 60,
      threshold: Math.ceil(rate * 60 * NEAR_THROTTLE),
    },
  ];
}

function addAlarm(alarm: ApiAlarm, metrics: ApiMetrics, site: ComponentSite): void {
  add(site, alarm.id, 'AWS::CloudWatch::Alarm', {
    AlarmName: platformName(site.context, ['alarm', alarm.name], MAX_NAME),
    AlarmDescription: alarm.description,
    Namespace: 'AWS/ApiGateway',
    MetricName: alarm.metric,
    Dimensions: [metrics.dimension],
    ...alarm.statistic,
    Period: alarm.periodSeconds,
    EvaluationPeriods: PERIODS,
    DatapointsToAlarm: BREACHING_PERIODS,
    Threshold: alarm.threshold,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    ActionsEnabled: true,
    AlarmActions: [ref('AlarmTopic')],
    OKActions: [ref('AlarmTopic')],
    Tags: siteTags(site),
  });
}
