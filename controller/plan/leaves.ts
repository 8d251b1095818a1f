import { isJsonArray, isJsonObject, type Json } from '../lib/json.ts';
import { below } from '../lib/pointer.ts';
import type { Change } from './plan.ts';

/** One value that changes, as small as values get. A side that is not there is left out. */
export interface Leaf {
  readonly path: string;
  readonly value?: Json;
  readonly old?: Json;
}

/**
 * Changes taken apart into single values, so that two plans can be compared that cut the same change in different places: one sets a
 * whole block, the other one value of it. What is the same on both sides is left out.
 */
export function leavesOf(changes: readonly Change[]): readonly Leaf[] {
  return changes.flatMap(({ path, value, old }) => {
    const [after, before] = [flatten(path, value), flatten(path, old)];
    return [...new Set([...after.keys(), ...before.keys()])].flatMap((at) => {
      const [now, was] = [after.get(at), before.get(at)];
      if (sameValue(now, was)) return [];
      return [{ path: at, ...(now !== undefined && { value: now }), ...(was !== undefined && { old: was }) }];
    });
  });
}

/** True for equal JSON values; a value that is not there equals only another one. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Empty blocks and lists are values of their own. */
function flatten(path: string, value: Json | undefined): ReadonlyMap<string, Json> {
  const found = new Map<string, Json>();
  const walk = (at: string, one: Json): void => {
    const members = isJsonArray(one)
      ? one.map((item, i) => [String(i), item] as const)
      : isJsonObject(one)
        ? Object.entries(one)
        : [];
    if (members.length === 0) found.set(at, one);
    for (const [key, item] of members) walk(below(at, key), item);
  };
  if (value !== undefined) walk(path, value);
  return found;
}
