import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import type { ObjectStore } from '../record/objects-port.ts';
import { parseRehearsal } from '../record/parse-rehearsal.ts';
import type { Ledger } from '../record/port.ts';
import { awsError } from './aws-errors.ts';
import { decodeRecord, encodeRecord, type Item, keyAttributes, placeOf } from './dynamodb-ledger-items.ts';
import { type LedgerTable, putNewer, readItem, readPartition } from './dynamodb-ledger-table.ts';

type RehearsalMethods = Pick<Ledger, 'readRehearsal' | 'readRehearsals' | 'writeRehearsal' | 'removeRehearsal'>;

/** Rehearsals of plans, ordered by when they were begun; what the check shows lies in the object store. */
export function rehearsalMethods(table: LedgerTable, objects: ObjectStore): RehearsalMethods {
  const { keys, dynamodb, tableName } = table;
  const decode = async (item: Item) => parseRehearsal(await decodeRecord(item, objects), placeOf(item));
  return {
    readRehearsal: async (sha) => {
      const item = await readItem(table, keys.rehearsal(sha));
      return item && decode(item);
    },
    readRehearsals: async () => Promise.all((await readPartition(table, keys.rehearsals)).map(decode)),
    writeRehearsal: async (rehearsal) => {
      const place = keyAttributes(keys.rehearsal(rehearsal.sha));
      const item = { ...place, ...(await encodeRecord(rehearsal, undefined, objects)) };
      await putNewer(table, { ...item, at: { N: String(rehearsal.at) } }, 'record a rehearsal');
    },
    removeRehearsal: async (sha, at) => {
      const command = new DeleteItemCommand({
        TableName: tableName,
        Key: keyAttributes(keys.rehearsal(sha)),
        ConditionExpression: 'attribute_not_exists(pk) OR #at <= :at',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':at': { N: String(at) } },
      });
      await dynamodb.send(command).catch((error: unknown) => {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return;
        throw awsError(error, 'forget a rehearsal');
      });
    },
  };
}
