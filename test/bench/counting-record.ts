import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createLedger } from '../../controller/adapters/dynamodb-ledger.ts';
import type { Item } from '../../controller/adapters/dynamodb-ledger-items.ts';
import type { Clock } from '../../controller/lib/clock.ts';
import { digestOf } from '../../controller/lib/digest.ts';
import { cachedObjects } from '../../controller/record/cached-objects.ts';
import type { ObjectStore } from '../../controller/record/objects-port.ts';
import type { Ledger } from '../../controller/record/port.ts';

/** Query gives at most this much at once (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html). */
const PAGE_BYTES = 1_000_000;

/** What outlives a process: the table and the objects. */
export interface RecordStore {
  readonly items: Map<string, Item>;
  readonly objects: Map<string, string>;
}

/** Nothing recorded. */
export function emptyRecord(): RecordStore {
  return { items: new Map(), objects: new Map() };
}

/**
 * The real ledger of a process that has just begun, with its cache of objects empty. DynamoDB and S3 are in memory: every request that
 * the adapters make is noted in `calls` and answered as for the one worker that there is, so no condition ever fails.
 */
export function openRecord({ items, objects }: RecordStore, calls: string[], clock: Clock): Ledger {
  const dynamodb = new DynamoDBClient({ region: 'us-east-1' });
  dynamodb.middlewareStack.add(
    (_, { commandName = '' }) =>
      async ({ input }) => {
        const operation = commandName.replace(/Command$/, '');
        calls.push(`dynamodb.${operation}`);
        return { response: {}, output: { $metadata: {}, ...answer(items, operation, Object(input)) } };
      },
    { step: 'initialize', priority: 'high' },
  );
  const store: ObjectStore = {
    put: async (text) => {
      calls.push('s3.PutObject');
      const digest = digestOf(text);
      objects.set(digest, text);
      return digest;
    },
    get: async (digest) => {
      calls.push('s3.GetObject');
      return objects.get(digest);
    },
  };
  return createLedger({ dynamodb, tableName: 'holdfast', objects: cachedObjects(store), environment: 'dev', clock });
}

/** The parts of requests that the ledger's adapters send. */
interface Request {
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ExclusiveStartKey?: Item;
  readonly ScanIndexForward?: boolean;
  readonly ExpressionAttributeValues?: Item;
  readonly TransactItems?: readonly {
    readonly Put?: { readonly Item: Item };
    readonly Delete?: { readonly Key: Item };
    readonly Update?: Request;
  }[];
}

function answer(items: Map<string, Item>, operation: string, request: Request): object {
  switch (operation) {
    case 'GetItem':
      return { Item: items.get(keyOf(request.Key)) };
    case 'Query':
      return query(items, request);
    case 'UpdateItem':
      return { Attributes: update(items, request) };
    case 'TransactWriteItems':
      for (const { Put, Delete, Update } of request.TransactItems ?? []) {
        if (Put !== undefined) items.set(keyOf(Put.Item), Put.Item);
        if (Delete !== undefined) items.delete(keyOf(Delete.Key));
        if (Update !== undefined) update(items, Update);
      }
      return {};
    default:
      throw new Error(`The ledger is not known to call ${operation}`);
  }
}

function keyOf(item: Item | undefined): string {
  return `${item?.pk?.S} ${item?.sk?.S}`;
}

function query(items: ReadonlyMap<string, Item>, request: Request): object {
  const wanted = request.ExpressionAttributeValues?.[':pk']?.S;
  const after = request.ExclusiveStartKey === undefined ? '' : keyOf(request.ExclusiveStartKey);
  const left = [...items]
    .filter(([key, item]) => item.pk?.S === wanted && key > after)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, item]) => item);
  if (request.ScanIndexForward === false) return { Items: left.reverse() };
  let bytes = 0;
  const page = left.filter((item) => {
    bytes += JSON.stringify(item).length;
    return bytes <= PAGE_BYTES;
  });
  return { Items: page, ...(page.length < left.length && { LastEvaluatedKey: page.at(-1) }) };
}

/** Leases are taken (`:one`) and given back (`:never`); a run that is started again moves (`:to`). */
function update(items: Map<string, Item>, { Key = {}, ExpressionAttributeValues: values = {} }: Request): Item {
  const old = items.get(keyOf(Key)) ?? Key;
  const taken = values[':one'] !== undefined;
  const token: AttributeValue = { N: String(Number(old.token?.N ?? 0) + (taken ? 1 : 0)) };
  const changes: Item = {
    token,
    ...(taken && values[':owner'] && { owner: values[':owner'] }),
    ...(values[':until'] && { until: values[':until'] }),
    ...(values[':never'] && { until: values[':never'] }),
    ...(values[':to'] && { startedAt: values[':to'] }),
  };
  const made = { ...old, ...changes };
  items.set(keyOf(Key), made);
  return made;
}
