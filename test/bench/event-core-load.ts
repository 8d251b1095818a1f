import { createHash } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import type { Json } from '../../functions/event-core/event.ts';
import { createFakeCore } from '../fakes/event-core/core.ts';
import { message, objectCreated } from '../fakes/event-core/messages.ts';
import { readManifest } from '../fakes/event-core/read-archive.ts';
import { printResult } from './fresh-process.ts';

/**
 * `node event-core-load.ts <what> <events>`: has the core work off so many events, everything around it in memory, and prints what it took.
 * `forward` and `bundle` measure the time and the calls; `crash` delivers again and again and dies on the way, and counts what was done twice.
 */
const [what = '', count = '0'] = process.argv.slice(2);

const FORWARD = { forward: { bus: 'team', source: 'bench', detailType: 'Done' } };
const BUNDLE = { bundle: { maxObjects: 100, maxBytes: 100_000_000 } };
/** A log line of some kilobytes, the kind of file that is bundled. */
const CONTENT = Buffer.from('2026-01-02T03:04:05Z payments.statements booked 42 lines\n'.repeat(40));
const ETAG = createHash('md5').update(CONTENT).digest('hex');

function core(pipeline: Json) {
  return createFakeCore({ pipeline, maxReceiveCount: 1_000_000 });
}

function records(events: number, given: ReturnType<typeof core>): readonly SQSRecord[] {
  return Array.from({ length: events }, (_, index) => {
    const key = `incoming/${index}.log`;
    given.put('uploads', key, CONTENT);
    return message(`m${index}`, objectCreated(key, { size: CONTENT.length, etag: ETAG, sequencer: `${index}` }));
  });
}

async function load(pipeline: Json, events: number, batch: number): Promise<void> {
  const given = core(pipeline);
  const all = records(events, given);
  const started = performance.now();
  for (let start = 0; start < all.length; start += batch) await given.invoke(all.slice(start, start + batch));
  const ms = performance.now() - started;
  if (given.metrics.Processed?.length !== events) throw new Error('not every event was handled');
  printResult({ ms, events, batch, calls: { ...given.made } });
}

/** Batches of changing sizes, a crash in most of them, every message given again: a generator of its own, so that every run is the same. */
async function crash(redeliveries: number): Promise<void> {
  const given = core([BUNDLE, FORWARD]);
  const events = Math.round(redeliveries / 10);
  const deliveries = events + redeliveries;
  const all = records(events, given);
  let seed = 1;
  const next = (most: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return 1 + (seed % most);
  };
  let delivered = 0;
  let crashes = 0;
  const done = new Set<string>();
  let left = [...all];
  while (delivered < deliveries || left.length > 0) {
    const again = all.slice(next(events) - 1).slice(0, next(10));
    const batch = [...new Set([...left.slice(0, next(20)), ...again])];
    given.state.calls = 0;
    given.state.crashAt = delivered < deliveries && next(3) > 1 ? next(80) : Number.POSITIVE_INFINITY;
    const response = await given.invoke(batch);
    if (response === 'crashed') crashes += 1;
    else {
      const failed = new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const { messageId } of batch) if (!failed.has(messageId)) done.add(messageId);
    }
    delivered += batch.length;
    left = [...left.slice(batch.length), ...left.slice(0, batch.length)].filter(
      ({ messageId }) => !done.has(messageId),
    );
  }
  const archives = [...given.objects].filter(([place]) => place.endsWith('.tar.gz'));
  const keys: string[] = [];
  for (const [, { bytes }] of archives) keys.push(...(await readManifest(bytes)).entries.map(({ key }) => key));
  const distinct = new Set(keys).size;
  printResult({
    redelivered: delivered - events,
    crashes,
    events,
    duplicates: keys.length - distinct,
    missing: events - distinct,
  });
}

if (what === 'forward') await load([FORWARD], Number(count), 10);
else if (what === 'bundle') await load([BUNDLE], Number(count), 100);
else if (what === 'crash') await crash(Number(count));
else throw new Error(`there is no load ${what}`);
