import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { HoldfastError, isRetryable } from '../diagnostics/error.ts';
import type { Clock } from '../lib/clock.ts';
import type { Lease } from '../record/port.ts';
import { awsError } from './aws-errors.ts';
import { cancellationReasons, untilUncontended } from './dynamodb-contention.ts';
import { type Item, type Key, type Keys, keyAttributes } from './dynamodb-ledger-items.ts';

/** The table with what every part of the ledger needs. */
export interface LedgerTable {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
  readonly keys: Keys;
  readonly clock: Clock;
}

/** One write of a transaction, without the table's name, which `writeUnderLease` adds. */
export type Write =
  | { readonly Put: Omit<NonNullable<TransactWriteItem['Put']>, 'TableName'> }
  | { readonly Delete: Omit<NonNullable<TransactWriteItem['Delete']>, 'TableName'> }
  | { readonly Update: Omit<NonNullable<TransactWriteItem['Update']>, 'TableName'> }
  | { readonly ConditionCheck: Omit<NonNullable<TransactWriteItem['ConditionCheck']>, 'TableName'> };

/** One item, strongly consistent (C16). */
export async function readItem({ dynamodb, tableName }: LedgerTable, key: Key): Promise<Item | undefined> {
  try {
    const command = new GetItemCommand({ TableName: tableName, Key: keyAttributes(key), ConsistentRead: true });
    return (await dynamodb.send(command)).Item;
  } catch (error) {
    throw awsError(error, `read ${key.pk} from the ledger`);
  }
}

/** All items of a partition, or those of a sort key on, or the last `last` of them in falling order; strongly consistent, across pages. */
export async function readPartition(
  table: LedgerTable,
  pk: string,
  { last, from }: { readonly last?: number; readonly from?: string } = {},
): Promise<readonly Item[]> {
  const items: Item[] = [];
  const query = {
    TableName: table.tableName,
    KeyConditionExpression: from === undefined ? 'pk = :pk' : 'pk = :pk AND sk >= :from',
    ExpressionAttributeValues: { ':pk': { S: pk }, ...(from !== undefined && { ':from': { S: from } }) },
    ConsistentRead: true,
    ...(last === undefined ? {} : { ScanIndexForward: false, Limit: last }),
  };
  try {
    for await (const page of paginateQuery({ client: table.dynamodb }, query)) {
      items.push(...(page.Items ?? []));
      if (last !== undefined && items.length >= last) return items.slice(0, last);
    }
    return items;
  } catch (error) {
    throw awsError(error, `list ${pk} in the ledger`);
  }
}

/** What came of a write: `refused` when a condition of the writes themselves, not the lease, did not hold. */
export type WriteOutcome = 'written' | 'refused';

/**
 * Writes all or nothing, and only while the lease is held: owner and token are the stored ones and the time is not up.
 * Throws `Conflict` when the lease is lost, else what `awsError` gives; after a retryable error the write may be there or not.
 */
export async function writeUnderLease(
  table: LedgerTable,
  lease: Lease,
  writes: readonly Write[],
): Promise<WriteOutcome> {
  const TransactItems = [leaseCheck(table, lease), ...writes.map((write) => withTable(write, table.tableName))];
  const reasons = await transact(table, TransactItems);
  if (reasons === undefined) return 'written';
  if (reasons[0] !== FAILED_CONDITION) return 'refused';
  throw conflict(`The lease ${lease.name} is no longer held by ${lease.owner}`);
}

/** Writes an item that has a time `at`, unless a newer one is there: what is not under the lease is ordered by its time. */
export async function putNewer({ dynamodb, tableName }: LedgerTable, item: Item, doing: string): Promise<void> {
  const { at = { N: '0' } } = item;
  try {
    await dynamodb.send(
      new PutItemCommand({
        TableName: tableName,
        Item: item,
        ConditionExpression: 'attribute_not_exists(pk) OR #at <= :at',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':at': at },
      }),
    );
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return;
    throw awsError(error, doing);
  }
}

/** Writes an item unless one is there: the first write stays, so that repeating it changes nothing (C3). */
export async function putOnce({ dynamodb, tableName }: LedgerTable, item: Item, doing: string): Promise<void> {
  const put = { TableName: tableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' };
  try {
    await dynamodb.send(new PutItemCommand(put));
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return;
    throw awsError(error, doing);
  }
}

/** Somebody else wrote in between, or took the lease: look again and decide anew. */
export function conflict(message: string): HoldfastError {
  return new HoldfastError(message, { code: 'Conflict', source: 'holdfast', retryable: true });
}

/** Waits for a write; when its reply was lost, reading back decides (C3). A lost lease stays lost. */
export async function settle(write: Promise<unknown>, isWritten: () => Promise<boolean>): Promise<void> {
  try {
    await write;
  } catch (error) {
    const unknown = isRetryable(error) && !(error instanceof HoldfastError && error.code === 'Conflict');
    if (!unknown || !(await isWritten())) throw error;
  }
}

function leaseCheck({ tableName, keys, clock }: LedgerTable, lease: Lease): TransactWriteItem {
  return {
    ConditionCheck: {
      TableName: tableName,
      Key: keyAttributes(keys.lease(lease.name)),
      ConditionExpression: '#owner = :owner AND #token = :token AND #until > :now',
      ExpressionAttributeNames: { '#owner': 'owner', '#token': 'token', '#until': 'until' },
      ExpressionAttributeValues: {
        ':owner': { S: lease.owner },
        ':token': { N: String(lease.token) },
        ':now': { N: String(clock.now()) },
      },
    },
  };
}

function withTable(write: Write, TableName: string): TransactWriteItem {
  if ('Put' in write) return { Put: { ...write.Put, TableName } };
  if ('Delete' in write) return { Delete: { ...write.Delete, TableName } };
  if ('Update' in write) return { Update: { ...write.Update, TableName } };
  return { ConditionCheck: { ...write.ConditionCheck, TableName } };
}

const FAILED_CONDITION = 'ConditionalCheckFailed';

/** Runs the transaction; gives `undefined` when it was committed, else the reason per item. */
async function transact(
  { dynamodb }: LedgerTable,
  TransactItems: TransactWriteItem[],
): Promise<readonly string[] | undefined> {
  try {
    await untilUncontended(() => dynamodb.send(new TransactWriteItemsCommand({ TransactItems })));
    return undefined;
  } catch (error) {
    const reasons = cancellationReasons(error);
    if (reasons.includes(FAILED_CONDITION)) return reasons;
    throw awsError(error, 'write to the ledger');
  }
}
