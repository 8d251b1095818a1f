import type { Estimate, ResourceCost } from './estimate.ts';
import { SHARED, teamsOf } from './groups.ts';

/** Millionths of a US dollar a month, before and after. */
export interface Difference {
  readonly before: number;
  readonly after: number;
}

/** What changes at one resource. */
export interface ResourceChange extends Difference, Pick<ResourceCost, 'stack' | 'logicalId' | 'type' | 'document'> {}

/** What changes for one team, or for the shared platform, where `team` is absent. */
export interface TeamChange extends Difference {
  readonly team?: string;
}

/** What a plan does to the monthly bill. */
export interface CostChange extends Difference {
  readonly region: string;
  /** Every team that costs something before or after; the shared platform first. */
  readonly teams: readonly TeamChange[];
  /** Resources whose cost changes, the largest change first. */
  readonly resources: readonly ResourceChange[];
}

/** Compares two estimates of the same platform. */
export function compareCosts(before: Estimate, after: Estimate): CostChange {
  return {
    region: after.region,
    before: before.micros,
    after: after.micros,
    teams: teamChanges(before, after),
    resources: resourceChanges(before, after),
  };
}

/** By how much a month's bill grows; negative when it shrinks. */
export function growthOf({ before, after }: Difference): number {
  return after - before;
}

function teamChanges(before: Estimate, after: Estimate): readonly TeamChange[] {
  const [old, wanted] = [before, after].map(
    (estimate) => new Map(teamsOf(estimate).map(({ name, micros }) => [name, micros])),
  );
  const names = [...new Set([...teamsOf(after), ...teamsOf(before)].map(({ name }) => name))].sort();
  return [...names.filter((name) => name === SHARED), ...names.filter((name) => name !== SHARED)].map((name) => ({
    ...(name !== SHARED && { team: name }),
    before: old?.get(name) ?? 0,
    after: wanted?.get(name) ?? 0,
  }));
}

function resourceChanges(before: Estimate, after: Estimate): readonly ResourceChange[] {
  const old = new Map(before.resources.map((resource) => [keyOf(resource), resource]));
  const wanted = new Map(after.resources.map((resource) => [keyOf(resource), resource]));
  return [...new Map([...old, ...wanted])]
    .map(([key, resource]) => changeOf(resource, old.get(key)?.micros ?? 0, wanted.get(key)?.micros ?? 0))
    .filter((change) => change.before !== change.after)
    .sort((a, b) => Math.abs(growthOf(b)) - Math.abs(growthOf(a)) || (nameOf(a) < nameOf(b) ? -1 : 1));
}

function changeOf({ stack, logicalId, type, document }: ResourceCost, before: number, after: number): ResourceChange {
  return { stack, logicalId, type, ...(document !== undefined && { document }), before, after };
}

/** A resource of another type under the same logical id is another resource. */
function keyOf({ stack, logicalId, type }: ResourceCost): string {
  return `${stack} ${logicalId} ${type}`;
}

function nameOf({ stack, logicalId }: ResourceChange): string {
  return `${stack} ${logicalId}`;
}
