import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { tellCloudTrail } from '../../bootstrap/local/cloudtrail.ts';
import { createEventPublisher, EVENT_SOURCE } from '../../controller/adapters/eventbridge-bus.ts';
import { readMessage } from '../../controller/trigger/read-event.ts';
import { clientConfig } from './local-cloud/stack.ts';

let aws: LocalAws;
let events: EventBridgeClient;
let sqs: SQSClient;

beforeAll(async () => {
  aws = await startLocalAws();
  events = new EventBridgeClient(clientConfig(aws));
  sqs = new SQSClient(clientConfig(aws));
});

afterAll(async () => {
  for (const client of [events, sqs]) client?.destroy();
  await aws?.stop();
});

test('a subscriber to drift on the bus gets the drift event, and no other', async () => {
  await events.send(new CreateEventBusCommand({ Name: 'holdfast' }));
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'subscriber' }));
  const EventPattern = JSON.stringify({ source: [EVENT_SOURCE], 'detail-type': ['Drift Found'] });
  const rule = { Name: 'drift', EventBusName: 'holdfast' };
  await events.send(new PutRuleCommand({ ...rule, EventPattern }));
  const Arn = `arn:aws:sqs:${aws.region}:${aws.account}:subscriber`;
  await events.send(
    new PutTargetsCommand({ Rule: 'drift', EventBusName: 'holdfast', Targets: [{ Id: 'queue', Arn }] }),
  );

  const drift = { sha: 'abc', modified: 1, deleted: 0, added: 0, unchecked: 3, resources: ['demo-team-a/Function'] };
  await createEventPublisher(events, 'holdfast').publish([
    { type: 'Run Started', detail: { run: 'abc', sha: 'abc', purpose: 'apply', stacks: ['demo-team-a'] } },
    { type: 'Drift Found', detail: drift },
    { type: 'Apply Step', detail: { run: 'abc', sha: 'abc', stack: 'demo-team-a', step: 'applied' } },
  ]);

  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10, MaxNumberOfMessages: 10 }),
  );
  expect(Messages.map(({ Body = '' }) => JSON.parse(Body))).toMatchObject([
    { source: 'holdfast', 'detail-type': 'Drift Found', detail: drift },
  ]);
});

test('what CloudTrail would tell of a call arrives by the default bus', async () => {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'calls' }));
  const EventPattern = JSON.stringify({ source: ['aws.lambda'], detail: { readOnly: [false] } });
  await events.send(new PutRuleCommand({ Name: 'calls', EventPattern }));
  const Arn = `arn:aws:sqs:${aws.region}:${aws.account}:calls`;
  await events.send(new PutTargetsCommand({ Rule: 'calls', Targets: [{ Id: 'queue', Arn }] }));
  const parameters = { functionName: 'demo-a-function-charge' };
  await tellCloudTrail(aws, { service: 'lambda', name: 'DeleteFunction20150331', parameters, person: 'mona' });

  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  expect(readMessage(Messages[0]?.Body ?? '', 'demo')).toMatchObject({
    kind: 'trigger',
    trigger: {
      type: 'api-call',
      call: 'lambda:DeleteFunction',
      principal: `arn:aws:sts::${aws.account}:assumed-role/Administrator/mona`,
      names: ['demo-a-function-charge'],
    },
  });
});
