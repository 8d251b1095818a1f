import { type AttributeValue, type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { BadgeRecord, BadgeRun } from '../report/badge.ts';
import type { BadgeReader, BadgeStore } from '../report/badge-port.ts';
import { awsError } from './aws-errors.ts';

/** What reading calls on its table, on keys that begin with `badge#`. */
export const BADGE_READER_ACTIONS = ['dynamodb:GetItem'] as const;

/** Where the badge of one environment lies. */
export interface BadgePlace {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
  readonly environment: string;
}

const RUNS: readonly BadgeRun[] = ['applying', 'applied', 'behind', 'failed'];

/** The item `badge#<environment>` of the record's table: the only one that the badge's function can read. */
export function createBadgeReader({ dynamodb, tableName, environment }: BadgePlace): BadgeReader {
  return {
    readBadge: async () => {
      const get = new GetItemCommand({ TableName: tableName, Key: keyOf(environment) });
      const { Item: item } = await dynamodb.send(get).catch((error: unknown) => {
        throw awsError(error, 'read the badge');
      });
      return item && recordOf(item);
    },
  };
}

/** The same with writing. Each field has its own time, because runs and sweeps write from different functions. */
export function createBadgeStore(place: BadgePlace): BadgeStore {
  const { dynamodb, tableName, environment } = place;
  return {
    ...createBadgeReader(place),
    writeBadge: async (change, at) => {
      const run = 'run' in change ? change.run : undefined;
      const [field, value]: [string, AttributeValue] =
        run === undefined ? ['drifted', { N: String(Object(change).drifted ?? 0) }] : ['run', { S: run }];
      const update = new UpdateItemCommand({
        TableName: tableName,
        Key: keyOf(environment),
        UpdateExpression: 'SET #field = :value, #at = :at',
        ConditionExpression: 'attribute_not_exists(#at) OR #at <= :at',
        ExpressionAttributeNames: { '#field': field, '#at': `${field}At` },
        ExpressionAttributeValues: { ':value': value, ':at': { N: String(at) } },
      });
      await dynamodb.send(update).catch((error: unknown) => {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return;
        throw awsError(error, 'keep the badge');
      });
    },
  };
}

function keyOf(environment: string): Record<'pk' | 'sk', AttributeValue> {
  return { pk: { S: `badge#${environment}` }, sk: { S: 'badge' } };
}

function recordOf(item: Readonly<Record<string, AttributeValue>>): BadgeRecord {
  const run = RUNS.find((one) => one === item.run?.S);
  const [runAt, driftedAt, drifted] = [item.runAt, item.driftedAt, item.drifted].map((value) => Number(value?.N ?? 0));
  return {
    ...(run !== undefined && { run }),
    ...(item.drifted !== undefined && { drifted: drifted ?? 0 }),
    at: Math.max(runAt ?? 0, driftedAt ?? 0),
  };
}
