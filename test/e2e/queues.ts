import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { until } from '../../bootstrap/local/demo/until.ts';
import type { Cloud } from './cloud.ts';
import type { Stage } from './stage.ts';

export async function queueUrl(QueueName: string, { clients }: Cloud): Promise<string> {
  const { QueueUrl = '' } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName }));
  return QueueUrl;
}

/** Messages that wait, and those that somebody works on. */
export async function countMessages(name: string, cloud: Cloud): Promise<number> {
  const { Attributes = {} } = await cloud.clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: await queueUrl(name, cloud), AttributeNames: ['All'] }),
  );
  const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible, ApproximateNumberOfMessagesDelayed } =
    Attributes;
  return (
    Number(ApproximateNumberOfMessages) +
    Number(ApproximateNumberOfMessagesNotVisible) +
    Number(ApproximateNumberOfMessagesDelayed)
  );
}

/** Looks at the messages of a queue, and gives them back. */
export async function peek(name: string, cloud: Cloud): Promise<readonly Message[]> {
  const QueueUrl = await queueUrl(name, cloud);
  const found: Message[] = [];
  for (let messages = await receive(name, cloud); messages.length > 0; messages = await receive(name, cloud)) {
    found.push(...messages);
  }
  for (const { ReceiptHandle } of found) {
    await cloud.clients.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  }
  return found;
}

/** Takes all messages out of a queue. */
export async function drain(name: string, cloud: Cloud): Promise<readonly Message[]> {
  const QueueUrl = await queueUrl(name, cloud);
  const found: Message[] = [];
  for (;;) {
    const messages = await receive(name, cloud);
    if (messages.length === 0) return found;
    for (const { ReceiptHandle } of messages) {
      await cloud.clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    found.push(...messages);
  }
}

/** How long a message is held that is looked at. */
const HELD_SECONDS = 30;

async function receive(name: string, cloud: Cloud): Promise<readonly Message[]> {
  const { Messages = [] } = await cloud.clients.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: await queueUrl(name, cloud),
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
      VisibilityTimeout: HELD_SECONDS,
      // The queues wait for 20 s by themselves.
      WaitTimeSeconds: 0,
    }),
  );
  return Messages;
}

/**
 * Moves the dead letters back, and waits until they are. The destination is said, since SQS only knows it of messages that it moved itself, and most are
 * put aside by the core (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/troubleshooting-dlq-redrive.html).
 */
export async function moveDeadLetters({ queue, deadLetters }: Stage, cloud: Cloud): Promise<void> {
  const { sqs } = cloud.clients;
  const SourceArn = await arnOf(deadLetters, cloud);
  const DestinationArn = await arnOf(queue, cloud);
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
  await until('Moving the dead letters back', 30 * cloud.patience, async () => {
    const { Results: [task] = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
    if (task?.Status === 'FAILED') throw new Error(`The dead letters could not be moved: ${task.FailureReason}.`);
    return task?.Status === 'COMPLETED' ? true : undefined;
  });
}

async function arnOf(name: string, cloud: Cloud): Promise<string> {
  const { Attributes } = await cloud.clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: await queueUrl(name, cloud), AttributeNames: ['QueueArn'] }),
  );
  return Attributes?.QueueArn ?? '';
}
