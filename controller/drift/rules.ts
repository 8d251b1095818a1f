import type { Json } from '../lib/json.ts';
import type { Expected, ExpectedObject } from './expected.ts';

/**
 * How the properties of one type compare. Paths are JSON pointers below the properties (`/VpcConfig/SubnetIds`).
 * Everything that is not named here is compared as it is.
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
  /** Values that mean the same as saying nothing; `*` stands for any one name. Empty lists and objects mean nothing everywhere. */
  readonly absent: readonly (readonly [path: string, value: Json])[];
  /** Texts that AWS writes in more than one way. */
  readonly rewrites: readonly (readonly [path: string, rewrite: (text: string) => string])[];
  /** Identity, and what AWS changes by itself. */
  readonly ignored: readonly string[];
}
