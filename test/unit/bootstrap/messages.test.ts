import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { readMessage } from '../../../controller/trigger/read-event.ts';
import { type Logical, logicalId, synthesise } from './synth.ts';

const template = synthesise();
const queue = (name: string): string => logicalId(template, 'AWS::SQS::Queue', { QueueName: name });

const PLANNER = queue('holdfast-dev-planner.fifo');
const APPLIER = queue('holdfast-dev-applier.fifo');
const TIMER = queue('holdfast-dev-timer');
const FIFO = { FifoQueue: true, ContentBasedDeduplication: true };

describe('queues', () => {
  test.each([
    ['holdfast-dev-planner.fifo', 'holdfast-dev-planner-dead.fifo', FIFO],
    ['holdfast-dev-applier.fifo', 'holdfast-dev-applier-dead.fifo', FIFO],
    ['holdfast-dev-timer', 'holdfast-dev-timer-dead', { FifoQueue: Match.absent() }],
  ])('C5: %s gives up after five tries, into %s', (name, dead, kind) => {
    const deadLetters = queue(dead);
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: name,
      VisibilityTimeout: 720,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters, 'Arn'] }, maxReceiveCount: 5 },
      ...kind,
    });
  });

  test('all are encrypted and speak TLS only', () => {
    const queues = Object.keys(template.findResources('AWS::SQS::Queue'));
    expect(queues).toHaveLength(6);
    template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    for (const id of queues) {
      template.hasResourceProperties('AWS::SQS::QueuePolicy', {
        Queues: [{ Ref: id }],
        PolicyDocument: Match.objectLike({
          Statement: Match.arrayWith([
            Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          ]),
        }),
      });
    }
  });

  test('C5: a message stays hidden for at least six times the timeout of the function that takes it', () => {
    const functions = template.findResources('AWS::Lambda::Function');
    const queues = template.findResources('AWS::SQS::Queue');
    const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
    const ratios = mappings.map(({ Properties }) => {
      const timeout: number = functions[Properties.FunctionName.Ref]?.Properties.Timeout;
      const hidden: number = queues[Properties.EventSourceArn['Fn::GetAtt'][0]]?.Properties.VisibilityTimeout;
      return hidden / timeout;
    });
    expect(ratios).toEqual([6, 6, 6]);
  });

  test('C5: one message at a time, and only what failed comes back', () => {
    const from = (id: string) => ({
      EventSourceArn: { 'Fn::GetAtt': [id, 'Arn'] },
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    const of = (name: string) => ({
      FunctionName: { Ref: logicalId(template, 'AWS::Lambda::Function', { FunctionName: name }) },
    });
    const mapping = (properties: Logical) =>
      template.hasResourceProperties('AWS::Lambda::EventSourceMapping', properties);
    mapping({ ...from(PLANNER), ...of('holdfast-dev-planner'), ScalingConfig: { MaximumConcurrency: 10 } });
    mapping({ ...from(APPLIER), ...of('holdfast-dev-applier'), ScalingConfig: Match.absent() });
    mapping({ ...from(TIMER), ...of('holdfast-dev-applier'), ScalingConfig: { MaximumConcurrency: 2 } });
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 3);
  });
});

describe('events', () => {
  test('stack events of the platform, and of no other stack, reach the applier in one line', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.cloudformation'],
        'detail-type': ['CloudFormation Stack Status Change'],
        detail: {
          'stack-id': [
            {
              prefix: {
                'Fn::Join': [
                  '',
                  [
                    'arn:',
                    { Ref: 'AWS::Partition' },
                    ':cloudformation:',
                    { Ref: 'AWS::Region' },
                    ':',
                    { Ref: 'AWS::AccountId' },
                    ':stack/shared-lambda-infra-',
                  ],
                ],
              },
            },
          ],
        },
      },
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [APPLIER, 'Arn'] },
          SqsParameters: { MessageGroupId: 'environment' },
          InputTransformer: Match.absent(),
        },
      ],
    });
  });

  test.each([
    ['C14', 'resync', 'rate(5 minutes)', APPLIER, 'environment'],
    ['F5', 'drift', 'rate(1 hour)', PLANNER, 'drift'],
  ])('%s: the %s schedule fires at %s', (_, task, schedule, target, group) => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: schedule,
      State: 'ENABLED',
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [target, 'Arn'] },
          SqsParameters: { MessageGroupId: group },
          InputTransformer: {
            InputPathsMap: { time: '$.time' },
            InputTemplate: `{"type":"schedule","task":"${task}","at":<time>}`,
          },
        },
      ],
    });
  });

  test('C14: a firing is told apart from the one before, and the trigger stage reads it', () => {
    // A FIFO queue forgets a message after five minutes, which is how often resync fires.
    const at = (time: string) => `{"type":"schedule","task":"resync","at":"${time}"}`;
    expect(at('2026-01-01T00:00:00Z')).not.toBe(at('2026-01-01T00:05:00Z'));
    expect(readMessage(at('2026-01-01T00:00:00Z'), 'shared-lambda-infra')).toEqual({
      kind: 'trigger',
      trigger: { type: 'schedule', task: 'resync' },
    });
  });

  test('only EventBridge rules of this stack may send to the queues', () => {
    const policies = Object.values(template.findResources('AWS::SQS::QueuePolicy'));
    const statements: readonly Logical[] = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    const allows = statements.filter(({ Effect }) => Effect === 'Allow');
    const toQueues = Object.entries(template.findResources('AWS::Events::Rule')).filter(
      ([, { Properties }]) => Properties.EventBusName === undefined,
    );
    expect(allows).toHaveLength(5);
    for (const [rule] of toQueues) {
      expect(allows).toContainEqual(
        expect.objectContaining({
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule, 'Arn'] } } },
        }),
      );
    }
  });

  test('others can subscribe to what happens on a bus of its own', () => {
    template.hasResourceProperties('AWS::Events::EventBus', { Name: 'holdfast-dev' });
  });
});
