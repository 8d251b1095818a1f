import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Bundle, bundleFunction, startedWith } from '../../bootstrap/bundle.ts';
import type { JsonObject } from '../../controller/lib/json.ts';
import { median, runFresh } from './fresh-process.ts';

/** The Lambda functions that are measured. */
export const FUNCTIONS = ['webhook', 'reconciler', 'event-core'] as const;

/** One bundled function. */
export interface MeasuredBundle {
  /** Of all that a cold start loads: the entry and the parts that it imports. */
  readonly bytes: number;
  readonly gzipBytes: number;
  /** Loading the module in a fresh process, everything outside the handler included: what a cold start of Lambda waits for. */
  readonly initMs: number;
  /** Processor time of the same. */
  readonly initCpuMs: number;
  /** The parts that weigh most, a package or a folder of ours each. */
  readonly biggest: readonly { readonly input: string; readonly bytes: number }[];
}

/** Bundles a function as it is deployed, and loads it `times` times. */
export async function measureBundle(
  name: (typeof FUNCTIONS)[number],
  folder: string,
  times: number,
): Promise<MeasuredBundle> {
  const bundle = await bundleFunction(`functions/${name}/handler.ts`, join(folder, name));
  const file = join(bundle.directory, 'index.mjs');
  const started = [...startedWith(bundle.metafile)].map((part) => join(bundle.directory, part));
  const zipped = await Promise.all(started.map(async (part) => gzipSync(await readFile(part)).length));
  const loads: JsonObject[] = [];
  for (let load = 0; load <= times; load += 1) {
    const { output } = await runFresh(['--input-type=module', '--eval', LOAD, pathToFileURL(file).href], LAMBDA);
    if (load > 0) loads.push(output);
  }
  const middle = (name: string) => median(loads.map((one) => Number(one[name])));
  return {
    bytes: bundle.bytes,
    gzipBytes: zipped.reduce((sum, bytes) => sum + bytes, 0),
    initMs: middle('ms'),
    initCpuMs: middle('cpuMs'),
    biggest: biggestOf(bundle),
  };
}

const LOAD = `
const before = process.cpuUsage();
const started = process.hrtime.bigint();
await import(process.argv[1]);
const ms = Number(process.hrtime.bigint() - started) / 1e6;
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ result: { ms, cpuMs: (user + system) / 1000 }, cpuMs: 0, peakMiB: 0 }));
process.exit(0);`;

/** What the handlers read while they are loaded; nothing is called. */
const LAMBDA = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  POWERTOOLS_SERVICE_NAME: 'holdfast',
  HOLDFAST_ROLE: 'applier',
  HOLDFAST_ENVIRONMENT: 'dev',
  HOLDFAST_PROJECT: 'bench-platform',
  HOLDFAST_REGISTRY: 'acme/registry',
  HOLDFAST_BRANCH: 'main',
  HOLDFAST_GITHUB_APP_ID: '1',
  HOLDFAST_TABLE: 'holdfast',
  HOLDFAST_EVIDENCE_BUCKET: 'holdfast-evidence',
  HOLDFAST_BUS: 'holdfast',
  HOLDFAST_PLANNER_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/planner.fifo',
  HOLDFAST_APPLIER_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/applier.fifo',
  HOLDFAST_TIMER_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/timer',
  HOLDFAST_APP_KEY_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:app-key',
  HOLDFAST_WEBHOOK_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:webhook',
  HOLDFAST_PROCESSOR: 'bench',
  HOLDFAST_PIPELINE: '[{"bundle":{"maxObjects":100,"maxBytes":100000000}}]',
  HOLDFAST_IDEMPOTENCY_TABLE: 'bench-idempotency',
  HOLDFAST_IDEMPOTENCY_SECONDS: '86400',
  HOLDFAST_MAX_RECEIVE_COUNT: '5',
  HOLDFAST_DEAD_LETTER_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/dead',
};

const BIGGEST = 10;

function biggestOf({ metafile }: Bundle): MeasuredBundle['biggest'] {
  const sizes = new Map<string, number>();
  for (const output of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      const part = partOf(path);
      sizes.set(part, (sizes.get(part) ?? 0) + bytesInOutput);
    }
  }
  const sorted = [...sizes].toSorted(([, a], [, b]) => b - a);
  return sorted.slice(0, BIGGEST).map(([input, bytes]) => ({ input, bytes }));
}

/** `node_modules/@scope/name/…` as its package, our own files as their first two folders. */
function partOf(path: string): string {
  const inside = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (path.includes('node_modules/'))
    return inside
      .split('/')
      .slice(0, inside.startsWith('@') ? 2 : 1)
      .join('/');
  return path.split('/').slice(0, 2).join('/');
}
