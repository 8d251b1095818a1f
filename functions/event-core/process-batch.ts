import { createHash } from 'node:crypto';
import {
  BatchProcessor,
  EventType,
  processPartialResponse,
  SqsFifoPartialProcessorAsync,
} from '@aws-lambda-powertools/batch';
import type { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Collected, collect } from './collect.ts';
import type { CollectionRecord } from './collection-record.ts';
import type { CoreConfig } from './config.ts';
import { type DeadLetters, FIRST_ID, type Reason } from './dead-letters.ts';
import { type CoreEvent, readEvent } from './event.ts';
import { AT_ONCE, createGate } from './gate.ts';
import { type Item, itemOf } from './item.ts';
import type { Log, Meter, SafeContext } from './observing.ts';
import { PoisonError } from './poison.ts';
import { createRunOnce, type EachStep, type RunOnce, runSteps } from './run-once.ts';
import type { World } from './world.ts';

/** Everything that the core works with, for as long as the process lives. */
export interface Core {
  readonly config: CoreConfig;
  readonly effects: Pick<World, 'objects' | 'functions' | 'events'>;
  readonly idempotency: BasePersistenceLayer;
  readonly collections: CollectionRecord;
  readonly deadLetters: DeadLetters;
  readonly meter: Meter;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Kept back of an invocation's time, for giving up cleanly: a tenth of it, and at most three seconds. */
const RESERVE_SHARE = 0.1;
const MAX_RESERVE_MS = 3000;

/**
 * Handles the messages of one invocation, and answers which of them are to come again. A message that can never be handled, or that was tried often
 * enough, goes to the dead-letter queue with the reason. Of a FIFO queue, what comes after a message that fails fails with it.
 */
export async function processBatch(event: SQSEvent, context: Context, core: Core): Promise<SQSBatchResponse> {
  const signal = AbortSignal.timeout(workingTime(context.getRemainingTimeInMillis()));
  const handle = createHandle(event.Records, context, worldOf(core, signal), core);
  const isFifo = event.Records.some(({ eventSourceARN }) => eventSourceARN.endsWith('.fifo'));
  const processor = isFifo ? new SqsFifoPartialProcessorAsync() : new BatchProcessor(EventType.SQS);
  return processPartialResponse(event, handle, processor, { throwOnFullBatchFailure: false });
}

/** Whole milliseconds: `AbortSignal.timeout` takes no others. */
function workingTime(remaining: number): number {
  return Math.max(1, Math.floor(remaining - Math.min(MAX_RESERVE_MS, remaining * RESERVE_SHARE)));
}

function worldOf({ config, effects, meter }: Core, signal: AbortSignal): World {
  const { processor, input, output, limits } = config;
  return {
    processor,
    ...effects,
    ...(input && { input }),
    ...(output && { output }),
    limits,
    signal,
    countBytes: (bytes) => meter('Bytes', bytes),
    countSpooled: (bytes) => meter('Spooled', bytes),
  };
}

/** Does what a pipeline says about one event; says whether that had been done already. */
type Pipeline = (event: CoreEvent) => Promise<{ readonly isDuplicate: boolean }>;

function createHandle(records: readonly SQSRecord[], context: Context, world: World, core: Core) {
  const run = createPipeline(records, context, world, core);
  return async (record: SQSRecord): Promise<void> => {
    const began = core.now();
    const safe = { messageId: record.messageId, attempt: attemptOf(record) };
    try {
      const event = readEvent(messageOf(record));
      if (event === undefined) return;
      core.meter('Age', Math.max(0, began - event.at));
      const { isDuplicate } = await run(event);
      core.meter(isDuplicate ? 'Duplicates' : 'Processed', 1);
      core.log.info(isDuplicate ? 'Event was handled already' : 'Event handled', { ...safe, ...safeEvent(event) });
    } catch (error) {
      await giveUpOrThrow(error, record, safe, core);
    } finally {
      core.meter('Latency', core.now() - began);
    }
  };
}

async function giveUpOrThrow(error: unknown, record: SQSRecord, safe: SafeContext, core: Core): Promise<void> {
  core.meter('Failures', 1);
  const reason = reasonOf(error, safe.attempt, core.config.maxReceiveCount);
  const named = { ...safe, error: error instanceof Error ? error.name : typeof error };
  if (reason === undefined) {
    core.log.warn('Event failed, and comes again', named);
    throw error;
  }
  const { messageId, body, attributes } = record;
  const group = attributes.MessageGroupId;
  const letter = { messageId, firstId: firstIdOf(record), body, ...(group !== undefined && { group }) };
  await core.deadLetters.put(letter, reason);
  core.meter('DeadLetters', 1);
  core.log.warn('Event put aside', { ...named, reason: reason.code });
}

/** Why a message is put aside now; `undefined` while it is worth another try. */
function reasonOf(error: unknown, attempt: number, maxReceiveCount: number): Reason | undefined {
  if (error instanceof PoisonError) return { code: error.code, message: error.message };
  if (attempt < maxReceiveCount) return undefined;
  const name = error instanceof Error ? error.name : typeof error;
  return { code: 'tried-too-often', message: `Tried ${attempt} times; the last time ended with ${name}.` };
}

function createPipeline(records: readonly SQSRecord[], context: Context, world: World, core: Core): Pipeline {
  const { steps } = core.config;
  const at = steps.findIndex(({ takes }) => takes === 'together');
  const before = steps.slice(0, at === -1 ? steps.length : at).filter(isEach);
  const gate = createGate(AT_ONCE);
  const inOrder = createRunOnce(before, core.config, core.idempotency, context, world);
  const runOnce: RunOnce = (item) => gate(() => inOrder(item));
  const together = steps[at];
  if (together?.takes !== 'together') return (event) => runOnce(itemOf(event));

  const after = steps.slice(at + 1).filter(isEach);
  const collectAll = async (): Promise<ReadonlyMap<string, Collected>> => {
    const { items, failed } = await prepare(records, before, runOnce);
    const collected = await collect(items, together.bounds, core.collections, async (members, given) => {
      const made = await together.run(members, given, world);
      if (made !== undefined) await runSteps(after, made, world);
    });
    return new Map([...collected, ...failed]);
  };
  let collecting: Promise<ReadonlyMap<string, Collected>> | undefined;
  return async ({ id }) => {
    collecting ??= collectAll();
    const outcome = (await collecting).get(id);
    if (outcome?.kind === 'failed') throw outcome.error;
    return { isDuplicate: outcome?.kind === 'duplicate' };
  };
}

/** What comes before a batch is handled as a whole: each event by itself, and those that fail are not in it. */
async function prepare(records: readonly SQSRecord[], before: readonly EachStep[], runOnce: RunOnce) {
  const items: Item[] = [];
  const failed = new Map<string, Collected>();
  const prepareOne = async (event: CoreEvent): Promise<void> => {
    try {
      items.push(before.length === 0 ? itemOf(event) : (await runOnce(itemOf(event))).item);
    } catch (error) {
      failed.set(event.id, { kind: 'failed', error });
    }
  };
  await Promise.all(records.flatMap(readable).map(prepareOne));
  return { items, failed };
}

/** What cannot be read is told where its own message is handled. */
function readable(record: SQSRecord): readonly CoreEvent[] {
  try {
    const event = readEvent(messageOf(record));
    return event === undefined ? [] : [event];
  } catch {
    return [];
  }
}

function isEach(step: CoreConfig['steps'][number]): step is EachStep {
  return step.takes === 'each';
}

function messageOf(record: SQSRecord) {
  const { body, attributes } = record;
  return { messageId: firstIdOf(record), body, sentAt: Number(attributes.SentTimestamp) };
}

/** Dead letters that are put back are the same events, also those that have no id but their message's. */
function firstIdOf({ messageId, messageAttributes }: SQSRecord): string {
  return messageAttributes[FIRST_ID]?.stringValue ?? messageId;
}

function attemptOf({ attributes }: SQSRecord): number {
  return Number(attributes.ApproximateReceiveCount);
}

function safeEvent({ id, kind, object }: CoreEvent): Pick<SafeContext, 'event' | 'kind' | 'bucket'> {
  const event = createHash('sha256').update(id).digest('hex').slice(0, 12);
  return { event, kind, ...(object !== undefined && { bucket: object.bucket }) };
}
