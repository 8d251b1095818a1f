import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type FreshRun, median, runFresh, takeTurns } from './fresh-process.ts';
import { generateRegistry, writeFiles } from './generate-registry.ts';
import { type Row, row } from './row.ts';

/** What a full plan of so many functions may cost (a1-a3, d of docs/performance.md), by number of functions. */
const FULL_TARGETS: Readonly<Record<number, FullTarget>> = {
  10: { id: 'a3', seconds: 0.18, ratio: 1.4 },
  100: { id: 'a3', seconds: 0.25, ratio: 1.7 },
  1000: { id: 'a2', seconds: 0.55, ratio: 1.7, peakMiB: 130 },
  10000: { id: 'a1', seconds: 2.2, cpuSeconds: 2.8, ratio: 2.4, peakMiB: 350 },
};

interface FullTarget {
  readonly id: string;
  readonly seconds: number;
  readonly cpuSeconds?: number;
  /** Times the floor. */
  readonly ratio: number;
  readonly peakMiB?: number;
}

/** Medians of one command. */
interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
}

/** What full plans cost, by number of functions. */
export type FullCosts = ReadonlyMap<number, { readonly floor: Cost; readonly product: Cost }>;

const HERE = import.meta.dirname;

/** Plans registries of each size in fresh processes, taking turns with the floor. */
export async function measureFullPlans(
  sizes: readonly number[],
  folder: string,
  timesOf: (size: number) => number,
): Promise<FullCosts> {
  const costs = new Map<number, { readonly floor: Cost; readonly product: Cost }>();
  for (const size of sizes) {
    const registry = join(folder, String(size));
    mkdirSync(registry, { recursive: true });
    writeFiles(registry, generateRegistry(size));
    const commands = { floor: [join(HERE, 'floor.ts'), registry], product: [join(HERE, 'plan-folder.ts'), registry] };
    const runs = await takeTurns(commands, timesOf(size));
    rmSync(registry, { recursive: true });
    costs.set(size, { floor: costOf(runs.floor), product: costOf(runs.product) });
  }
  return costs;
}

function costOf(runs: readonly FreshRun[]): Cost {
  return {
    wallMs: median(runs.map((run) => run.wallMs)),
    cpuMs: median(runs.map((run) => run.cpuMs)),
    peakMiB: median(runs.map((run) => run.peakMiB)),
  };
}

/** The rows of full plans, and of how they grow from 1,000 to the largest size. */
export function fullPlanRows(costs: FullCosts): readonly Row[] {
  const rows = [...costs].flatMap(([size, { floor, product }]) => {
    const { id = '', seconds, cpuSeconds, ratio, peakMiB } = FULL_TARGETS[size] ?? {};
    const what = `${size.toLocaleString('en')} functions`;
    const floorNote = `floor ${(floor.wallMs / 1000).toFixed(2)} s, cpu ${(floor.cpuMs / 1000).toFixed(2)} s`;
    return [
      row({
        id,
        what: `${what}, wall`,
        unit: 's',
        measured: product.wallMs / 1000,
        ...target(seconds),
        note: floorNote,
      }),
      row({ id, what: `${what}, cpu`, unit: 's', measured: product.cpuMs / 1000, ...target(cpuSeconds) }),
      row({
        id,
        what: `${what}, wall`,
        unit: 'x',
        measured: product.wallMs / floor.wallMs,
        ...target(ratio),
        note: 'times the floor',
      }),
      row({
        id,
        what: `${what}, cpu`,
        unit: 'x',
        measured: product.cpuMs / floor.cpuMs,
        ...target(ratio),
        note: 'times the floor',
      }),
      row({
        id: peakMiB === undefined ? '' : 'd',
        what: `${what}, peak memory`,
        unit: 'MiB',
        measured: product.peakMiB,
        ...target(peakMiB),
        note: `floor ${floor.peakMiB.toFixed(0)} MiB`,
      }),
    ];
  });
  return [...rows, ...growthRows(costs)];
}

function target(value: number | undefined): { readonly target?: number } {
  return value === undefined ? {} : { target: value };
}

function growthRows(costs: FullCosts): readonly Row[] {
  const [small, large] = [costs.get(1_000)?.product, costs.get(10_000)?.product];
  if (small === undefined || large === undefined) return [];
  const what = 'growth from 1,000 to 10,000';
  const perFunction = (large.wallMs - small.wallMs) / 9_000;
  const exponent = Math.log10(large.wallMs / small.wallMs);
  return [
    row({ id: 'f', what: `${what}, per function`, unit: 'ms', measured: perFunction, target: 0.2 }),
    row({ id: 'f', what: `${what}, exponent`, unit: '', measured: exponent, target: 1.05 }),
  ];
}

/** Plans again what an earlier process left known, with one file changed and with none. */
export async function measureAgain(
  sizes: readonly number[],
  folder: string,
  timesOf: (size: number) => number,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const size of sizes) {
    const file = join(folder, `known-${size}`);
    const script = join(HERE, 'plan-again.ts');
    await runFresh([script, 'prepare', String(size), file]);
    const runs: FreshRun[] = [];
    const passes = size > 1_000 ? 6 : 15;
    for (let time = 0; time < timesOf(size); time += 1) {
      runs.push(await runFresh([script, 'measure', String(size), file, String(passes)]));
    }
    rmSync(file);
    rows.push(...againRows(size, runs));
  }
  return rows;
}

function againRows(size: number, runs: readonly FreshRun[]): readonly Row[] {
  const line = (id: string, what: string, name: string, most?: number) => {
    const of = (time: string) => median(runs.map((run) => Number(Object(run.output[name])[time])));
    const note = `cpu ${of('cpuMs').toFixed(1)} ms`;
    return row({
      id,
      what: `${size.toLocaleString('en')} functions, ${what}`,
      unit: 'ms',
      measured: of('wallMs'),
      ...target(most),
      note,
    });
  };
  return [
    line('b1', '1 changed, warm', 'changed', 5),
    line('b2', '1 changed, first pass', 'first', 40),
    size === 10_000 ? line('b3', 'none changed, warm', 'unchanged', 50) : line('', 'none changed, warm', 'unchanged'),
  ];
}
