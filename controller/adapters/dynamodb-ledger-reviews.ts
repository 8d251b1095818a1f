import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import type { ObjectStore } from '../record/objects-port.ts';
import { parseReview, parseShownPlan } from '../record/parse.ts';
import type { Ledger } from '../record/port.ts';
import { awsError } from './aws-errors.ts';
import { decodeRecord, encodeRecord, type Key, keyAttributes, placeOf } from './dynamodb-ledger-items.ts';
import { type LedgerTable, putNewer, readItem, readPartition } from './dynamodb-ledger-table.ts';

type ReviewMethods = Pick<Ledger, 'readReviews' | 'writeReview' | 'removeReview' | 'writePlan' | 'readPlan'>;

/** What was planned for pull requests. Nothing of it is under the lease: planning changes nothing, and the newest plan counts. */
export function reviewMethods(table: LedgerTable, objects: ObjectStore): ReviewMethods {
  const { keys, dynamodb, tableName } = table;
  const write = async (key: Key, record: object, at: number, doing: string) => {
    const item = { ...keyAttributes(key), ...(await encodeRecord(record, undefined, objects)), at: { N: String(at) } };
    await putNewer(table, item, doing);
  };
  return {
    readReviews: async () => {
      const items = await readPartition(table, keys.reviews);
      return Promise.all(items.map(async (item) => parseReview(await decodeRecord(item, objects), placeOf(item))));
    },
    writeReview: (record) => write(keys.review(record.number), record, record.at, 'record a review'),
    removeReview: async (number) => {
      const command = new DeleteItemCommand({ TableName: tableName, Key: keyAttributes(keys.review(number)) });
      await dynamodb.send(command).catch((error: unknown) => {
        throw awsError(error, 'forget a review');
      });
    },
    writePlan: (sha, plan, at) => write(keys.plan(sha), { plan, at }, at, 'keep a plan'),
    readPlan: async (sha) => {
      const item = await readItem(table, keys.plan(sha));
      return item && parseShownPlan(await decodeRecord(item, objects), placeOf(item));
    },
  };
}
