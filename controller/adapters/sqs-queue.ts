import { randomUUID } from 'node:crypto';
import { SendMessageCommand, type SendMessageCommandInput, type SQSClient } from '@aws-sdk/client-sqs';
import { HoldfastError } from '../diagnostics/error.ts';
import { MAX_DELAY_SECONDS, type TriggerQueue } from '../trigger/port.ts';
import { routeTrigger } from '../trigger/route-trigger.ts';
import type { ReconcilerRole, Trigger } from '../trigger/trigger.ts';
import { awsError } from './aws-errors.ts';

/** URLs of the queues: each role's FIFO queue, and the standard queues for delayed messages, for the roles that have one. */
export interface QueueUrls extends Readonly<Record<ReconcilerRole, string>> {
  readonly timers: Readonly<Partial<Record<ReconcilerRole, string>>>;
}

/**
 * Triggers as JSON in SQS. A FIFO queue refuses a delay per message
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html), so delayed ones go through a
 * standard queue that the same reconciler reads. Needs `sqs:SendMessage` on the queues.
 */
export function createSqsQueue(client: SQSClient, urls: QueueUrls): TriggerQueue {
  const send = async (input: SendMessageCommandInput): Promise<void> => {
    await client.send(new SendMessageCommand(input)).catch((error: unknown) => {
      throw awsError(error, 'enqueue a trigger');
    });
  };
  return {
    send: (trigger, role) => {
      const { group, deduplicationId = randomUUID() } = routeTrigger(trigger);
      const order = { MessageGroupId: group, MessageDeduplicationId: deduplicationId };
      return send({ QueueUrl: urls[role], MessageBody: bodyOf(trigger), ...order });
    },
    sendLater: async (trigger, role, delaySeconds) => {
      const timer = urls.timers[role];
      if (timer === undefined) throw refused('NoTimer', `The ${role} has no timer queue.`);
      if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > MAX_DELAY_SECONDS) {
        throw refused('DelayOutOfRange', `A delay is 0 to ${MAX_DELAY_SECONDS} whole seconds, not ${delaySeconds}.`);
      }
      return send({ QueueUrl: timer, MessageBody: bodyOf(trigger), DelaySeconds: delaySeconds });
    },
  };
}

function bodyOf(trigger: Trigger): string {
  return JSON.stringify(trigger);
}

function refused(code: string, message: string): HoldfastError {
  return new HoldfastError(message, { code, source: 'holdfast', retryable: false });
}
