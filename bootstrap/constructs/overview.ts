import { Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  Metric,
  type MetricOptions,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Queues } from './queues.ts';

export interface OverviewSettings {
  readonly prefix: string;
  readonly environment: string;
  readonly queues: Queues;
  /** Short name → function. */
  readonly functions: Readonly<Record<string, LambdaFunction>>;
}

const HOUR = Duration.hours(1);
const MINUTES = Duration.minutes(5);
const HALF = 12;
/** What finds work that no webhook told of: the dimension `foundBy`. */
const FINDERS = { resync: 'commits', audit: 'pull requests', deliveries: 'deliveries' };

/** One page about the controller: what it did, how much has drifted and was looked at, and whether something waits or fails. */
export class Overview extends Construct {
  constructor(scope: Construct, id: string, { prefix, environment, queues, functions }: OverviewSettings) {
    super(scope, id);
    const own = (metricName: string, statistic: string, period = HOUR): IMetric =>
      new Metric({ namespace: 'Holdfast', metricName, statistic, period, dimensionsMap: dimensionsOf(environment) });
    const sums = (...names: readonly string[]) => names.map((name) => own(name, 'Sum'));
    const late = (statistic: string): IMetric[] =>
      Object.entries(FINDERS).map(
        ([foundBy, label]) =>
          new Metric({
            namespace: 'Holdfast',
            metricName: 'MissedEventRecoverySeconds',
            statistic,
            label,
            period: HOUR,
            dimensionsMap: { ...dimensionsOf(environment), foundBy },
          }),
      );
    const each = (metricOf: (target: LambdaFunction, options: MetricOptions) => IMetric) =>
      Object.entries(functions).map(([label, target]) => metricOf(target, { label, period: MINUTES }));

    new Dashboard(this, 'Dashboard', {
      dashboardName: prefix,
      widgets: [
        [
          new TextWidget({
            markdown: `# Holdfast ${environment}\nDrift is as of the last sweep.`,
            width: 24,
            height: 2,
          }),
        ],
        [
          new SingleValueWidget({
            title: 'Drift now',
            metrics: [
              own('DriftedResources', 'Maximum'),
              own('ExcusedResources', 'Maximum'),
              own('UncheckedResources', 'Maximum'),
              own('DriftCoverage', 'Minimum'),
            ],
            width: HALF,
          }),
          new GraphWidget({ title: 'Plans an hour', left: sums('PlansPosted', 'PlansRefused'), width: HALF }),
        ],
        [
          new GraphWidget({
            title: 'Runs an hour',
            left: sums('RunsSucceeded', 'RunsFailed', 'RunsStopped', 'RunsSuperseded'),
            width: HALF,
          }),
          new GraphWidget({
            title: 'Seconds of a run',
            left: [own('RunSeconds', 'p50'), own('RunSeconds', 'Maximum')],
            width: HALF,
          }),
        ],
        [
          new GraphWidget({ title: 'Missed by webhooks and found, an hour', left: late('SampleCount'), width: HALF }),
          new GraphWidget({ title: 'Seconds until they were found', left: late('Maximum'), width: HALF }),
        ],
        [
          new GraphWidget({
            title: 'Oldest message, seconds',
            left: queues.all.map(({ name, queue }) =>
              queue.metricApproximateAgeOfOldestMessage({ label: name, period: MINUTES, statistic: 'Maximum' }),
            ),
            width: HALF,
          }),
          new GraphWidget({
            title: 'Messages given up',
            left: queues.all.map(({ name, deadLetters }) =>
              deadLetters.metricApproximateNumberOfMessagesVisible({
                label: name,
                period: MINUTES,
                statistic: 'Maximum',
              }),
            ),
            width: HALF,
          }),
        ],
        [
          new GraphWidget({
            title: 'Failed invocations',
            left: each((target, options) => target.metricErrors(options)),
            width: HALF,
          }),
          new GraphWidget({
            title: 'Milliseconds of an invocation',
            left: each((target, options) => target.metricDuration(options)),
            width: HALF,
          }),
        ],
      ],
    });
  }
}

/** As the functions write them: Powertools adds the service by itself. */
function dimensionsOf(environment: string): Record<string, string> {
  return { environment, service: 'holdfast' };
}
