import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { octokitTrims } from './octokit-trims.ts';
import { sdkTrims } from './sdk-trims.ts';
import { yamlTrims } from './yaml-trims.ts';
import { zodTrims } from './zod-trims.ts';

const root = resolve(import.meta.dirname, '..');

/** A bundled function, ready to be an asset. */
export interface Bundle {
  /**
   * Folder with `index.mjs`, and a file for each part that is only loaded when it is needed (`import()`); nothing else. The
   * source maps are beside it: `<directory>.map` for the entry, `<directory>.<part>.map` for a part.
   */
  readonly directory: string;
  /** Lambda's name of the entry point. */
  readonly handler: 'index.handler';
  /** What a cold start reads and compiles: the entry and all that it imports. */
  readonly bytes: number;
  /** What is loaded when it is needed. */
  readonly laterBytes: number;
  /** What went in, for measuring and for tests. */
  readonly metafile: Metafile;
}

/** aws-cdk-lib would make a bundle of 40 MB that starts in a second; an import of it is refused where it stands. */
const noCdk: Plugin = {
  name: 'no-cdk',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^aws-cdk-lib(?:$|\/)/ }, () => ({ errors: [{ text: 'A Lambda must not hold aws-cdk-lib' }] })),
};

const OPTIONS = {
  absWorkingDir: root,
  outdir: '.',
  outExtension: { '.js': '.mjs' },
  // The hash is of the content, so the same sources give the same names.
  chunkNames: '[name]-[hash]',
  splitting: true,
  bundle: true,
  write: false,
  metafile: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // Packages' ES modules lose what nobody imports; their CommonJS, which esbuild would take first for Node, does not.
  mainFields: ['module', 'main'],
  minify: true,
  treeShaking: true,
  legalComments: 'none',
  sourcemap: 'external',
  sourcesContent: false,
  logLevel: 'silent',
  alias: {
    '@aws-sdk/credential-provider-node': join(root, 'functions/env-credentials.ts'),
    // The same parser as an ES module; for Node the package offers CommonJS only. It lacks no more than its debug logging.
    yaml: join(root, 'node_modules/yaml/browser/dist/index.js'),
  },
  plugins: [noCdk, sdkTrims, octokitTrims, yamlTrims, zodTrims],
  // Lambda accepts top-level await, but it hides slow starts, and a runtime that loads modules by require() refuses it.
  supported: { 'top-level-await': false },
} as const satisfies BuildOptions;

/** Gives bundled CommonJS the `require` that it needs for Node's own modules. The long name is none that minifying makes up. */
const REQUIRE = `import{createRequire as bannerCreateRequire}from'node:module';const require=bannerCreateRequire(import.meta.url);`;

/**
 * Bundles a Lambda function (`entry` relative to the repository) into `<directory>/index.mjs` and its parts; the folder is emptied
 * first. The same sources give the same bytes. Throws esbuild's failure, also for an import of aws-cdk-lib. `plugins` come before ours.
 */
export async function bundleFunction(
  entry: string,
  directory: string,
  plugins: readonly Plugin[] = [],
): Promise<Bundle> {
  const options = { ...OPTIONS, plugins: [...plugins, ...OPTIONS.plugins], entryPoints: { index: entry } };
  const first = await build(options);
  const result = needsRequire(first.metafile) ? await build({ ...options, banner: { js: REQUIRE } }) : first;

  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const metafile = withoutUnused(result.metafile);
  for (const { path, contents } of result.outputFiles) {
    const isUsed = basename(path).replace(/\.map$/, '') in metafile.outputs;
    if (isUsed) await writeFile(placeOf(path, directory), contents);
  }
  const started = startedWith(metafile);
  const sum = (isStarted: boolean) =>
    Object.entries(metafile.outputs)
      .filter(([path]) => path.endsWith('.mjs') && started.has(path) === isStarted)
      .reduce((total, [, { bytes }]) => total + bytes, 0);
  return { directory, handler: 'index.handler', bytes: sum(true), laterBytes: sum(false), metafile };
}

/** esbuild writes a part for every `import()` that it reads, also for those in code that it leaves out. */
function withoutUnused(metafile: Metafile): Metafile {
  const used = reachable(metafile, () => true);
  const outputs = Object.entries(metafile.outputs).filter(([path]) => used.has(path.replace(/\.map$/, '')));
  return { ...metafile, outputs: Object.fromEntries(outputs) };
}

/** Code in the folder, maps beside it. */
function placeOf(path: string, directory: string): string {
  const name = basename(path);
  if (!name.endsWith('.map')) return join(directory, name);
  return name === 'index.mjs.map' ? `${directory}.map` : `${directory}.${name.replace('.mjs.map', '.map')}`;
}

/** The entry and everything that it imports, directly or not; an `import()` is no such import. */
export function startedWith(metafile: Metafile): ReadonlySet<string> {
  return reachable(metafile, (kind) => kind === 'import-statement');
}

function reachable({ outputs }: Metafile, follow: (kind: string) => boolean): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (path: string): void => {
    const output = outputs[path];
    if (output === undefined || found.has(path)) return;
    found.add(path);
    for (const { path: to, kind } of output.imports) if (follow(kind)) visit(to);
  };
  visit('index.mjs');
  return found;
}

function needsRequire({ outputs }: Metafile): boolean {
  return Object.values(outputs).some((output) => output.imports.some(({ kind }) => kind === 'require-call'));
}
