import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type DeadLetters, FIRST_ID } from '../dead-letters.ts';

/** Sends to a dead-letter queue. The reason stands in the message's attributes `holdfast.reason` and `holdfast.message`. */
export function createDeadLetters(sqs: SQSClient, queueUrl: string, processor: string): DeadLetters {
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  return {
    put: async ({ messageId, firstId, body, group }, { code, message }) => {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: body,
          MessageAttributes: {
            'holdfast.reason': text(code),
            'holdfast.message': text(message),
            'holdfast.processor': text(processor),
            [FIRST_ID]: text(firstId),
          },
          ...(queueUrl.endsWith('.fifo') && {
            MessageGroupId: group ?? messageId,
            MessageDeduplicationId: messageId,
          }),
        }),
      );
    },
  };
}
