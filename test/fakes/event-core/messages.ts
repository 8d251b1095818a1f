import type { SQSRecord } from 'aws-lambda';

/** An SQS record as Lambda gets it, of the standard queue unless a group is given. With `firstId` it was put back from the dead letters. */
export function message(
  messageId: string,
  body: unknown,
  given: { attempt?: number; group?: string; firstId?: string } = {},
): SQSRecord {
  const { attempt = 1, group, firstId } = given;
  return {
    messageId,
    receiptHandle: `handle-${messageId}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: String(attempt),
      SentTimestamp: String(Date.UTC(2026, 0, 2, 3, 4, 0)),
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: String(Date.UTC(2026, 0, 2, 3, 4, 1)),
      ...(group !== undefined && { MessageGroupId: group }),
    },
    messageAttributes:
      firstId === undefined ? {} : { 'holdfast.message-id': { stringValue: firstId, dataType: 'String' } },
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:123456789012:events${group === undefined ? '' : '.fifo'}`,
    awsRegion: 'us-east-1',
  };
}

/** What EventBridge delivers for an object that was created (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html). */
export function objectCreated(key: string, object: Record<string, unknown> = {}, at = '2026-01-02T03:04:00Z') {
  return {
    version: '0',
    id: `event-of-${key}`,
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '123456789012',
    time: at,
    region: 'us-east-1',
    resources: ['arn:aws:s3:::uploads'],
    detail: {
      version: '0',
      bucket: { name: 'uploads' },
      object: { key, size: 3, etag: 'etag', sequencer: '00', ...object },
      'request-id': 'request',
      requester: '123456789012',
      reason: 'PutObject',
    },
  };
}

/** What S3 sends to a queue itself; its keys are form-encoded. */
export function notification(key: string, object: Record<string, unknown> = {}) {
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'us-east-1',
        eventTime: '2026-01-02T03:04:00.000Z',
        eventName: 'ObjectCreated:Put',
        s3: {
          s3SchemaVersion: '1.0',
          bucket: { name: 'uploads', arn: 'arn:aws:s3:::uploads' },
          object: { key, size: 3, eTag: 'etag', sequencer: '00', ...object },
        },
      },
    ],
  };
}
