import { createHash } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Candidate, Collection, CollectionRecord } from '../collection-record.ts';
import type { PoisonCode } from '../poison.ts';

type Attributes = Record<string, AttributeValue>;

/** Where collections and claims are kept, and for how long. */
export interface CollectionTable {
  readonly name: string;
  readonly processor: string;
  readonly rememberSeconds: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Free: never taken, or taken so long ago that it is forgotten. DynamoDB deletes what has expired within days, so the time is compared (C11). */
const IS_FREE = 'attribute_not_exists(id) OR expiration < :now';

/** Keeps collections and claims in the idempotency table, beside the records of Powertools. */
export function createCollectionRecord(dynamodb: DynamoDBClient, table: CollectionTable): CollectionRecord {
  const seconds = () => Math.floor(table.now() / 1000);
  const now = () => ({ ':now': { N: String(seconds()) } });
  const expiration = () => ({ N: String(seconds() + table.rememberSeconds) });
  const collectionKey = (id: string) => ({ S: `${table.processor}#collection#${id}` });

  return {
    open: async (id, candidates) => {
      const command = new PutItemCommand({
        TableName: table.name,
        Item: {
          id: collectionKey(id),
          state: { S: 'open' },
          candidates: { S: JSON.stringify(candidates) },
          refused: { M: {} },
          expiration: expiration(),
        },
        ConditionExpression: IS_FREE,
        ExpressionAttributeValues: now(),
      });
      await dynamodb.send(command).catch(unlessRefused);
    },

    read: async (id) => {
      const key = { id: collectionKey(id) };
      const { Item } = await dynamodb.send(
        new GetItemCommand({ TableName: table.name, Key: key, ConsistentRead: true }),
      );
      return Item === undefined || Number(Item.expiration?.N) < seconds() ? undefined : collectionOf(id, Item);
    },

    claim: async (itemId, collection, from) => {
      const hash = createHash('sha256').update(itemId).digest('hex');
      const command = new PutItemCommand({
        TableName: table.name,
        Item: { id: { S: `${table.processor}#item#${hash}` }, collection: { S: collection }, expiration: expiration() },
        ConditionExpression: from === undefined ? IS_FREE : `${IS_FREE} OR #collection = :from`,
        ExpressionAttributeValues: { ...now(), ...(from !== undefined && { ':from': { S: from } }) },
        ...(from !== undefined && { ExpressionAttributeNames: { '#collection': 'collection' } }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await dynamodb.send(command);
        return collection;
      } catch (error) {
        const owner = error instanceof ConditionalCheckFailedException ? error.Item?.collection?.S : undefined;
        if (owner === undefined) throw error;
        return owner;
      }
    },

    refuse: async (collection, itemId, code, message) => {
      const command = new UpdateItemCommand({
        TableName: table.name,
        Key: { id: collectionKey(collection) },
        UpdateExpression: 'SET refused.#item = if_not_exists(refused.#item, :why)',
        ConditionExpression: 'attribute_exists(id)',
        ExpressionAttributeNames: { '#item': itemId },
        ExpressionAttributeValues: { ':why': { M: { code: { S: code }, message: { S: message } } } },
      });
      await dynamodb.send(command);
    },

    finish: async (id) => {
      const command = new UpdateItemCommand({
        TableName: table.name,
        Key: { id: collectionKey(id) },
        UpdateExpression: 'SET #state = :done, expiration = :expiration',
        ConditionExpression: 'attribute_exists(id)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':done': { S: 'done' }, ':expiration': expiration() },
      });
      await dynamodb.send(command);
    },
  };
}

function collectionOf(id: string, item: Attributes): Collection {
  const refused = Object.entries(item.refused?.M ?? {}).map(([itemId, { M }]) => {
    return [itemId, { code: M?.code?.S as PoisonCode, message: M?.message?.S ?? '' }] as const;
  });
  return {
    id,
    state: item.state?.S === 'done' ? 'done' : 'open',
    candidates: JSON.parse(item.candidates?.S ?? '[]') as readonly Candidate[],
    refused: Object.fromEntries(refused),
  };
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
}
