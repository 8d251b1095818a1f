import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { runCli } from '../../../controller/cli/program.ts';

/** The root of the project, from which the command line is run. */
export const ROOT = resolve(import.meta.dirname, '../../..');

/** What one command line gave. */
export interface Ran {
  readonly code: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line in this process with everything that it prints captured. No terminal unless `color` says so. */
export async function holdfast(
  args: readonly string[],
  { color = false, env = {} }: { color?: boolean; env?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  const printed = { out: '', err: '' };
  const code = await runCli(args, {
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    color: { out: color, err: color },
    env,
    cwd: ROOT,
  });
  return { code, ...printed };
}

/** A folder of its own for one test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-cli-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** A copy of the starter registry in which every `from` of one file reads `to`. */
export async function changedStarter(file: string, from: string, to: string): Promise<string> {
  const folder = await temporaryFolder();
  await cp(join(ROOT, 'test/golden/two-teams/registry'), folder, { recursive: true });
  const text = await readFile(join(folder, file), 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  await writeFile(join(folder, file), text.replaceAll(from, to));
  return folder;
}
