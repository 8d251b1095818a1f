import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type FreshRun, median, runFresh } from './fresh-process.ts';
import { EDITED_PATH, generateRegistry, writeFiles } from './generate-registry.ts';
import { type Row, row } from './row.ts';

/** What finding one mistake among ten thousand documents may take (g of docs/performance.md). */
const SECONDS = 4;

/** A Function and its Route. */
const DOCUMENTS_PER_FUNCTION = 2;

/**
 * Validates a registry of so many documents, of which one has a misspelt field, in fresh processes. Throws when that is not the one thing
 * that is found.
 */
export async function measureMistake(documents: number, folder: string, times: number): Promise<readonly Row[]> {
  const registry = join(folder, 'mistake');
  mkdirSync(registry, { recursive: true });
  const files = generateRegistry(documents / DOCUMENTS_PER_FUNCTION);
  writeFiles(
    registry,
    files.map((file) =>
      file.path === EDITED_PATH ? { ...file, text: file.text.replace('memoryMb', 'memoryMB') } : file,
    ),
  );
  const runs: FreshRun[] = [];
  for (let time = 0; time < times; time += 1) runs.push(await validateOnce(registry));
  rmSync(registry, { recursive: true });
  const cpu = median(runs.map((run) => run.cpuMs)) / 1000;
  return [
    row({
      id: documents === 10_000 ? 'g' : '',
      what: `${documents.toLocaleString('en')} documents, one mistake`,
      unit: 's',
      measured: median(runs.map((run) => run.wallMs)) / 1000,
      ...(documents === 10_000 && { target: SECONDS }),
      note: `cpu ${cpu.toFixed(2)} s`,
    }),
  ];
}

async function validateOnce(registry: string): Promise<FreshRun> {
  const run = await runFresh([join(import.meta.dirname, 'validate-folder.ts'), registry]);
  const expected = [`UnknownField ${EDITED_PATH}:17`];
  if (JSON.stringify(run.output.errors) === JSON.stringify(expected)) return run;
  throw new Error(`Not the one mistake was found: ${JSON.stringify(run.output.errors)}`);
}
