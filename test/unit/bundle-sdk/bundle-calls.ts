import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** Bundles a file of this folder as a Lambda is bundled, with these trims only. Gives the size. */
export async function bundleCalls(entry: string, file: string, trims: readonly Plugin[]): Promise<number> {
  const { metafile } = await build({
    entryPoints: [join(import.meta.dirname, entry)],
    outfile: file,
    bundle: true,
    minify: true,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    plugins: [...trims],
  });
  return Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
}
