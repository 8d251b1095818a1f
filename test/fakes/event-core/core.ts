import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  IdempotencyItemAlreadyExistsError,
  IdempotencyItemNotFoundError,
  IdempotencyRecordStatus,
} from '@aws-lambda-powertools/idempotency';
import type { IdempotencyRecord } from '@aws-lambda-powertools/idempotency/persistence';
import { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import type { Context, SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { Collection, CollectionRecord } from '../../../functions/event-core/collection-record.ts';
import { readPipeline } from '../../../functions/event-core/config.ts';
import type { DeadLetter, Reason } from '../../../functions/event-core/dead-letters.ts';
import type { Json, ObjectReference } from '../../../functions/event-core/event.ts';
import type { SafeContext } from '../../../functions/event-core/observing.ts';
import { PoisonError } from '../../../functions/event-core/poison.ts';
import { type Core, processBatch } from '../../../functions/event-core/process-batch.ts';
import type { ForwardedEvent, ObjectStore, StoredObject } from '../../../functions/event-core/world.ts';

/** Thrown in place of a crash: the process is gone, and nothing after it happens. */
export class Crash extends Error {}

/** An object in the fake bucket. */
interface FakeObject {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What an outside call is paid as: S3's reading and writing, the table's, invocations, events, messages. */
type CallName = 'get' | 'put' | 'write' | 'read' | 'invoke' | 'publish' | 'send';

/** What a test looks at and turns. */
interface FakeState {
  calls: number;
  /** `2n - 1` crashes before the n-th call, `2n` after it. */
  crashAt: number;
  crashed: boolean;
  /** Lets others go first at every call. */
  between?: () => Promise<void>;
}

/** What a core under test is set up with. */
export interface FakeSettings {
  readonly pipeline: Json;
  readonly maxReceiveCount?: number;
  readonly memoryBytes?: number;
  readonly objectBytes?: number;
  readonly expandedBytes?: number;
  readonly functions?: Readonly<Record<string, (payload: Json) => Json | Promise<Json>>>;
}

/** The core on a world in memory, of which every outside call can be the last one. The time is the process's: tests stop it. */
export function createFakeCore(settings: FakeSettings) {
  const objects = new Map<string, FakeObject>();
  const published: ForwardedEvent[] = [];
  const invoked: { readonly name: string; readonly payload: Json }[] = [];
  const deadLetters: { readonly letter: DeadLetter; readonly reason: Reason }[] = [];
  const metrics: Record<string, number[]> = {};
  const lines: { readonly words: string; readonly context: SafeContext }[] = [];
  const collections = new Map<string, Collection>();
  const claims = new Map<string, string>();
  const made: Record<CallName, number> = { get: 0, put: 0, write: 0, read: 0, invoke: 0, publish: 0, send: 0 };
  const state: FakeState = { calls: 0, crashAt: Number.POSITIVE_INFINITY, crashed: false };

  /** Every outside call passes here: it may end the process before it happens, or after. */
  const call = async <T>(name: CallName, act: () => T | Promise<T>): Promise<T> => {
    if (state.crashed) throw new Crash();
    await state.between?.();
    state.calls += 1;
    made[name] += 1;
    if (state.calls * 2 - 1 === state.crashAt) state.crashed = true;
    if (state.crashed) throw new Crash();
    const result = await act();
    if (state.calls * 2 === state.crashAt) state.crashed = true;
    if (state.crashed) throw new Crash();
    return result;
  };

  const at = (bucket: string, key: string) => `${bucket}/${key}`;
  const find = ({ bucket, key, versionId, etag }: ObjectReference): FakeObject => {
    const found = objects.get(at(bucket, key));
    if (found === undefined) throw new PoisonError('object-gone', 'The object is not there any more.');
    if (versionId === undefined && etag !== undefined && etag !== found.etag) {
      throw new PoisonError('object-changed', 'The object was overwritten since, and the bucket keeps no versions.');
    }
    return found;
  };
  const stored = (bucket: string, key: string): StoredObject | undefined => {
    const found = objects.get(at(bucket, key));
    if (found === undefined) return undefined;
    return { object: { bucket, key, etag: found.etag, bytes: found.bytes.length }, metadata: found.metadata };
  };
  const put = (bucket: string, key: string, bytes: Buffer, metadata: Readonly<Record<string, string>> = {}) => {
    objects.set(at(bucket, key), { bytes, metadata, etag: createHash('md5').update(bytes).digest('hex') });
  };

  const store: ObjectStore = {
    open: (object) =>
      call('get', () => {
        const { bytes } = find(object);
        return { body: Readable.from(slices(bytes), { objectMode: false }), bytes: bytes.length };
      }),
    readPart: (object, start, length) => call('get', () => find(object).bytes.subarray(start, start + length)),
    find: ({ bucket, key }) => call('get', () => stored(bucket, key)),
    writeOnce: (place, content, { metadata }) =>
      call('put', async () => {
        if (!objects.has(at(place.bucket, place.key))) {
          put(place.bucket, place.key, await buffer(content.read()), metadata);
        }
        return stored(place.bucket, place.key) as StoredObject;
      }),
  };

  const record: CollectionRecord = {
    open: (id, candidates) =>
      call('write', () => {
        if (!collections.has(id)) {
          collections.set(id, { id, state: 'open', candidates: structuredClone(candidates), refused: {} });
        }
      }),
    read: (id) => call('read', () => structuredClone(collections.get(id))),
    claim: (itemId, collection, from) =>
      call('write', () => {
        const owner = claims.get(itemId);
        if (owner !== undefined && owner !== from) return owner;
        claims.set(itemId, collection);
        return collection;
      }),
    refuse: (id, itemId, code, message) =>
      call('write', () => {
        const found = collections.get(id);
        if (found === undefined) throw new Error('no such collection');
        collections.set(id, { ...found, refused: { [itemId]: { code, message }, ...found.refused } });
      }),
    finish: (id) =>
      call('write', () => {
        const found = collections.get(id);
        if (found === undefined) throw new Error('no such collection');
        collections.set(id, { ...found, state: 'done' });
      }),
  };

  const idempotency = createMemoryPersistence(call);
  const core: Core = {
    config: {
      processor: 'statements',
      steps: readPipeline(JSON.stringify(settings.pipeline)),
      table: 'table',
      rememberSeconds: 86_400,
      maxReceiveCount: settings.maxReceiveCount ?? 5,
      deadLetterQueueUrl: 'https://sqs.test/dead',
      input: { prefix: 'incoming/' },
      output: { bucket: 'reports', prefix: 'out/' },
      limits: {
        memoryBytes: settings.memoryBytes ?? 1_000_000,
        objectBytes: settings.objectBytes ?? 1_000_000_000,
        expandedBytes: settings.expandedBytes ?? 1_000_000_000,
        directory: tmpdir(),
      },
    },
    effects: {
      objects: store,
      functions: {
        invoke: (name, payload) =>
          call('invoke', async () => {
            invoked.push({ name, payload });
            return (await settings.functions?.[name]?.(payload)) ?? null;
          }),
      },
      events: { publish: (event) => call('publish', () => void published.push(event)) },
    },
    idempotency,
    collections: record,
    deadLetters: { put: (letter, reason) => call('send', () => void deadLetters.push({ letter, reason })) },
    meter: (metric, value) => {
      metrics[metric] = [...(metrics[metric] ?? []), value];
    },
    log: {
      info: (words, context) => void lines.push({ words, context }),
      warn: (words, context) => void lines.push({ words, context }),
    },
    now: Date.now,
  };

  /** Runs one invocation. One that crashes gives every message back, as Lambda does. */
  const invoke = async (records: readonly SQSRecord[], remainingMs = 60_000): Promise<SQSBatchResponse | 'crashed'> => {
    const context = { getRemainingTimeInMillis: () => remainingMs } as Context;
    const response = await processBatch({ Records: [...records] }, context, core);
    if (!state.crashed) return response;
    state.crashed = false;
    return 'crashed';
  };

  return {
    core,
    invoke,
    put,
    objects,
    published,
    invoked,
    deadLetters,
    metrics,
    lines,
    state,
    made,
    collections,
    claims,
  };
}

/** Several chunks, so that nothing relies on getting all at once. */
function* slices(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += 65_536) yield bytes.subarray(start, start + 65_536);
}

/** Powertools' records in memory, with the same conditions as its DynamoDB layer. */
function createMemoryPersistence(
  call: <T>(name: CallName, act: () => T) => Promise<T>,
): BasePersistenceLayer & { readonly records: ReadonlyMap<string, IdempotencyRecord> } {
  const records = new Map<string, IdempotencyRecord>();
  class MemoryPersistence extends BasePersistenceLayer {
    readonly records = records;
    protected override _deleteRecord(record: IdempotencyRecord): Promise<void> {
      return call('write', () => void records.delete(record.idempotencyKey));
    }
    protected override _getRecord(key: string): Promise<IdempotencyRecord> {
      return call('read', () => {
        const found = records.get(key);
        if (found === undefined) throw new IdempotencyItemNotFoundError();
        return found;
      });
    }
    protected override _putRecord(record: IdempotencyRecord): Promise<void> {
      return call('write', () => {
        const found = records.get(record.idempotencyKey);
        const isOver = found?.inProgressExpiryTimestamp !== undefined && found.inProgressExpiryTimestamp < Date.now();
        const isHeld = found !== undefined && !(found.getStatus() === IdempotencyRecordStatus.INPROGRESS && isOver);
        if (isHeld) throw new IdempotencyItemAlreadyExistsError('It is there.', found);
        records.set(record.idempotencyKey, record);
      });
    }
    protected override _updateRecord(record: IdempotencyRecord): Promise<void> {
      return call('write', () => void records.set(record.idempotencyKey, record));
    }
  }
  return new MemoryPersistence();
}
