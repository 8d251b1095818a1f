import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Queues } from './queues.ts';

export interface AlarmsSettings {
  readonly prefix: string;
  readonly queues: Queues;
  /** Short name → function. */
  readonly functions: Readonly<Record<string, LambdaFunction>>;
}

const PERIOD = Duration.minutes(5);
/** Longer than one whole hidden period of a message (12 minutes): something is tried again and again, or nobody reads. */
const OLDEST_MESSAGE = Duration.minutes(15);

/** What a person must hear of, on one topic. */
export class Alarms extends Construct {
  readonly topic: Topic;
  private readonly prefix: string;

  constructor(scope: Construct, id: string, settings: AlarmsSettings) {
    super(scope, id);
    this.prefix = settings.prefix;
    this.topic = alarmTopic(this, settings.prefix);

    for (const { name, queue, deadLetters } of settings.queues.all) {
      this.alarm(`${name}-dead-letters`, 'Messages were given up: read them, then send them again', {
        metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' }),
        threshold: 1,
      });
      this.alarm(`${name}-waiting`, 'A message has waited too long', {
        metric: queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: 'Maximum' }),
        threshold: OLDEST_MESSAGE.toSeconds(),
      });
    }
    for (const [name, target] of Object.entries(settings.functions)) {
      this.alarm(`${name}-errors`, 'The function failed', {
        metric: target.metricErrors({ period: PERIOD, statistic: 'Sum' }),
        threshold: 1,
      });
      this.alarm(`${name}-throttles`, 'The account had no room to run the function', {
        metric: target.metricThrottles({ period: PERIOD, statistic: 'Sum' }),
        threshold: 1,
      });
    }
  }

  private alarm(name: string, description: string, on: { readonly metric: IMetric; readonly threshold: number }): void {
    const alarm = new Alarm(this, name, {
      alarmName: `${this.prefix}-${name}`,
      alarmDescription: description,
      metric: on.metric,
      threshold: on.threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
  }
}

/**
 * Not encrypted at rest: CloudWatch alarms cannot publish to a topic under the AWS-managed key `alias/aws/sns`
 * (https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns), and a key of our own costs money while idle. A
 * message says which alarm changed, nothing more, and travels over TLS only.
 */
function alarmTopic(scope: Construct, prefix: string): Topic {
  const stack = Stack.of(scope);
  const topic = new Topic(scope, 'Topic', { topicName: `${prefix}-alarms`, enforceSSL: true });
  const alarms = stack.formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: `${prefix}-*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  // A policy of its own replaces SNS's default one, which lets in this account's alarms: they must be let in again.
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisController',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': alarms } },
    }),
  );
  return topic;
}
