import type { ObjectStore } from '../record/objects-port.ts';
import { corruptRecord, parseRun } from '../record/parse.ts';
import type { Lease, Ledger, RunRecord } from '../record/port.ts';
import { decodeRecord, encodeRecord, type Item, isSameWrite, keyAttributes, placeOf } from './dynamodb-ledger-items.ts';
import {
  conflict,
  type LedgerTable,
  readItem,
  readPartition,
  settle,
  type Write,
  writeUnderLease,
} from './dynamodb-ledger-table.ts';

/**
 * Runs lie in one partition by start time, so that the newest are one Query; a second small item per run tells where the run
 * of an id lies. Only starting a run, or starting it again, touches both; every step after that writes one item.
 */
export function runMethods(
  table: LedgerTable,
  objects: ObjectStore,
): Pick<Ledger, 'readRun' | 'writeRun' | 'listRuns'> {
  return {
    readRun: async (id) => {
      const item = await findRun(table, id);
      return item && decodeRun(item, objects);
    },

    writeRun: async (run, lease) => {
      const place = table.keys.run(run.startedAt, run.id);
      const item = { ...(await encodeRecord(run, lease, objects)), ...keyAttributes(place) };
      const isWritten = async () => isSameWrite(await readItem(table, place), item);
      const write = async () => {
        if ((await attempt(table, run, lease, item)) === 'written' || (await isWritten())) return;
        throw conflict(`The run ${run.id} was written by another`);
      };
      await settle(write(), isWritten);
    },

    listRuns: async (limit) => {
      if (limit <= 0) return [];
      const items = await readPartition(table, table.keys.runs, { last: limit });
      return Promise.all(items.map((item) => decodeRun(item, objects)));
    },
  };
}

/** A run that moves between the two reads is looked up again. */
const LOOKUPS = 3;

async function findRun(table: LedgerTable, id: string): Promise<Item | undefined> {
  for (let lookup = 1; lookup <= LOOKUPS; lookup += 1) {
    const startedAt = await readPlace(table, id);
    if (startedAt === undefined) return undefined;
    const item = await readItem(table, table.keys.run(startedAt, id));
    if (item !== undefined) return item;
  }
  throw corruptRecord(`of run ${id}`, 'it is not where it should be');
}

async function readPlace(table: LedgerTable, id: string): Promise<number | undefined> {
  const place = await readItem(table, table.keys.runPlace(id));
  return place && Number(place.startedAt?.N);
}

async function decodeRun(item: Item, objects: ObjectStore): Promise<RunRecord> {
  return parseRun(await decodeRecord(item, objects), placeOf(item));
}

/**
 * Most writes go over the version before, in place. Only when that is refused it is worth asking whether the run was
 * started again and so has to move.
 */
async function attempt(table: LedgerTable, run: RunRecord, lease: Lease, item: Item): Promise<'written' | 'refused'> {
  if (run.version === 1) return writeUnderLease(table, lease, createWrites(table, run, item));
  const outcome = await writeUnderLease(table, lease, [overwrite(run, item)]);
  if (outcome === 'written') return outcome;
  const startedAt = await readPlace(table, run.id);
  if (startedAt === undefined || startedAt === run.startedAt) return outcome;
  return writeUnderLease(table, lease, moveWrites(table, run, item, startedAt));
}

function createWrites(table: LedgerTable, run: RunRecord, item: Item): readonly Write[] {
  const place = { ...keyAttributes(table.keys.runPlace(run.id)), startedAt: { N: String(run.startedAt) } };
  return [
    { Put: { Item: place, ConditionExpression: 'attribute_not_exists(pk)' } },
    { Put: { Item: withVersion(run, item), ConditionExpression: 'attribute_not_exists(pk)' } },
  ];
}

function overwrite(run: RunRecord, item: Item): Write {
  return { Put: { Item: withVersion(run, item), ...versionBefore(run) } };
}

function moveWrites(table: LedgerTable, run: RunRecord, item: Item, from: number): readonly Write[] {
  return [
    {
      Update: {
        Key: keyAttributes(table.keys.runPlace(run.id)),
        UpdateExpression: 'SET startedAt = :to',
        ConditionExpression: 'startedAt = :from',
        ExpressionAttributeValues: { ':to': { N: String(run.startedAt) }, ':from': { N: String(from) } },
      },
    },
    { Delete: { Key: keyAttributes(table.keys.run(from, run.id)), ...versionBefore(run) } },
    { Put: { Item: withVersion(run, item), ConditionExpression: 'attribute_not_exists(pk)' } },
  ];
}

function withVersion(run: RunRecord, item: Item): Record<string, Item[string]> {
  return { ...item, version: { N: String(run.version) } };
}

function versionBefore(run: RunRecord) {
  return {
    ConditionExpression: '#version = :before',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':before': { N: String(run.version - 1) } },
  };
}
