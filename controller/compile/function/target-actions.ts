import type { OutputSort } from '../../../registry/kinds/outputs.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { concat } from '../intrinsics.ts';
import { allow } from '../statement.ts';

/** What Lambda does in a function's name with a target: it sends results there, or takes events from there. */
export type TargetUse = 'send' | 'take';

/** Service of an ARN → what the ARN is. */
const SORTS: Readonly<Record<string, OutputSort>> = {
  sqs: 'queue ARN',
  sns: 'topic ARN',
  s3: 'bucket ARN',
  lambda: 'function ARN',
  events: 'event bus ARN',
  dynamodb: 'stream ARN',
  kinesis: 'data stream ARN',
};

/** What a literal ARN is, by its service; `undefined` for services that Lambda neither sends to nor takes from. */
export function sortOfArn(arn: string): OutputSort | undefined {
  return SORTS[arn.split(':')[2] ?? ''];
}

const SEND: Readonly<Record<string, readonly string[]>> = {
  'queue ARN': ['sqs:SendMessage'],
  'topic ARN': ['sns:Publish'],
  'function ARN': ['lambda:InvokeFunction'],
  'alias ARN': ['lambda:InvokeFunction'],
  'event bus ARN': ['events:PutEvents'],
};

const TAKE: Readonly<Record<string, readonly string[]>> = {
  'queue ARN': ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
  'stream ARN': ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
  'data stream ARN': [
    'kinesis:DescribeStream',
    'kinesis:DescribeStreamSummary',
    'kinesis:GetRecords',
    'kinesis:GetShardIterator',
    'kinesis:ListShards',
  ],
};

/** Actions that know no resource. */
const LIST: Readonly<Record<string, readonly string[]>> = {
  'stream ARN': ['dynamodb:ListStreams'],
  'data stream ARN': ['kinesis:ListStreams'],
};

/**
 * The statements that let a function's role do with a target what Lambda does in its name. Sources:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html and the pages on SQS, DynamoDB and Kinesis event sources.
 */
export function actionsOn(sort: OutputSort | undefined, use: TargetUse, arn: Json): readonly JsonObject[] {
  if (use === 'take') return [...given(TAKE, sort, arn), ...given(LIST, sort, '*')];
  if (sort !== 'bucket ARN') return given(SEND, sort, arn);
  return [allow(['s3:ListBucket'], arn), allow(['s3:PutObject'], concat(arn, '/*'))];
}

function given(
  table: Readonly<Record<string, readonly string[]>>,
  sort: OutputSort | undefined,
  resource: Json,
): readonly JsonObject[] {
  const actions = table[sort ?? ''];
  return actions === undefined ? [] : [allow(actions, resource)];
}
