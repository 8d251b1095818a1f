import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { ObjectStore } from '../record/objects-port.ts';
import { parseConsent } from '../record/parse.ts';
import type { Ledger } from '../record/port.ts';
import { awsError } from './aws-errors.ts';
import { decodeRecord, encodeRecord, keyAttributes, placeOf } from './dynamodb-ledger-items.ts';
import { type LedgerTable, readPartition } from './dynamodb-ledger-table.ts';

/** Consents of one plan lie in one partition, one item for each person and kind, which is written once. */
export function consentMethods(
  table: LedgerTable,
  objects: ObjectStore,
): Pick<Ledger, 'readConsents' | 'writeConsent'> {
  const { dynamodb, tableName, keys } = table;
  return {
    readConsents: async (digest) => {
      const items = await readPartition(table, keys.consents(digest));
      return Promise.all(items.map(async (item) => parseConsent(await decodeRecord(item, objects), placeOf(item))));
    },
    writeConsent: async (digest, consent) => {
      const key = keyAttributes(keys.consent(digest, consent.what, consent.by));
      const item = { ...key, ...(await encodeRecord(consent, undefined, objects)) };
      const put = { TableName: tableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' };
      try {
        await dynamodb.send(new PutItemCommand(put));
      } catch (error) {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return;
        throw awsError(error, 'record a consent');
      }
    },
  };
}
