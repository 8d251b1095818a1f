import type { Json } from '../lib/json.ts';
import type { Expected, ExpectedObject } from './expected.ts';

/**
 * How the properties of one type compare. Paths are JSON pointers below the properties (`/VpcConfig/SubnetIds`); `*` stands for
 * any one name, and for any item of a list. Everything that is not named here is compared as it is.
 */
export interface TypeRules {
  /** Properties that the reader gives. A template property that is not among them is unchecked, never equal (F4). */
  readonly readable: readonly string[];
  /** What AWS has when nothing is said, outer before inner. An inner one is filled in only where its parent is an object. */
  readonly defaults: readonly (readonly [path: string, value: Json | ((properties: ExpectedObject) => Expected)])[];
  /** Lists whose order means nothing. */
  readonly sets: readonly string[];
  /** Texts, or sets of texts, in which AWS does not keep upper and lower case. */
  readonly anyCase: readonly string[];
  /** Values that mean the same as saying nothing. Empty lists and objects mean nothing everywhere. */
  readonly absent: readonly (readonly [path: string, value: Json])[];
  /** Texts that AWS writes in more than one way. */
  readonly rewrites: readonly (readonly [path: string, rewrite: (text: string) => string])[];
  /** Values of any shape that AWS writes in more than one way, e.g. policy documents; applied before anything else. */
  readonly forms?: readonly (readonly [path: string, form: (value: Expected) => Expected])[];
  /** Identity, what AWS changes by itself, and what only the making of the resource uses. */
  readonly ignored: readonly string[];
  /** Compared only where Git says something: AWS fills these in with values of its own. */
  readonly onlyDeclared?: readonly string[];
  /** The property that holds the tags. Default: `Tags`. */
  readonly tags?: string;
}

/** Rules of a type; what is left out is empty. */
export function typeRules(rules: Partial<TypeRules> & Pick<TypeRules, 'readable'>): TypeRules {
  return { defaults: [], sets: [], anyCase: [], absent: [], rewrites: [], ignored: [], ...rules };
}

/** True where a pattern of pointer segments, with `*` for any one of them, stands for a path. */
export function isAt(pattern: string, path: string): boolean {
  if (pattern === path) return true;
  if (!pattern.includes('*')) return false;
  const [wanted, found] = [pattern.split('/'), path.split('/')];
  return wanted.length === found.length && wanted.every((part, index) => part === '*' || part === found[index]);
}
