import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';
import type { FindingCode } from '../diagnostics/codes.ts';
import type { Json } from '../lib/json.ts';
import { forbiddenCharacters } from './characters.ts';
import { formatPath, type Path } from './path.ts';

/** A value that YAML would change or hide, with the offset where it stands. */
export interface ValueProblem {
  readonly code: FindingCode;
  readonly path: Path;
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
}

/** What reading a document's nodes brings to light. */
export interface Collected {
  readonly problems: ValueProblem[];
  /** Places that have a finding already, here or from the tokens: what else is wrong there is not reported again. */
  readonly reported: Path[];
}

/** Field names that mean something to JavaScript itself (R4). */
const UNSAFE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The plain JSON value of a node, and what is wrong with it. Never resolves an alias and never rounds a number:
 * where a number is ambiguous its source text is kept, so that later checks see what the author wrote (R7).
 */
export function valueOfNode(node: Node | null, path: Path, collected: Collected): Json {
  if (isMap(node)) return valueOfMap(node, path, collected);
  if (isSeq(node)) return node.items.map((item, index) => valueOfNode(item as Node, [...path, index], collected));
  if (isScalar(node)) return valueOfScalar(node, path, collected);
  if (isAlias(node)) collected.reported.push(path);
  return null;
}

function valueOfMap(map: YAMLMap, path: Path, collected: Collected): Json {
  const value: Record<string, Json> = {};
  for (const { key, value: node } of map.items) {
    if (!isScalar(key) || typeof key.value !== 'string') continue;
    const name = key.value;
    const offset = key.range?.[0] ?? 0;
    if (name === '<<' && key.type === 'PLAIN') continue;
    const problem = keyProblem(name, value);
    if (problem !== undefined) {
      add({ ...problem, path: [...path, name], offset }, collected);
      continue;
    }
    if (key.type === 'QUOTE_DOUBLE') checkCharacters(name, path, offset, collected);
    value[name] = valueOfNode(node as Node | null, [...path, name], collected);
  }
  return value;
}

function keyProblem(name: string, seen: Readonly<Record<string, Json>>) {
  if (UNSAFE_KEYS.has(name))
    return { code: 'UnsafeKey', message: `${JSON.stringify(name)} is not allowed as a name.` } as const;
  if (Object.hasOwn(seen, name))
    return { code: 'DuplicateKey', message: `${JSON.stringify(name)} is given twice.` } as const;
  return undefined;
}

function valueOfScalar(scalar: Scalar, path: Path, collected: Collected): Json {
  const { value } = scalar;
  const offset = scalar.range?.[0] ?? 0;
  if (typeof value === 'string') {
    if (scalar.type === 'QUOTE_DOUBLE') checkCharacters(value, path, offset, collected);
    return value;
  }
  if (typeof value === 'number') {
    const source = scalar.source ?? String(value);
    const reason = ambiguity(source, value);
    if (reason === undefined) return value === 0 ? 0 : value;
    const what = path.length === 0 ? 'The number' : formatPath(path);
    add({ code: 'AmbiguousNumber', path, offset, message: `${what} ${reason}.`, hint: quoteHint(source) }, collected);
    return source;
  }
  return typeof value === 'boolean' ? value : null;
}

/** Escapes such as "\u202e" put characters into a value that are not in the text. */
function checkCharacters(value: string, path: Path, offset: number, collected: Collected): void {
  const [first] = forbiddenCharacters(value, 1);
  if (first === undefined) return;
  add({ code: 'ForbiddenCharacter', path, offset, message: `The text holds ${first.what}.` }, collected);
}

function add(problem: ValueProblem, collected: Collected): void {
  collected.problems.push(problem);
  collected.reported.push(problem.path);
}

function ambiguity(source: string, value: number): string | undefined {
  if (!Number.isFinite(value)) return 'is not a finite number';
  if (/^[-+]?0\d/.test(source)) return 'is a number with a leading zero, which YAML would drop';
  if (/^[-+]?0[xo]/i.test(source)) return 'is not a decimal number';
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return 'is a number too large to keep every digit';
  return undefined;
}

function quoteHint(source: string): string {
  return /^\d+$/.test(source) ? `If it is an id, put it in quotes: "${source}".` : 'Put it in quotes if it is text.';
}
