import { Duration, Stack } from 'aws-cdk-lib';
import { EventBus, EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { routeTrigger } from '../../controller/trigger/route-trigger.ts';
import type { ApiCallTrigger, ScheduleTrigger, StackEventTrigger } from '../../controller/trigger/trigger.ts';
import type { Queues } from './queues.ts';

export interface EventsSettings {
  readonly prefix: string;
  readonly project: string;
  readonly queues: Queues;
}

/** Services of which templates hold something, by their prefix in IAM and CloudTrail. */
const CHANGED_SERVICES = [
  'apigateway',
  'budgets',
  'codedeploy',
  'dynamodb',
  'ec2',
  'events',
  'iam',
  'lambda',
  'logs',
  'monitoring',
  'route53',
  's3',
  'scheduler',
  'secretsmanager',
  'sns',
  'sqs',
];

/** What wakes the controller besides GitHub, and the bus on which it tells others what it did. */
export class Events extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, settings: EventsSettings) {
    super(scope, id);
    const { prefix, project, queues } = settings;
    this.bus = new EventBus(this, 'Bus', { eventBusName: prefix });

    new Rule(this, 'StackEvents', {
      description: 'A stack of the platform has a new status: the apply that waits for it goes on',
      eventPattern: {
        source: ['aws.cloudformation'],
        detailType: ['CloudFormation Stack Status Change'],
        detail: {
          'stack-id': [{ prefix: stackIdPrefix(this, project) }],
          // Only ends: what has just begun was begun by us, or will end.
          'status-details': { status: [{ suffix: '_COMPLETE' }, { suffix: '_FAILED' }] },
        },
      },
      targets: [queueFor({ type: 'stack-event', stackName: '', stackId: '', status: '' }, queues)],
    });
    new Rule(this, 'ApiCalls', {
      description: 'Somebody changed something by hand: look at it now, and know who it was',
      eventPattern: {
        source: CHANGED_SERVICES.map((service) => `aws.${service}`),
        detailType: ['AWS API Call via CloudTrail'],
        detail: {
          readOnly: [false],
          errorCode: [{ exists: false }],
          sourceIPAddress: [{ 'anything-but': ['cloudformation.amazonaws.com'] }],
        },
      },
      targets: [queueFor({ type: 'api-call', id: '', call: '', at: '', principal: '', names: [] }, queues)],
    });
    this.schedule('Resync', 'Finds what a lost webhook should have told (C14)', Duration.minutes(5), 'resync', queues);
    this.schedule(
      'Audit',
      'Finds pull requests without a plan, and checks that nobody ends (C14, G4)',
      Duration.minutes(10),
      'audit',
      queues,
    );
    this.schedule('Drift', 'Compares the platform with what was applied', Duration.hours(1), 'drift', queues);
  }

  private schedule(
    id: string,
    description: string,
    every: Duration,
    task: ScheduleTrigger['task'],
    queues: Queues,
  ): void {
    const trigger = { type: 'schedule', task } as const;
    // Without the time, two firings five minutes apart would be one message to a FIFO queue: that is how long it remembers.
    const message = RuleTargetInput.fromObject({ ...trigger, at: EventField.time });
    new Rule(this, id, { description, schedule: Schedule.rate(every), targets: [queueFor(trigger, queues, message)] });
  }
}

/** The same queue and message group that the controller itself would choose for such a trigger. */
function queueFor(
  trigger: ScheduleTrigger | StackEventTrigger | ApiCallTrigger,
  queues: Queues,
  message?: RuleTargetInput,
): SqsQueue {
  const { role, group } = routeTrigger(trigger);
  return new SqsQueue(queues[role].queue, { messageGroupId: group, ...(message ? { message } : {}) });
}

/** Ids of the platform's stacks begin like this, and no other stack's does: a prefix is a scope. */
function stackIdPrefix(scope: Construct, project: string): string {
  return Stack.of(scope).formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${project}-` });
}
