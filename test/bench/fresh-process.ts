import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Json, JsonObject } from '../../controller/lib/json.ts';
import { isJsonObject } from '../../controller/lib/json.ts';

/** One run of a script in a process of its own. */
export interface FreshRun {
  /** From before the process was started until after it ended. */
  readonly wallMs: number;
  /** User and system time of all its threads. */
  readonly cpuMs: number;
  readonly peakMiB: number;
  /** What the script printed. */
  readonly output: JsonObject;
}

/** The last thing a measured script does: prints its result, with what its process has cost, as one line of JSON. */
export function printResult(result: JsonObject): void {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stdout.write(JSON.stringify({ result, cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMiB: maxRSS / 1024 }));
}

/** Runs a script that ends with `printResult`, with this very Node. Throws when it fails. */
export async function runFresh(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<FreshRun> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const wallMs = performance.now() - started;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  const { result, cpuMs, peakMiB } = JSON.parse(printed) as Readonly<Record<string, Json>>;
  if (!isJsonObject(result)) throw new Error(`${args.join(' ')} printed no result`);
  return { wallMs, cpuMs: Number(cpuMs), peakMiB: Number(peakMiB), output: result };
}

/**
 * Runs each of the commands `times` times, taking turns, so that whatever else the machine does falls on all of them alike.
 * Every command runs once before, uncounted, to fill the file cache and Node's cache of compiled code, which the command line has too.
 */
export async function takeTurns<Name extends string>(
  commands: Readonly<Record<Name, readonly string[]>>,
  times: number,
): Promise<Readonly<Record<Name, readonly FreshRun[]>>> {
  const names = Object.keys(commands) as Name[];
  const runs = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, FreshRun[]>;
  const compiled = mkdtempSync(join(tmpdir(), 'holdfast-bench-compiled-'));
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled };
  try {
    for (let turn = 0; turn <= times; turn += 1) {
      for (const name of names) {
        const run = await runFresh(commands[name], env);
        if (turn > 0) runs[name].push(run);
      }
    }
  } finally {
    rmSync(compiled, { recursive: true });
  }
  return runs;
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}
