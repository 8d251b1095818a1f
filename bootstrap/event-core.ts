import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { zipSync } from 'fflate';
import { bundleFunction } from './bundle.ts';

/** Name of the core's package beside the controller's code. */
export const CORE_PACKAGE = 'event-core.zip';

/** The oldest time that a ZIP file can tell: the package depends on nothing but the sources. */
const NO_TIME = new Date(1980, 0, 1);

/**
 * Bundles the event-processing core into the package that Lambda runs. The same sources give the same bytes. Tests build variants of it with
 * `plugins`.
 */
export async function packageEventCore(plugins: readonly Plugin[] = []): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'event-core-'));
  try {
    const { directory } = await bundleFunction('functions/event-core/handler.ts', join(folder, 'event-core'), plugins);
    const files = await Promise.all(
      (await readdir(directory)).sort().map(async (name) => [name, await readFile(join(directory, name))] as const),
    );
    return zipSync(Object.fromEntries(files), { level: 9, mtime: NO_TIME });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts the package into the folder of the controller's code. */
export async function addEventCore(directory: string): Promise<void> {
  await writeFile(join(directory, CORE_PACKAGE), await packageEventCore());
}
