import type { Json, JsonObject } from '../../lib/json.ts';
import type { ApiMetrics } from '../api/metrics.ts';
import { concat } from '../intrinsics.ts';

/** Stands for what tells the API apart while the text is made; no name of the registry can hold a space. */
const API_ID = '<API id>';

/**
 * The dashboard's text, with what tells the API apart put in by CloudFormation.
 * Form: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardBody(region: string, { dimension, clientErrors, serverErrors }: ApiMetrics): JsonObject {
  const api = (name: string, stat: string) => ['AWS/ApiGateway', name, dimension.Name, API_ID, { stat }];
  const lambda = (name: string, stat: string) => ['AWS/Lambda', name, { stat }];
  const widgets = [
    [api('Count', 'Sum'), api(clientErrors, 'Sum'), api(serverErrors, 'Sum')],
    [api('Latency', 'p50'), api('Latency', 'p95'), api('Latency', 'p99')],
    [lambda('Invocations', 'Sum'), lambda('Errors', 'Sum'), lambda('Throttles', 'Sum')],
    [lambda('Duration', 'p50'), lambda('Duration', 'p95'), lambda('ConcurrentExecutions', 'Maximum')],
  ].map((metrics, index) => widget(TITLES[index] ?? '', metrics, index, region));
  const [first = '', ...rest] = JSON.stringify({ widgets }).split(API_ID);
  return concat(first, ...rest.flatMap((part) => [dimension.Value, part]));
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
