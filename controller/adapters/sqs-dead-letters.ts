import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { HoldfastError } from '../diagnostics/error.ts';
import type { DeadLetterQueues, MoveProgress } from '../status/dead-letters-port.ts';
import { awsError } from './aws-errors.ts';

/** SQS gives ten messages at a time; a few times are enough to tell what is wrong. */
const PEEKS = 3;
/** As short as SQS shows a message to one reader alone: long enough not to get the same one twice. */
const PEEK_SECONDS = 5;

/** What the event-processing core, or nobody, writes beside a message that it puts aside (docs/event-core.md). */
const REASON = 'holdfast.reason';

/** Dead letters in SQS, with the caller's own rights. */
export function createDeadLetterQueues(sqs: SQSClient): DeadLetterQueues {
  const attributesOf = async (url: string) => {
    try {
      const command = new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      });
      return (await sqs.send(command)).Attributes ?? {};
    } catch (error) {
      throw awsError(error, `look at the queue ${url}`);
    }
  };
  const arnOf = async (url: string) => (await attributesOf(url)).QueueArn ?? '';

  return {
    depthOf: async (url) => {
      const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = await attributesOf(url);
      return {
        waiting: Number(ApproximateNumberOfMessages ?? 0),
        inFlight: Number(ApproximateNumberOfMessagesNotVisible ?? 0),
      };
    },

    reasonsIn: async (url) => {
      const seen = new Map<string, string>();
      const handles: string[] = [];
      for (let peek = 0; peek < PEEKS; peek += 1) {
        const command = new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: PEEK_SECONDS,
          WaitTimeSeconds: 0,
          MessageAttributeNames: [REASON],
        });
        const { Messages = [] } = await sqs.send(command).catch((error: unknown) => {
          throw awsError(error, `read the queue ${url}`);
        });
        if (Messages.length === 0) break;
        for (const { MessageId = '', MessageAttributes, ReceiptHandle } of Messages) {
          seen.set(MessageId, MessageAttributes?.[REASON]?.StringValue ?? 'unknown');
          if (ReceiptHandle !== undefined) handles.push(ReceiptHandle);
        }
      }
      // Shown again at once: a move that begins now would leave out what is hidden.
      for (let start = 0; start < handles.length; start += 10) {
        const Entries = handles
          .slice(start, start + 10)
          .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
        const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries });
        await sqs.send(command).catch((error: unknown) => {
          throw awsError(error, `show the messages of the queue ${url} again`);
        });
      }
      const reasons = Map.groupBy(seen.values(), (reason) => reason);
      return new Map([...reasons].map(([reason, all]) => [reason, all.length]));
    },

    startMove: async (deadLetterQueueUrl, queueUrl, perSecond) => {
      const command = new StartMessageMoveTaskCommand({
        SourceArn: await arnOf(deadLetterQueueUrl),
        // Named, because a message that was sent there and not moved by SQS has no queue that it came from.
        DestinationArn: await arnOf(queueUrl),
        ...(perSecond !== undefined && { MaxNumberOfMessagesPerSecond: perSecond }),
      });
      await sqs.send(command).catch((error: unknown) => {
        throw isRunning(error) ? moveRunning() : awsError(error, 'move dead letters');
      });
    },

    moveProgress: async (deadLetterQueueUrl) => {
      const command = new ListMessageMoveTasksCommand({ SourceArn: await arnOf(deadLetterQueueUrl), MaxResults: 1 });
      const { Results = [] } = await sqs.send(command).catch((error: unknown) => {
        throw awsError(error, 'look how moving dead letters goes');
      });
      const [task] = Results;
      return {
        state: stateOf(task?.Status),
        moved: task?.ApproximateNumberOfMessagesMoved ?? 0,
        ...(task?.FailureReason !== undefined && { problem: task.FailureReason }),
      };
    },
  };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasksResultEntry.html */
function stateOf(status: string | undefined): MoveProgress['state'] {
  if (status === 'RUNNING' || status === 'CANCELLING') return 'running';
  return status === 'FAILED' || status === 'CANCELLED' ? 'failed' : 'done';
}

/** SQS moves the messages of a queue by one task at a time. */
function isRunning(error: unknown): boolean {
  return error instanceof Error && error.name === 'UnsupportedOperation';
}

function moveRunning(): HoldfastError {
  const details = { code: 'MoveRunning', source: 'user', retryable: true } as const;
  return new HoldfastError('The dead letters of this queue are being moved already.', details);
}
