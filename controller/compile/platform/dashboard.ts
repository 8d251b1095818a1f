import type { Json, JsonObject } from '../../lib/json.ts';
import type { ApiMetrics } from '../api/metrics.ts';
import { concat } from '../intrinsics.ts';

/** Stands for what tells an API apart while the text is made; no name of the registry can hold a space. */
const standIn = (api: number) => `<API id ${api}>`;
const STAND_IN = /<API id (\d+)>/;

/**
 * The dashboard's text, with what tells the APIs apart put in by CloudFormation.
 * Form: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardBody(region: string, apis: readonly ApiMetrics[]): JsonObject {
  const lambda = (name: string, stat: string) => ['AWS/Lambda', name, { stat }];
  const widgets = [
    apis.flatMap(requestMetrics),
    apis.flatMap((api) => ['p50', 'p95', 'p99'].map((stat) => apiMetric(api, 'Latency', stat))),
    [lambda('Invocations', 'Sum'), lambda('Errors', 'Sum'), lambda('Throttles', 'Sum')],
    [lambda('Duration', 'p50'), lambda('Duration', 'p95'), lambda('ConcurrentExecutions', 'Maximum')],
  ].map((metrics, index) => widget(TITLES[index] ?? '', metrics, index, region));
  const parts = JSON.stringify({ widgets }).split(STAND_IN);
  // Every other part is the number of an API.
  return concat(
    ...parts.map((part, index) => (index % 2 === 0 ? part : (apis[Number(part) - 1]?.dimension.Value ?? ''))),
  );
}

function requestMetrics(api: ApiMetrics): readonly Json[] {
  return ['Count', api.clientErrors, api.serverErrors].map((name) => apiMetric(api, name, 'Sum'));
}

function apiMetric({ api, dimension }: ApiMetrics, name: string, stat: string): Json {
  return ['AWS/ApiGateway', name, dimension.Name, standIn(api), { stat }];
}

const TITLES = ['Shared API: requests', 'Shared API: latency', 'Functions: invocations', 'Functions: duration'];

/** Two widgets a row on a grid of 24 columns. */
function widget(title: string, metrics: readonly Json[], index: number, region: string): JsonObject {
  return {
    type: 'metric',
    x: (index % 2) * 12,
    y: Math.floor(index / 2) * 6,
    width: 12,
    height: 6,
    properties: { title, region, period: 60, view: 'timeSeries', stacked: false, metrics },
  };
}
