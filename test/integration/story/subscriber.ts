import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
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

/** Subscribes a queue to everything that Holdfast tells, with a rule as any other team would write it. */
export async function subscribe({ clients, controller, cloud }: Story): Promise<Subscriber> {
  const { sqs, events } = clients;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'audit' }));
  const rule = { Name: 'audit', EventBusName: controller.outputs.BusName };
  await events.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify({ source: ['holdfast'] }) }));
  const Arn = `arn:aws:sqs:${cloud.aws.region}:${cloud.aws.account}:audit`;
  const { Name: Rule, EventBusName } = rule;
  await events.send(new PutTargetsCommand({ Rule, EventBusName, Targets: [{ Id: 'queue', Arn }] }));

  const seen: BusEvent[] = [];
  const receive = async (): Promise<void> => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return;
    seen.push(...Messages.map(({ Body = '' }): BusEvent => JSON.parse(Body)));
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    return receive();
  };
  return {
    read: async () => {
      await receive();
      return [...seen];
    },
  };
}
