import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Writes YAML; a Lambda only reads it. */
const WRITING = /yaml\/browser\/dist\/stringify\/\w+\.js$/;
/** Tags of YAML 1.1 and the JSON schema; registries are YAML 1.2's core schema (R4). Merge keys are tested for by the core schema too. */
const OTHER_SCHEMAS =
  /yaml\/browser\/dist\/schema\/(?:yaml-1\.1\/(?:binary|bool|float|int|omap|pairs|schema|set|timestamp)|json\/schema)\.js$/;

/** Leaves out of a bundle the parts of the YAML package that reading a registry never runs. A stand-in throws when it is called. */
export const yamlTrims: Plugin = {
  name: 'yaml-trims',
  setup: (build) => {
    build.onLoad({ filter: WRITING }, async ({ path }) => ({
      contents: `const refuse = () => { throw new Error('writing YAML is not in this bundle'); };
        ${await exportsAs('refuse', path)}`,
    }));
    build.onLoad({ filter: OTHER_SCHEMAS }, async ({ path }) => ({
      contents: `const absent = undefined; ${await exportsAs('absent', path)}`,
    }));
  },
};

/** The names that a module of the package exports, all for one and the same value. */
async function exportsAs(value: string, path: string): Promise<string> {
  const [, names = ''] = /^export \{ ([^}]*) \};$/m.exec(await readFile(path, 'utf8')) ?? [];
  return `export { ${names
    .split(', ')
    .map((name) => `${value} as ${name}`)
    .join(', ')} };`;
}
