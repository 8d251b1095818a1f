import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Deliveries } from '../trigger/port.ts';
import { awsError } from './aws-errors.ts';

/** GitHub lets a delivery be sent again for 3 days (https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks). */
const KEPT_SECONDS = 4 * 24 * 60 * 60;

/**
 * Handled deliveries as items `delivery#<id>` of the record's table. DynamoDB deletes them some time after `expiresAt`; here
 * that stamp is compared (C11). Needs `dynamodb:GetItem` and `dynamodb:PutItem` on keys that begin with `delivery#`.
 */
export function createDeliveryStore(client: DynamoDBClient, tableName: string): Deliveries {
  return {
    hasDelivery: async (id, now) => {
      const get = new GetItemCommand({ TableName: tableName, Key: keyOf(id), ConsistentRead: true });
      const { Item: item } = await client.send(get).catch((error: unknown) => {
        throw awsError(error, 'look up a delivery');
      });
      return Number(item?.expiresAt?.N ?? 0) > seconds(now);
    },
    recordDelivery: async (id, now) => {
      const put = new PutItemCommand({
        TableName: tableName,
        Item: { ...keyOf(id), expiresAt: { N: String(seconds(now) + KEPT_SECONDS) } },
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
        ExpressionAttributeValues: { ':now': { N: String(seconds(now)) } },
      });
      try {
        await client.send(put);
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw awsError(error, 'record a delivery');
      }
    },
  };
}

function keyOf(id: string): Record<'pk' | 'sk', AttributeValue> {
  return { pk: { S: `delivery#${id}` }, sk: { S: 'delivery' } };
}

/** DynamoDB's time to live counts in seconds (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html). */
function seconds(epochMs: number): number {
  return Math.floor(epochMs / 1000);
}
