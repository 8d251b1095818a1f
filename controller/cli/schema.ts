import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HoldfastError } from '../diagnostics/error.ts';
import { suggest } from '../lib/suggest.ts';
import type { CommonOptions, ExitCode, Io } from './io.ts';

const SCHEMAS = join(import.meta.dirname, '..', '..', 'registry', 'schemas');
const SUFFIX = '.schema.json';

/** `holdfast schema`: JSON Schemas for editors. */
export async function run(_options: CommonOptions, io: Io, kind = 'registry'): Promise<ExitCode> {
  const known = (await readdir(SCHEMAS))
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length));
  const name = known.find((candidate) => plainOf(candidate) === plainOf(kind));
  if (name === undefined) throw unknownKind(kind, known);
  io.out(await readFile(join(SCHEMAS, `${name}${SUFFIX}`), 'utf8'));
  return 0;
}

/** `EventRule`, `event-rule` and `eventrule` are one kind. */
function plainOf(kind: string): string {
  return kind.toLowerCase().replaceAll('-', '');
}

function unknownKind(kind: string, known: readonly string[]): HoldfastError {
  const meant = suggest(kind.toLowerCase(), known);
  const hint = meant === undefined ? `There are: ${known.join(', ')}.` : `Did you mean ${meant}?`;
  return new HoldfastError(`There is no schema ${kind}. ${hint}`, {
    code: 'UnknownKind',
    source: 'user',
    retryable: false,
  });
}
