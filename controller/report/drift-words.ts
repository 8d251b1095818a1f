import type { Difference, DriftResult, ResourceDrift } from '../drift/drift.ts';
import { plural } from './counts.ts';
import { propertyName, shownValue } from './values.ts';

/** A resource with its drift status narrowed. */
export type DriftOf<S extends ResourceDrift['status']> = Extract<ResourceDrift, { readonly status: S }>;

/** Resources of one status, in the order of the sweep. */
export function withStatus<S extends ResourceDrift['status']>(result: DriftResult, status: S): readonly DriftOf<S>[] {
  return result.resources.filter((resource): resource is DriftOf<S> => resource.status === status);
}

/** True when reality differs from Git anywhere. */
export function hasDrifted(result: DriftResult): boolean {
  return result.resources.some(({ status }) => status === 'modified' || status === 'deleted' || status === 'added');
}

/**
 * The sweep in one line. Never says in sync without saying how many nobody checked (F4):
 * `In sync: 14 checked, 9 not checked`, `Drift: 1 modified, 1 deleted; 12 in sync, 9 not checked`.
 */
export function driftTitle(result: DriftResult): string {
  const unchecked = `${withStatus(result, 'unchecked').length.toLocaleString('en-US')} not checked`;
  const inSync = withStatus(result, 'in-sync').length;
  if (hasDrifted(result))
    return `Drift: ${driftCounts(result)}; ${inSync.toLocaleString('en-US')} in sync, ${unchecked}`;
  if (result.resources.length === 0) return 'Nothing to check: no resource is applied';
  if (inSync === 0) return `Unknown: nothing was checked, ${unchecked}`;
  return `In sync: ${inSync.toLocaleString('en-US')} checked, ${unchecked}`;
}

/** A difference in words; a side that does not exist is `none`. Values are masked again, whoever masked them before (S3). */
export function differenceWords(difference: Difference): {
  readonly property: string;
  readonly expected: string | undefined;
  readonly actual: string | undefined;
} {
  const { path, expected, actual } = difference;
  return {
    property: propertyName(path),
    expected: expected === undefined ? undefined : shownValue(path, expected),
    actual: actual === undefined ? undefined : shownValue(path, actual),
  };
}

/** Unchecked resources by reason, most frequent first; the types are sorted. */
export function uncheckedReasons(
  result: DriftResult,
): readonly { readonly because: string; readonly count: number; readonly types: readonly string[] }[] {
  const groups = Map.groupBy(withStatus(result, 'unchecked'), (resource) => resource.because);
  return [...groups]
    .map(([because, resources]) => ({
      because,
      count: resources.length,
      types: [...new Set(resources.map((resource) => resource.type))].sort(),
    }))
    .sort((a, b) => b.count - a.count || (a.because < b.because ? -1 : 1));
}

function driftCounts(result: DriftResult): string {
  const counts = [
    [withStatus(result, 'modified').length, 'modified'],
    [withStatus(result, 'deleted').length, 'deleted'],
    [withStatus(result, 'added').length, 'added by hand'],
  ] as const;
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count.toLocaleString('en-US')} ${word}`)
    .join(', ');
}

/** `3 resources`, for sentences about a sweep. */
export function resources(count: number): string {
  return plural(count, 'resource');
}
