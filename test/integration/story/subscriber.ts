import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { AwsClient } from 'aws4fetch';
import type { Story } from './story.ts';

/** An event of the bus as a subscriber gets it. */
export interface BusEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Somebody else's queue on the controller's bus: `read` gives all events that came since the subscription. */
export interface Subscriber {
  read(): Promise<readonly BusEvent[]>;
}

/** Subscribes a queue to the topic that people are told by: `read` gives the texts that came. */
export async function subscribeToNews({
  clients,
  controller,
  cloud,
}: Story): Promise<{ read(): Promise<readonly string[]> }> {
  const { sqs } = clients;
  const { aws } = cloud;
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'news' }));
  const client = new AwsClient({
    accessKeyId: aws.account,
    secretAccessKey: 'local',
    service: 'sns',
    region: aws.region,
  });
  const body = new URLSearchParams({
    Action: 'Subscribe',
    Version: '2010-03-31',
    TopicArn: controller.outputs.NewsTopicArn ?? '',
    Protocol: 'sqs',
    Endpoint: `arn:aws:sqs:${aws.region}:${aws.account}:news`,
    'Attributes.entry.1.key': 'RawMessageDelivery',
    'Attributes.entry.1.value': 'true',
  });
  const response = await client.fetch(aws.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: body.toString(),
  });
  if (!response.ok) throw new Error(`Subscribe answered ${response.status}: ${await response.text()}`);
  return { read: async () => (await receiveAll(sqs, QueueUrl)).map(({ Body = '' }) => Body) };
}

/** Every message that a queue has now, taken from it. */
async function receiveAll(sqs: SQSClient, QueueUrl: string): Promise<readonly Message[]> {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  if (Messages.length === 0) return [];
  const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  return [...Messages, ...(await receiveAll(sqs, QueueUrl))];
}

/** Subscribes a queue to everything that Holdfast tells, with a rule as any other team would write it. */
export async function subscribe({ clients, controller, cloud }: Story): Promise<Subscriber> {
  const { sqs, events } = clients;
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'audit' }));
  const rule = { Name: 'audit', EventBusName: controller.outputs.BusName };
  await events.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify({ source: ['holdfast'] }) }));
  const Arn = `arn:aws:sqs:${cloud.aws.region}:${cloud.aws.account}:audit`;
  const { Name: Rule, EventBusName } = rule;
  await events.send(new PutTargetsCommand({ Rule, EventBusName, Targets: [{ Id: 'queue', Arn }] }));

  const seen: BusEvent[] = [];
  return {
    read: async () => {
      const messages = await receiveAll(sqs, QueueUrl);
      seen.push(...messages.map(({ Body = '' }): BusEvent => JSON.parse(Body)));
      return [...seen];
    },
  };
}
