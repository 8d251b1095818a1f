import { join } from 'node:path';
import { HOME_REGION, type PriceName, priceIn } from '../../controller/cost/prices.ts';
import type { JsonObject } from '../../controller/lib/json.ts';
import { type FreshRun, runFresh } from './fresh-process.ts';
import { type Row, row } from './row.ts';

/** What is measured of the event-processing core: its own work, everything around it in memory. */
export async function measureEventCore(quick: boolean): Promise<readonly Row[]> {
  const events = quick ? 1_000 : 10_000;
  const bytes = quick ? 500_000_000 : 5_000_000_000;
  const forward = await runFresh([script('load'), 'forward', String(events)]);
  const bundle = await runFresh([script('load'), 'bundle', String(events)]);
  const crash = await runFresh([script('load'), 'crash', String(events)]);
  const stream = await runFresh([script('stream'), String(bytes)]);
  const { redelivered, crashes, duplicates, missing } = crash.output;
  const { archived, onDisk, ms } = stream.output;
  return [
    ...loadRows('forward', forward),
    ...loadRows('bundle', bundle),
    row({
      id: 'g2',
      what: `done twice, ${Number(redelivered)} redeliveries`,
      unit: '',
      measured: Number(duplicates),
      target: 0,
      note: `${Number(crashes)} crashes`,
    }),
    row({ id: 'g2', what: 'and not at all', unit: '', measured: Number(missing), target: 0 }),
    row({
      id: 'g3',
      what: `peak memory, an object of ${bytes / 1e9} GB`,
      unit: 'MiB',
      measured: stream.peakMiB,
      target: 400,
      note: `${(bytes / 1e6 / (Number(ms) / 1000)).toFixed(0)} MB/s; archive of ${(Number(archived) / 1e6).toFixed(0)} MB ${onDisk === true ? 'on disk' : 'in memory'}`,
    }),
  ];
}

function script(name: 'load' | 'stream'): string {
  return join(import.meta.dirname, `event-core-${name}.ts`);
}

function loadRows(action: string, { output }: FreshRun): readonly Row[] {
  const [events, ms] = [Number(output.events), Number(output.ms)];
  return [
    row({ id: '', what: `${action}, events a second`, unit: '', measured: events / (ms / 1000), note: 'one instance' }),
    row({
      id: 'g1',
      what: `${action}, a million events`,
      unit: 'USD',
      measured: costOfMillion(output),
      note: 'see docs/performance.md for what is counted',
    }),
  ];
}

/** How long an outside call is taken to last, in seconds: what DynamoDB, S3 and EventBridge typically answer in within a region. */
const CALL_SECONDS = 0.01;
/** So many are waited for at once. */
const AT_ONCE = 16;
const MEMORY_GB = 0.5;

/** Requests as they were counted, and Lambda's time: what was measured, and the waiting that memory does not have. */
function costOfMillion({ events: count, batch, ms, calls }: JsonObject): number {
  const events = Number(count);
  const made = calls as Readonly<Record<string, number>>;
  const perEvent = (name: string) => (made[name] ?? 0) / events;
  const size = Number(batch);
  const waiting = Object.values(made).reduce((sum, calls) => sum + calls, 0) * (CALL_SECONDS / Math.min(AT_ONCE, size));
  const seconds = (Number(ms) / 1000 + waiting) / events;
  const bill: Readonly<Partial<Record<PriceName, number>>> = {
    // Sent one by one by EventBridge, received and deleted in batches of ten.
    queueRequests: 1 + 2 / 10,
    lambdaRequests: 1 / size,
    lambdaArm: seconds * MEMORY_GB,
    tableWrites: perEvent('write'),
    tableReads: perEvent('read'),
    s3Gets: perEvent('get'),
    s3Puts: perEvent('put'),
    busEvents: perEvent('publish'),
  };
  return Object.entries(bill).reduce((sum, [name, quantity]) => {
    const { usd, per } = priceIn(HOME_REGION, name as PriceName);
    return sum + (quantity * 1_000_000 * usd) / per;
  }, 0);
}
