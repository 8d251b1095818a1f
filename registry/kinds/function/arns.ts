import * as z from 'zod';

/** Patterns: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const roleArnSchema = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    'must be a role ARN such as arn:aws:iam::123456789012:role/name',
  );

export const subnetIdSchema = z
  .string()
  .regex(/^subnet-[0-9a-f]{8,17}$/, 'must be a subnet id such as subnet-0123456789abcdef0');

export const securityGroupIdSchema = z
  .string()
  .regex(/^sg-[0-9a-f]{8,17}$/, 'must be a security group id such as sg-0123456789abcdef0');

export const layerArnSchema = z
  .string()
  .regex(/^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:layer:[\w-]{1,140}:\d+$/, 'must be the ARN of a layer version');

export const kmsKeyArnSchema = z
  .string()
  .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/[\w/-]+$/, 'must be the ARN of a KMS key');

/**
 * What takes events that a function could not handle. FIFO queues and topics, whose names end in `.fifo`, are refused by Lambda:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export const deadLetterArnSchema = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:(?:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}|sns:[a-z0-9-]+:\d{12}:[\w-]{1,256})$/,
    'must be the ARN of a standard queue or topic',
  );

/** What takes the result of an asynchronous run. */
export const destinationArnSchema = z
  .string()
  .max(350)
  .regex(
    /^arn:aws[a-z-]*:(?:s3:::[a-z0-9.-]{3,63}|sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}|sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}|lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}(?::[\w-]{1,128})?|events:[a-z0-9-]+:\d{12}:event-bus\/[\w./-]{1,256})$/,
    'must be the ARN of a standard queue or topic, a function, an event bus or a bucket',
  );

/** What takes records that a stream's function could not handle. Source: API_OnFailure of the Lambda API. */
export const recordDestinationArnSchema = z
  .string()
  .max(350)
  .regex(
    /^arn:aws[a-z-]*:(?:s3:::[a-z0-9.-]{3,63}|sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}|sns:[a-z0-9-]+:\d{12}:[\w-]{1,256})$/,
    'must be the ARN of a standard queue or topic, or of a bucket',
  );

/** Queues and streams that Lambda reads from. Source: API_CreateEventSourceMapping of the Lambda API. */
export const eventSourceArnSchema = z
  .string()
  .max(1024)
  .regex(
    /^arn:aws[a-z-]*:(?:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}(?:\.fifo)?|kinesis:[a-z0-9-]+:\d{12}:stream\/[\w.-]{1,128}|dynamodb:[a-z0-9-]+:\d{12}:table\/[\w.-]{3,255}\/stream\/[\w:.-]+)$/,
    'must be the ARN of a queue, a Kinesis stream or the stream of a table',
  );
