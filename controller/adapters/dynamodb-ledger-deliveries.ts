import type { ObjectStore } from '../record/objects-port.ts';
import { parseDeliveryAudit } from '../record/parse.ts';
import type { Ledger } from '../record/port.ts';
import { decodeRecord, encodeRecord, keyAttributes, placeOf } from './dynamodb-ledger-items.ts';
import { type LedgerTable, putNewer, readItem } from './dynamodb-ledger-table.ts';

/** How far GitHub's deliveries were audited. Not under the lease: it is about what was told, and the newest audit counts. */
export function deliveryAuditMethods(
  table: LedgerTable,
  objects: ObjectStore,
): Pick<Ledger, 'readDeliveryAudit' | 'writeDeliveryAudit'> {
  const key = table.keys.deliveryAudit;
  return {
    readDeliveryAudit: async () => {
      const item = await readItem(table, key);
      return item && parseDeliveryAudit(await decodeRecord(item, objects), placeOf(item));
    },
    writeDeliveryAudit: async (audit) => {
      const item = { ...keyAttributes(key), ...(await encodeRecord(audit, undefined, objects)) };
      await putNewer(table, { ...item, at: { N: String(audit.at) } }, 'record the audit of the deliveries');
    },
  };
}
