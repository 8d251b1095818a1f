import { snakeCase } from '../../../registry/kinds/function/manifest.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { isObject, objectOf } from '../raw.ts';

/** How a manifest spells names of several words; findings about what it left out are in the same spelling. */
export type Spelling = 'camel' | 'snake';

/** A block of a manifest, read by camelCase names in whichever spelling they stand (LE5). */
export interface Block {
  readonly path: Path;
  /** The value of a field; `undefined` where it is left out or null, which is the same in protobuf. */
  readonly get: (name: string) => Json | undefined;
  /** Where a field stands, or would stand. */
  readonly at: (name: string) => Path;
}

/** The block at a path; an empty one in place of any other value. */
export function blockOf(value: Json | undefined, path: Path, spelling: Spelling): Block {
  const fields = objectOf(value);
  const keyOf = (name: string) => {
    const spellings = spelling === 'camel' ? [name, snakeCase(name)] : [snakeCase(name), name];
    return spellings.find((key) => Object.hasOwn(fields, key)) ?? spellings[0] ?? name;
  };
  return { path, get: (name) => fields[keyOf(name)] ?? undefined, at: (name) => [...path, keyOf(name)] };
}

/** How the names of a manifest are spelt, by the first one that tells; camelCase where none does. */
export function spellingOf(manifest: JsonObject): Spelling {
  const spec = objectOf(manifest.spec);
  const names = [manifest, objectOf(manifest.metadata), spec, objectOf(spec.s3)].flatMap((block) => Object.keys(block));
  return names.some((name) => name.includes('_')) ? 'snake' : 'camel';
}

/** Fields of a block and of those inside it that are there in both spellings, which is one field given twice (LE5). */
export function doubledIn(value: Json | undefined, path: Path): readonly Problem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => doubledIn(item, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const spelt = snakeCase(name);
    const doubled = spelt !== name && Object.hasOwn(value, spelt) ? [twice(name, spelt, path)] : [];
    return [...doubled, ...(FREE_NAMES.has(name) ? [] : doubledIn(inner, [...path, name]))];
  });
}

/** Blocks whose names are the author's own. */
const FREE_NAMES: ReadonlySet<string> = new Set(['environment', 'labels', 'annotations', 'status']);

function twice(name: string, spelt: string, path: Path): Problem {
  const message = `"${name}" and "${spelt}" are one field, given twice.`;
  return { code: 'DuplicateKey', path: [...path, name], at: 'key', message };
}
