import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HoldfastError } from '../diagnostics/error.ts';
import { suggest } from '../lib/suggest.ts';
import type { CommonOptions } from './io.ts';
import type { Verb } from './verb.ts';

const SCHEMAS = join(import.meta.dirname, '..', '..', 'registry', 'schemas');
const SUFFIX = '.schema.json';

/** `holdfast schema`: JSON Schemas for editors. */
export const schemaVerb: Verb<CommonOptions> = {
  name: 'schema',
  summary: 'Print the JSON Schema of a kind, or of the whole registry.',
  example: 'holdfast schema function > function.schema.json',
  argument: { name: '[kind]', description: 'platform, team, function, route, or registry (default)' },
  async run(_options, io, kind = 'registry') {
    const known = (await readdir(SCHEMAS))
      .filter((file) => file.endsWith(SUFFIX))
      .map((file) => file.slice(0, -SUFFIX.length));
    const name = kind.toLowerCase();
    if (!known.includes(name)) throw unknownKind(kind, known);
    io.out(await readFile(join(SCHEMAS, `${name}${SUFFIX}`), 'utf8'));
    return 0;
  },
};

function unknownKind(kind: string, known: readonly string[]): HoldfastError {
  const meant = suggest(kind.toLowerCase(), known);
  const hint = meant === undefined ? `There are: ${known.join(', ')}.` : `Did you mean ${meant}?`;
  return new HoldfastError(`There is no schema ${kind}. ${hint}`, {
    code: 'UnknownKind',
    source: 'user',
    retryable: false,
  });
}
