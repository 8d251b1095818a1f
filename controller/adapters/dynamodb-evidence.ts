import { paginateQuery, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { type EvidenceEntry, type EvidenceHead, identityOf, NO_ENTRY, nextEntry, textOf } from '../record/evidence.ts';
import type { EvidenceLog } from '../record/evidence-port.ts';
import type { Lease } from '../record/lease.ts';
import type { ObjectStore } from '../record/objects-port.ts';
import { corruptRecord } from '../record/parse.ts';
import { awsError } from './aws-errors.ts';
import { type Item, keyAttributes, placeOf } from './dynamodb-ledger-items.ts';
import {
  conflict,
  type LedgerTable,
  readItem,
  settle,
  type Write,
  type WriteOutcome,
  writeUnderLease,
} from './dynamodb-ledger-table.ts';

/** Leading keys of what is only ever put: the roles deny everybody to change or delete it. */
export const EVIDENCE_KEYS = ['evidence#*', 'evidence-index#*'] as const;

/** How often an append looks for the end of the chain anew: another process may have appended since. */
const LOOKS = 3;

/**
 * The evidence of one environment: an item per entry, its number as the sort key, and an item per event in the index. Both are put
 * in one transaction that also checks the lease and that the entry before has the hash which the new one names. Nothing here
 * updates or deletes. The end of the chain is remembered, so that an append is one request and not two.
 */
export function evidenceMethods(table: LedgerTable, environment: string, objects: ObjectStore): EvidenceLog {
  let known: EvidenceHead | undefined;
  return {
    appendEvidence: async (event, lease) => {
      const body = event.body === undefined ? undefined : await objects.put(event.body);
      const isThere = async () => (await readItem(table, table.keys.evidenceMark(identityOf(event)))) !== undefined;
      for (let look = 1; look <= LOOKS; look += 1) {
        const head: EvidenceHead = known ?? (await readHead(table));
        known = undefined;
        const entry = nextEntry(event, body, environment, head);
        // Stays empty when the reply was lost and reading back found the event.
        const outcomes: WriteOutcome[] = [];
        await settle(
          putEntry(table, lease, entry, head).then((outcome) => outcomes.push(outcome)),
          isThere,
        );
        if (outcomes[0] === 'written') known = entry;
        if (outcomes[0] !== 'refused' || (await isThere())) return;
      }
      throw conflict('The evidence grows under another hand');
    },

    readEvidence: async (from, limit) => {
      const items = await query(table, limit, {
        KeyConditionExpression: 'pk = :pk AND sk >= :from',
        ExpressionAttributeValues: {
          ':pk': { S: table.keys.evidence },
          ':from': { S: table.keys.evidenceEntry(from).sk },
        },
      });
      return items.map((item) => ({ number: Number(item.sk?.S), text: item.entry?.S ?? '' }));
    },

    readEvidenceIndex: async (run) => {
      const pk = { S: table.keys.evidenceIndex };
      const items = await query(
        table,
        undefined,
        run === undefined
          ? { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } }
          : {
              KeyConditionExpression: 'pk = :pk AND begins_with(sk, :run)',
              ExpressionAttributeValues: { ':pk': pk, ':run': { S: `${run}@` } },
            },
      );
      return items.map((item) => ({
        identity: item.sk?.S ?? '',
        number: Number(item.number?.N),
        hash: item.hash?.S ?? '',
      }));
    },

    readEvidenceBody: (digest) => objects.get(digest),
  };
}

/**
 * The end of the chain, by its place and the hash beside the entry. What the entry itself says is not looked at: an entry that somebody
 * changed is for `verify` to find, and must not keep the platform from being mended. Throws `CorruptRecord` where there is no hash.
 */
async function readHead(table: LedgerTable): Promise<EvidenceHead> {
  const [last] = await query(table, 1, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: table.keys.evidence } },
    ScanIndexForward: false,
  });
  if (last === undefined) return NO_ENTRY;
  const hash = last.hash?.S;
  if (hash === undefined) throw corruptRecord(placeOf(last), 'it has no hash');
  return { number: Number(last.sk?.S), hash };
}

function putEntry(table: LedgerTable, lease: Lease, entry: EvidenceEntry, head: EvidenceHead): Promise<WriteOutcome> {
  const hash = { S: entry.hash };
  const place = keyAttributes(table.keys.evidenceEntry(entry.number));
  const mark = keyAttributes(table.keys.evidenceMark(identityOf(entry)));
  const follows: Write = {
    ConditionCheck: {
      Key: keyAttributes(table.keys.evidenceEntry(head.number)),
      ConditionExpression: '#hash = :hash',
      ExpressionAttributeNames: { '#hash': 'hash' },
      ExpressionAttributeValues: { ':hash': { S: head.hash } },
    },
  };
  return writeUnderLease(table, lease, [
    putNew({ ...mark, number: { N: String(entry.number) }, hash }),
    putNew({ ...place, entry: { S: textOf(entry) }, hash }),
    ...(head.number === 0 ? [] : [follows]),
  ]);
}

function putNew(item: Record<string, Item[string]>): Write {
  return { Put: { Item: item, ConditionExpression: 'attribute_not_exists(pk)' } };
}

async function query(
  { dynamodb, tableName }: LedgerTable,
  limit: number | undefined,
  request: Omit<QueryCommandInput, 'TableName'>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  const input = {
    TableName: tableName,
    ConsistentRead: true,
    ...request,
    ...(limit !== undefined && { Limit: limit }),
  };
  try {
    for await (const page of paginateQuery({ client: dynamodb }, input)) {
      items.push(...(page.Items ?? []));
      if (limit !== undefined && items.length >= limit) return items.slice(0, limit);
    }
    return items;
  } catch (error) {
    throw awsError(error, 'read the evidence');
  }
}
