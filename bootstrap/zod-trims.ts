import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const SCHEMAS = /zod\/v4\/classic\/schemas\.js$/;
const TO_JSON_SCHEMA = /zod\/v4\/core\/to-json-schema\.js$/;

/** Each schema says how to write itself as a JSON Schema, which keeps the writer of every type. */
const WRITER = /^ +inst\._zod\.processJSONSchema = .*\n/gm;

const NO_JSON_SCHEMA = `
  const refuse = () => { throw new Error('JSON Schema is not in this bundle'); };
  const later = () => refuse;
  export { later as createToJSONSchemaMethod, later as createStandardJSONSchemaMethod };
  export { refuse as initializeContext, refuse as handleUnrepresentable, refuse as processSchema, refuse as process };
  export { refuse as extractDefs, refuse as finalize };`;

/** Leaves out of a bundle how zod makes JSON Schemas, 21 KB: they are made when Holdfast is built. Validation is untouched. */
export const zodTrims: Plugin = {
  name: 'zod-trims',
  setup: (build) => {
    build.onLoad({ filter: SCHEMAS }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(WRITER, ''),
    }));
    build.onLoad({ filter: TO_JSON_SCHEMA }, () => ({ contents: NO_JSON_SCHEMA }));
  },
};
