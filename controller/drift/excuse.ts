import { canonicalJson } from '../lib/canonical.ts';
import { digestOf } from '../lib/digest.ts';
import type { Json } from '../lib/json.ts';
import type { Difference, DriftResult, Excuse, ResourceDrift, ResourceDriftBase } from './drift.ts';

/** One thing that differs: a property of a resource, or a whole resource that is gone or was made by hand. */
export interface Deviation {
  readonly base: ResourceDriftBase;
  /** Means exactly this deviation: resource, property, and what both sides have. */
  readonly key: string;
  readonly was: 'modified' | 'deleted' | 'added';
  /** Of a property: its JSON pointer. */
  readonly path?: string;
  /** Why it was left before. */
  readonly excuse?: Excuse;
}

/** Says why a deviation is left, or `undefined` where it is drift. */
export type FindExcuse = (deviation: Deviation) => Excuse | undefined;

/** Everything of a resource that differs from Git, left for now or not. */
export function deviationsOf(resource: ResourceDrift): readonly Deviation[] {
  const [base, found] = [baseOf(resource), foundOf(resource)];
  if (found === undefined) return [];
  return found.was === 'modified' ? found.all.map((one) => ofProperty(base, one)) : [ofWhole(base, found)];
}

/** Judges each deviation of a sweep anew: what there is an excuse for is left, everything else is drift. */
export function excuse(result: DriftResult, find: FindExcuse): DriftResult {
  return { ...result, resources: result.resources.map((resource) => judge(resource, find)) };
}

/** A difference that may have been left before. */
type AnyDifference = Difference & { readonly excuse?: Excuse };

/** How a resource was found to differ, whatever was said about that. */
type Found =
  | { readonly was: 'modified'; readonly all: readonly AnyDifference[] }
  | { readonly was: 'deleted'; readonly excuse?: Excuse }
  | { readonly was: 'added'; readonly actual: Json; readonly excuse?: Excuse };

function foundOf(resource: ResourceDrift): Found | undefined {
  switch (resource.status) {
    case 'modified':
      return { was: 'modified', all: [...resource.differences, ...(resource.excused ?? [])] };
    case 'deleted':
      return { was: 'deleted' };
    case 'added':
      return { was: 'added', actual: resource.actual };
    case 'excused':
      return resource.was === 'modified' ? { was: 'modified', all: resource.excused } : resource;
    case 'in-sync':
    case 'unchecked':
      return undefined;
  }
}

function judge(resource: ResourceDrift, find: FindExcuse): ResourceDrift {
  const [base, found] = [baseOf(resource), foundOf(resource)];
  if (found === undefined) return resource;
  if (found.was === 'modified') return judgeProperties(base, found.all, find);
  const excuse = find(ofWhole(base, found));
  if (found.was === 'deleted') {
    return excuse === undefined
      ? { ...base, status: 'deleted' }
      : { ...base, status: 'excused', was: 'deleted', excuse };
  }
  const { actual } = found;
  return excuse === undefined
    ? { ...base, status: 'added', actual }
    : { ...base, status: 'excused', was: 'added', actual, excuse };
}

function judgeProperties(base: ResourceDriftBase, all: readonly AnyDifference[], find: FindExcuse): ResourceDrift {
  const judged = all.map((one) => {
    const { excuse: _, ...difference } = one;
    return { difference, found: find(ofProperty(base, one)) };
  });
  const differences = judged.flatMap(({ difference, found }) => (found === undefined ? [difference] : []));
  const excused = judged.flatMap(({ difference, found }) =>
    found === undefined ? [] : [{ ...difference, excuse: found }],
  );
  if (differences.length === 0) return { ...base, status: 'excused', was: 'modified', excused };
  return { ...base, status: 'modified', differences, ...(excused.length > 0 && { excused }) };
}

function ofProperty(base: ResourceDriftBase, { path, expected, actual, excuse }: AnyDifference): Deviation {
  const sides = { ...(expected !== undefined && { expected }), ...(actual !== undefined && { actual }) };
  const key = keyOf(base, { was: 'modified', path, ...sides });
  return { base, path, was: 'modified', key, ...(excuse !== undefined && { excuse }) };
}

function ofWhole(base: ResourceDriftBase, found: Exclude<Found, { was: 'modified' }>): Deviation {
  const { was, excuse } = found;
  const key = keyOf(base, found.was === 'added' ? { was, actual: found.actual } : { was });
  return { base, was, key, ...(excuse !== undefined && { excuse }) };
}

/** Values are masked already; of a masked one the key tells as much as a reader sees. Lines of the registry do not count. */
function keyOf({ stack, logicalId, type, physicalId }: ResourceDriftBase, differs: Readonly<Record<string, Json>>) {
  return digestOf(canonicalJson({ stack, logicalId, type, physicalId, ...differs }));
}

function baseOf({ stack, logicalId, type, physicalId, source, by }: ResourceDrift): ResourceDriftBase {
  return {
    ...{ stack, logicalId, type, physicalId },
    ...(source !== undefined && { source }),
    ...(by !== undefined && { by }),
  };
}
