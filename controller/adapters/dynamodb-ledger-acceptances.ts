import type { ObjectStore } from '../record/objects-port.ts';
import { parseAcceptance } from '../record/parse.ts';
import type { Ledger } from '../record/port.ts';
import { decodeRecord, encodeRecord, keyAttributes, placeOf, sortableTime } from './dynamodb-ledger-items.ts';
import { type LedgerTable, putOnce, readPartition } from './dynamodb-ledger-table.ts';

/** What people said about drift: one item a word, by time, written once. Old ones stay, and are not read again. */
export function acceptanceMethods(
  table: LedgerTable,
  objects: ObjectStore,
): Pick<Ledger, 'listAcceptances' | 'writeAcceptance'> {
  const { keys } = table;
  return {
    listAcceptances: async (since) => {
      const items = await readPartition(table, keys.acceptances, { from: sortableTime(since) });
      return Promise.all(items.map(async (item) => parseAcceptance(await decodeRecord(item, objects), placeOf(item))));
    },
    writeAcceptance: async (word) => {
      const item = {
        ...keyAttributes(keys.acceptance(word.at, word.id)),
        ...(await encodeRecord(word, undefined, objects)),
      };
      await putOnce(table, item, 'record what is accepted');
    },
  };
}
