import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type BuildOptions, type BuildResult, build, type Metafile, type Plugin } from 'esbuild';
import { octokitTrims } from './octokit-trims.ts';
import { sdkTrims } from './sdk-trims.ts';
import { yamlTrims } from './yaml-trims.ts';
import { zodTrims } from './zod-trims.ts';

const root = resolve(import.meta.dirname, '..');

/** A bundled function, ready to be an asset. */
export interface Bundle {
  /** Folder with `index.mjs` and nothing else. The source map is beside it, `<directory>.map`. */
  readonly directory: string;
  /** Lambda's name of the entry point. */
  readonly handler: 'index.handler';
  readonly bytes: number;
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
  outfile: 'index.mjs',
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
 * Bundles a Lambda function (`entry` relative to the repository) into `<directory>/index.mjs`, which is emptied first. The same
 * sources give the same bytes. Throws esbuild's failure, also for an import of aws-cdk-lib.
 */
export async function bundleFunction(entry: string, directory: string): Promise<Bundle> {
  const options = { ...OPTIONS, entryPoints: [entry] };
  const first = await build(options);
  const result = needsRequire(first.metafile) ? await build({ ...options, banner: { js: REQUIRE } }) : first;

  const [code, map] = [outputOf(result, 'index.mjs'), outputOf(result, 'index.mjs.map')];
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'index.mjs'), code);
  await writeFile(`${directory}.map`, map);
  return { directory, handler: 'index.handler', bytes: code.length, metafile: result.metafile };
}

function needsRequire({ outputs }: Metafile): boolean {
  return Object.values(outputs).some((output) => output.imports.some(({ kind }) => kind === 'require-call'));
}

function outputOf({ outputFiles }: BuildResult<typeof OPTIONS>, name: string): Uint8Array {
  const file = outputFiles.find(({ path }) => path.endsWith(`/${name}`));
  if (file === undefined) throw new Error(`esbuild wrote no ${name}`);
  return file.contents;
}
