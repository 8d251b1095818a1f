import { HoldfastError } from '../diagnostics/error.ts';
import { inParallel } from '../lib/in-parallel.ts';
import { maskValue } from '../lib/mask.ts';
import { readTarget } from './check-read.ts';
import { type CheckedResource, expectedProperties } from './check-resource.ts';
import type { ResourceDrift } from './drift.ts';
import { partKey } from './part-key.ts';
import type { ResourcePart, ResourceReader } from './port.ts';
import { type SweptStack, whyNotCompared } from './swept-stack.ts';

/** A resource with what looking at it gave. */
export interface Looked {
  readonly checked: CheckedResource;
  readonly drift: ResourceDrift;
}

/**
 * Looks inside each resource that is there for what nobody declared: statements, aliases, URLs and mappings of functions,
 * subscriptions, routes, authorizers, methods. Where nobody could look inside, the resource itself is not in sync (F4).
 */
export async function findParts(
  all: readonly Looked[],
  stacks: readonly SweptStack[],
  reader: ResourceReader,
  atOnce: number,
): Promise<readonly ResourceDrift[]> {
  const declared = declaredParts(all, stacks);
  const looked = await inParallel(all, atOnce, async ({ checked, drift }) => {
    if (drift.status !== 'in-sync' && drift.status !== 'modified') return [drift];
    try {
      const parts = await reader.partsOf(readTarget(checked));
      return [drift, ...parts.flatMap((part) => addedPart(part, checked, declared) ?? [])];
    } catch (error) {
      return [notLookedInside(drift, error)];
    }
  });
  return [...looked.map(([drift]) => drift), ...looked.flatMap(([, ...added]) => added)].filter(
    (drift): drift is ResourceDrift => drift !== undefined,
  );
}

/** What the templates declare, and what keeps a part that is not among it from being called added. */
interface Declared {
  readonly keys: ReadonlySet<string | undefined>;
  /** A stack in the middle of an apply: its newest parts are in nobody's inventory yet. */
  readonly changing: string | undefined;
  /** Type → a resource of it of which nobody knows which one it is. */
  readonly unknown: ReadonlyMap<string, string>;
}

function declaredParts(all: readonly Looked[], stacks: readonly SweptStack[]): Declared {
  const keyed = all.map(({ checked }) => {
    const { type, physicalId, logicalId } = checked.base;
    return { type, logicalId, key: partKey(type, physicalId, expectedProperties(checked)) };
  });
  return {
    keys: new Set(keyed.map(({ key }) => key)),
    changing: stacks.find((stack) => whyNotCompared(stack) !== undefined)?.record.name,
    unknown: new Map(keyed.filter(({ key }) => key === undefined).map(({ type, logicalId }) => [type, logicalId])),
  };
}

/** `undefined` for a part that a template declares. */
function addedPart(part: ResourcePart, parent: CheckedResource, declared: Declared): ResourceDrift | undefined {
  const { type, physicalId, properties } = part;
  if (declared.keys.has(partKey(type, physicalId, properties))) return undefined;
  const base = { stack: parent.base.stack, logicalId: '', type, physicalId };
  const owner = declared.changing === undefined ? declared.unknown.get(type) : `stack ${declared.changing}`;
  if (owner === undefined) return { ...base, status: 'added', actual: maskValue('/Properties', properties) };
  const why = declared.changing === undefined ? 'of which not all is known' : 'which is not settled';
  return { ...base, status: 'unchecked', because: `it may belong to ${owner}, ${why}` };
}

function notLookedInside(drift: ResourceDrift, error: unknown): ResourceDrift {
  if (!(error instanceof HoldfastError)) throw error;
  if (drift.status !== 'in-sync') return drift;
  const because = `it is in sync itself, but nobody could look for what was added to it: ${error.message}`;
  return { ...drift, status: 'unchecked', because };
}
