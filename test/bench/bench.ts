import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FUNCTIONS, type MeasuredBundle, measureBundle } from './bundles.ts';
import { type CallCount, type CallCounts, countCalls } from './call-count.ts';
import { measureEventCore } from './event-core.ts';
import { measureMistake } from './mistake-times.ts';
import { fullPlanRows, measureAgain, measureFullPlans } from './plan-times.ts';
import { type Row, row, table } from './row.ts';

/** Teams of the platform on which calls are counted: with the platform's own five stacks it has 100. */
const TEAMS = 95;

/** What the bench is asked for. `quick` leaves out 10,000 functions and repeats less. */
interface Options {
  readonly quick: boolean;
  readonly json: boolean;
}

/** Targets of the bundles (c1, c2). KB are 1,000 bytes. */
const BUNDLE_TARGETS = {
  webhook: { id: 'c1', kilobytes: 225, initMs: 60 },
  reconciler: { id: 'c2', kilobytes: 700, initMs: 100 },
  'event-core': { id: 'c3', kilobytes: 600, initMs: 120 },
} as const;

/** `npm run bench [-- --quick] [-- --format json]`: measures everything and prints it. Progress goes to standard error. */
async function main(options: Options): Promise<void> {
  const { quick } = options;
  const sizes = quick ? [10, 100, 1_000] : [10, 100, 1_000, 10_000];
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
  try {
    const bundles = await timed('bundles', () => measureBundles(folder, quick ? 5 : 15));
    const calls = await timed('calls', () => countCalls(TEAMS));
    const full = await timed('full plans', () => measureFullPlans(sizes, folder, quick ? () => 3 : fullTimes));
    const again = await timed('plans again', () => measureAgain(sizes, folder, quick ? () => 1 : againTimes));
    const mistake = await timed('one mistake', () => measureMistake(quick ? 1_000 : 10_000, folder, 3));
    const core = await timed('event-processing core', () => measureEventCore(quick));
    const parts = {
      'Bundles, and the start of a function': FUNCTIONS.flatMap((name) => bundleRows(name, bundles[name])),
      'Full plan in a fresh process': fullPlanRows(full),
      'Plan again, with the caches of before': again,
      'One mistake among many documents, in a fresh process': mistake,
      'Event-processing core, everything around it in memory': core,
      [`Calls of a reconcile, ${TEAMS} teams of 10 functions`]: callRows(calls),
    };
    process.stdout.write(options.json ? json({ machine: machine(), parts, bundles, calls }) : text(parts, bundles));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** At least five fresh processes, and three of the largest, which take longest and vary least. */
function fullTimes(size: number): number {
  return size > 1_000 ? 3 : 5;
}

function againTimes(size: number): number {
  return size > 1_000 ? 1 : 3;
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  process.stderr.write(`${what}: ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  return result;
}

type Bundles = Readonly<Record<(typeof FUNCTIONS)[number], MeasuredBundle>>;

async function measureBundles(folder: string, times: number): Promise<Bundles> {
  return {
    webhook: await measureBundle('webhook', folder, times),
    reconciler: await measureBundle('reconciler', folder, times),
    'event-core': await measureBundle('event-core', folder, times),
  };
}

function bundleRows(name: keyof Bundles, { bytes, gzipBytes, initMs, initCpuMs }: MeasuredBundle): readonly Row[] {
  const { id, kilobytes, initMs: initTarget } = BUNDLE_TARGETS[name];
  const note = `${(gzipBytes / 1000).toFixed(0)} KB compressed`;
  return [
    row({ id, what: `${name}, minified`, unit: 'KB', measured: bytes / 1000, target: kilobytes, note }),
    row({
      id,
      what: `${name}, module init`,
      unit: 'ms',
      measured: initMs,
      target: initTarget,
      note: `cpu ${initCpuMs.toFixed(0)} ms`,
    }),
  ];
}

function callRows({ unchanged, oneStack, oneStackCold }: CallCounts): readonly Row[] {
  const rows = (
    id: string,
    what: string,
    { aws, github, invocations }: CallCount,
    most?: readonly [number, number],
  ) => [
    row({ id, what: `${what}, AWS`, unit: 'calls', measured: aws, ...(most && { target: most[0] }) }),
    row({ id, what: `${what}, GitHub`, unit: 'calls', measured: github, ...(most && { target: most[1] }) }),
    row({ id: '', what: `${what}, invocations`, unit: 'runs', measured: invocations }),
  ];
  return [
    ...rows('e1', 'nothing changed', unchanged, [3, 3]),
    ...rows('e2', '1 stack changed', oneStack, [10, 5]),
    ...rows('', '1 stack changed, new process', oneStackCold),
  ];
}

function machine() {
  const [cpu] = cpus();
  const load = loadavg()[0] ?? 0;
  return { cpu: cpu?.model ?? '', cores: availableParallelism(), arch: process.arch, node: process.version, load };
}

function text(parts: Readonly<Record<string, readonly Row[]>>, bundles: Bundles): string {
  const { cpu, cores, arch, node, load } = machine();
  const head = `${cpu}, ${cores} cores, ${arch}, Node ${node}, load ${load.toFixed(1)}`;
  const busy = load > cores ? ['The machine is busy: compare the ratios and the cpu times, not the wall times.'] : [];
  const inside = FUNCTIONS.map((name) => `Most of the ${name} bundle: ${contents(bundles[name])}`);
  return `${[head, ...busy, '', table(parts), '', ...inside].join('\n')}\n`;
}

function contents({ biggest }: MeasuredBundle): string {
  return biggest.map(({ input, bytes }) => `${input} ${(bytes / 1000).toFixed(0)} KB`).join(', ');
}

function json(result: object): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, format: { type: 'string', default: 'text' } },
});
await main({ quick: values.quick, json: values.format === 'json' });
