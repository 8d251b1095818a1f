import type { ObjectStore } from '../record/objects-port.ts';
import { parseConsent } from '../record/parse.ts';
import type { Ledger } from '../record/port.ts';
import { decodeRecord, encodeRecord, keyAttributes, placeOf } from './dynamodb-ledger-items.ts';
import { type LedgerTable, putOnce, readPartition } from './dynamodb-ledger-table.ts';

/** Consents of one plan lie in one partition, one item for each person and kind, which is written once. */
export function consentMethods(
  table: LedgerTable,
  objects: ObjectStore,
): Pick<Ledger, 'readConsents' | 'writeConsent'> {
  const { keys } = table;
  return {
    readConsents: async (digest) => {
      const items = await readPartition(table, keys.consents(digest));
      return Promise.all(items.map(async (item) => parseConsent(await decodeRecord(item, objects), placeOf(item))));
    },
    writeConsent: async (digest, consent) => {
      const key = keyAttributes(keys.consent(digest, consent.what, consent.by));
      const item = { ...key, ...(await encodeRecord(consent, undefined, objects)) };
      await putOnce(table, item, 'record a consent');
    },
  };
}
