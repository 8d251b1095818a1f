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
  const base = baseOf(resource);
  switch (resource.status) {
    case 'modified':
      return [...resource.differences, ...(resource.excused ?? [])].map((one) => ofProperty(base, one));
    case 'deleted':
      return [whole(base, 'deleted')];
    case 'added':
      return [whole(base, 'added', resource.actual)];
    case 'excused':
      if (resource.was === 'modified') return resource.excused.map((one) => ofProperty(base, one));
      return [{ ...whole(base, resource.was, actualOf(resource)), excuse: resource.excuse }];
    case 'in-sync':
    case 'unchecked':
      return [];
  }
}

/** Judges each deviation of a sweep anew: what there is an excuse for is left, everything else is drift. */
export function excuse(result: DriftResult, find: FindExcuse): DriftResult {
  return { ...result, resources: result.resources.map((resource) => judge(resource, find)) };
}

function judge(resource: ResourceDrift, find: FindExcuse): ResourceDrift {
  if (resource.status === 'in-sync' || resource.status === 'unchecked') return resource;
  const base = baseOf(resource);
  const [deviation] = deviationsOf(resource);
  if (resource.status === 'modified') {
    return judgeProperties(base, [...resource.differences, ...(resource.excused ?? [])], find);
  }
  if (resource.status === 'excused' && resource.was === 'modified') {
    return judgeProperties(base, resource.excused, find);
  }
  const found = deviation && find(deviation);
  const wasAdded = resource.status === 'added' || (resource.status === 'excused' && resource.was === 'added');
  if (wasAdded) {
    const { actual } = resource;
    if (found === undefined) return { ...base, status: 'added', actual };
    return { ...base, status: 'excused', was: 'added', actual, excuse: found };
  }
  return found === undefined
    ? { ...base, status: 'deleted' }
    : { ...base, status: 'excused', was: 'deleted', excuse: found };
}

function judgeProperties(
  base: ResourceDriftBase,
  all: readonly (Difference & { readonly excuse?: Excuse })[],
  find: FindExcuse,
): ResourceDrift {
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

function ofProperty(base: ResourceDriftBase, one: Difference & { readonly excuse?: Excuse }): Deviation {
  const { path, expected, actual, excuse: before } = one;
  const sides = { ...(expected !== undefined && { expected }), ...(actual !== undefined && { actual }) };
  return {
    ...{ base, path, was: 'modified', key: keyOf(base, { was: 'modified', path, ...sides }) },
    ...(before !== undefined && { excuse: before }),
  };
}

function whole(base: ResourceDriftBase, was: 'deleted' | 'added', actual?: Json): Deviation {
  return { base, was, key: keyOf(base, { was, ...(actual !== undefined && { actual }) }) };
}

/** Values are masked already; of a masked one the key tells as much as a reader sees. Lines of the registry do not count. */
function keyOf({ stack, logicalId, type, physicalId }: ResourceDriftBase, differs: Readonly<Record<string, Json>>) {
  return digestOf(canonicalJson({ stack, logicalId, type, physicalId, ...differs }));
}

function actualOf(resource: Extract<ResourceDrift, { status: 'excused' }>): Json | undefined {
  return resource.was === 'added' ? resource.actual : undefined;
}

function baseOf({ stack, logicalId, type, physicalId, source, by }: ResourceDrift): ResourceDriftBase {
  return {
    stack,
    logicalId,
    type,
    physicalId,
    ...(source !== undefined && { source }),
    ...(by !== undefined && { by }),
  };
}
