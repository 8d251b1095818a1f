import type { Difference, DriftResult, Excuse, ExcusedDifference, ResourceDrift } from '../drift/drift.ts';
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
  return result.resources.some(isDrifted);
}

/** True for a resource that is not as Git says, and nothing excuses it. */
export function isDrifted({ status }: ResourceDrift): boolean {
  return status === 'modified' || status === 'deleted' || status === 'added';
}

/** Something that differs and is left, with why: a property, or without one the whole resource. */
export interface LeftDifference {
  readonly resource: ResourceDrift;
  readonly excuse: Excuse;
  readonly difference?: ExcusedDifference;
}

/** Everything that is left, in the order of the sweep. */
export function leftOf(resources: readonly ResourceDrift[]): readonly LeftDifference[] {
  return resources.flatMap((resource): readonly LeftDifference[] => {
    if (resource.status === 'excused' && resource.was !== 'modified') return [{ resource, excuse: resource.excuse }];
    const excused = resource.status === 'modified' || resource.status === 'excused' ? (resource.excused ?? []) : [];
    return excused.map((difference) => ({ resource, difference, excuse: difference.excuse }));
  });
}

/** Resources that differ in nothing but what is left: those of which somebody accepted something, and the others. */
export function excusedCounts(resources: readonly ResourceDrift[]): {
  readonly accepted: number;
  readonly ignored: number;
} {
  const excused = resources.filter(({ status }) => status === 'excused');
  const accepted = excused.filter((one) => leftOf([one]).some(({ excuse }) => excuse.kind === 'accepted')).length;
  return { accepted, ignored: excused.length - accepted };
}

/** How much of what Git declares a sweep has looked at. */
export interface Coverage {
  readonly checked: number;
  readonly total: number;
  /** Of those that were checked: how many differ only in what is accepted or ignored. */
  readonly excused: number;
  /** Rounded down: 100 is all of it. */
  readonly percent: number;
}

/** What was added by hand is found while looking, and is none of the resources that were to be looked at. */
export function coverageOf({ resources }: DriftResult): Coverage {
  const declared = resources.filter(({ logicalId }) => logicalId !== '');
  const checked = declared.filter(({ status }) => status !== 'unchecked').length;
  const total = declared.length;
  const excused = declared.filter(({ status }) => status === 'excused').length;
  return { checked, total, excused, percent: total === 0 ? 100 : Math.floor((100 * checked) / total) };
}

/**
 * The sweep in one line, which always tells how much was looked at and what is left, and says in sync of nothing less than all of it (F4):
 * `In sync: 23 of 23 resources checked (100 %)`, `No drift found: 14 of 23 resources checked (60 %)`,
 * `No drift found: 1 accepted; 23 of 23 resources checked (100 %)`, `Drift: 1 modified, 1 deleted; 14 of 23 resources checked (60 %)`.
 */
export function driftTitle(result: DriftResult): string {
  if (result.resources.length === 0) return 'Nothing to check: no resource is applied';
  const { checked, total, percent } = coverageOf(result);
  const [some, all] = [checked, total].map((count) => count.toLocaleString('en-US'));
  const coverage = `${some} of ${all} ${total === 1 ? 'resource' : 'resources'} checked (${percent} %)`;
  const { accepted, ignored } = excusedCounts(result.resources);
  const left = countWords([
    [accepted, 'accepted'],
    [ignored, 'ignored'],
  ]);
  const rest = left === '' ? coverage : `${left}; ${coverage}`;
  if (hasDrifted(result)) return `Drift: ${driftCounts(result)}; ${rest}`;
  if (checked === 0) return `Unknown: ${coverage}`;
  return `${checked === total && left === '' ? 'In sync' : 'No drift found'}: ${rest}`;
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

/** Who changed a resource, in words; `undefined` where CloudTrail told of nobody. */
export function actorWords({ by }: ResourceDrift): string | undefined {
  if (by === undefined) return undefined;
  const from = by.from === undefined ? '' : ` from ${by.from}`;
  return `${by.principal} at ${by.at} with ${by.call}${from}`;
}

function driftCounts(result: DriftResult): string {
  return countWords([
    [withStatus(result, 'modified').length, 'modified'],
    [withStatus(result, 'deleted').length, 'deleted'],
    [withStatus(result, 'added').length, 'added by hand'],
  ]);
}

function countWords(counts: readonly (readonly [number, string])[]): string {
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count.toLocaleString('en-US')} ${word}`)
    .join(', ');
}

/** `3 resources`, for sentences about a sweep. */
export function resources(count: number): string {
  return plural(count, 'resource');
}
