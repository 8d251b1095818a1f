import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HoldfastError } from '../diagnostics/error.ts';
import type { Clock } from '../lib/clock.ts';
import { digestOf } from '../lib/digest.ts';
import type { ObjectStore } from '../record/objects-port.ts';
import { parseCall, parseDrift, parseEnvironment, parseOutputs, parseStack } from '../record/parse.ts';
import type { Lease, Ledger } from '../record/port.ts';
import { evidenceMethods } from './dynamodb-evidence.ts';
import { acceptanceMethods } from './dynamodb-ledger-acceptances.ts';
import { consentMethods } from './dynamodb-ledger-consents.ts';
import { deliveryAuditMethods } from './dynamodb-ledger-deliveries.ts';
import {
  decodeRecord,
  encodeRecord,
  type Item,
  isSameWrite,
  type Key,
  keyAttributes,
  keysOf,
  placeOf,
} from './dynamodb-ledger-items.ts';
import { leaseMethods } from './dynamodb-ledger-leases.ts';
import { rehearsalMethods } from './dynamodb-ledger-rehearsals.ts';
import { reviewMethods } from './dynamodb-ledger-reviews.ts';
import { runMethods } from './dynamodb-ledger-runs.ts';
import {
  type LedgerTable,
  putNewer,
  readItem,
  readPartition,
  settle,
  writeUnderLease,
} from './dynamodb-ledger-table.ts';

/** What this adapter calls on its table. TransactWriteItems has no action of its own: each part needs its item's action. */
export const LEDGER_ACTIONS = [
  'dynamodb:GetItem',
  'dynamodb:Query',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:ConditionCheckItem',
] as const;

/** Where the record of one environment lies. */
export interface LedgerOptions {
  readonly dynamodb: DynamoDBClient;
  /** A table with the string keys `pk` and `sk`. */
  readonly tableName: string;
  readonly objects: ObjectStore;
  readonly environment: string;
  /** Decides at every write whether the lease has run out (C11). */
  readonly clock: Clock;
}

/**
 * The record in one DynamoDB table. Writes are transactions that check the lease's owner, token and time (C1); reads are
 * strongly consistent (C16); fields over 4 KB lie in the object store under their digest.
 */
export function createLedger({ dynamodb, tableName, objects, environment, clock }: LedgerOptions): Ledger {
  const table = { dynamodb, tableName, clock, keys: keysOf(environment) };
  return {
    ...leaseMethods(table),
    ...environmentMethods(table, objects),
    ...stackMethods(table, objects),
    ...runMethods(table, objects),
    ...driftMethods(table, objects),
    ...outputsMethods(table, objects),
    ...reviewMethods(table, objects),
    ...rehearsalMethods(table, objects),
    ...consentMethods(table, objects),
    ...deliveryAuditMethods(table, objects),
    ...acceptanceMethods(table, objects),
    ...templateMethods(objects),
    ...evidenceMethods(table, environment, objects),
  };
}

function environmentMethods(
  table: LedgerTable,
  objects: ObjectStore,
): Pick<Ledger, 'readEnvironment' | 'writeEnvironment'> {
  const key = table.keys.environment;
  return {
    readEnvironment: async () => {
      const item = await readItem(table, key);
      return item ? parseEnvironment(await decodeRecord(item, objects), placeOf(item)) : {};
    },
    writeEnvironment: async (record, lease) => put(table, lease, key, await encodeRecord(record, lease, objects)),
  };
}

function stackMethods(
  table: LedgerTable,
  objects: ObjectStore,
): Pick<Ledger, 'readStacks' | 'writeStack' | 'removeStack'> {
  return {
    readStacks: async () => {
      const items = await readPartition(table, table.keys.stacks);
      return Promise.all(items.map(async (item) => parseStack(await decodeRecord(item, objects), placeOf(item))));
    },
    writeStack: async (record, lease) =>
      put(table, lease, table.keys.stack(record.name), await encodeRecord(record, lease, objects)),
    removeStack: async (name, lease) => {
      const key = table.keys.stack(name);
      const remove = writeUnderLease(table, lease, [{ Delete: { Key: keyAttributes(key) } }]);
      await settle(remove, async () => (await readItem(table, key)) === undefined);
    },
  };
}

function driftMethods(
  table: LedgerTable,
  objects: ObjectStore,
): Pick<Ledger, 'readDrift' | 'writeDrift' | 'writeCall' | 'listCalls'> {
  const key = table.keys.drift;
  return {
    readDrift: async () => {
      const item = await readItem(table, key);
      return item && parseDrift(await decodeRecord(item, objects), placeOf(item));
    },
    writeDrift: async (result, at) => {
      const item = { ...keyAttributes(key), ...(await encodeRecord({ result, at }, undefined, objects)) };
      await putNewer(table, { ...item, at: { N: String(at) } }, 'record the drift sweep');
    },
    writeCall: async (call) => {
      const place = keyAttributes(table.keys.call(call.at, call.id));
      const item = { ...place, ...(await encodeRecord(call, undefined, objects)) };
      await putNewer(table, { ...item, at: { N: String(call.at) } }, 'record a call');
    },
    listCalls: async (limit) => {
      const items = await readPartition(table, table.keys.calls, { last: limit });
      return Promise.all(items.map(async (item) => parseCall(await decodeRecord(item, objects), placeOf(item))));
    },
  };
}

function outputsMethods(table: LedgerTable, objects: ObjectStore): Pick<Ledger, 'readOutputs' | 'writeOutputs'> {
  const key = table.keys.outputs;
  return {
    readOutputs: async () => {
      const item = await readItem(table, key);
      return item && parseOutputs(await decodeRecord(item, objects), placeOf(item));
    },
    writeOutputs: async (record, lease) => put(table, lease, key, await encodeRecord(record, lease, objects)),
  };
}

function templateMethods(objects: ObjectStore): Pick<Ledger, 'readTemplate' | 'writeTemplate'> {
  return {
    readTemplate: (digest) => objects.get(digest),
    writeTemplate: async (digest, body) => {
      if (digestOf(body) !== digest) {
        throw new HoldfastError(`The text is not the one of ${digest}`, {
          code: 'DigestMismatch',
          source: 'holdfast',
          retryable: false,
        });
      }
      await objects.put(body);
    },
  };
}

async function put(table: LedgerTable, lease: Lease, key: Key, item: Item): Promise<void> {
  const write = writeUnderLease(table, lease, [{ Put: { Item: { ...item, ...keyAttributes(key) } } }]);
  await settle(write, async () => isSameWrite(await readItem(table, key), item));
}
