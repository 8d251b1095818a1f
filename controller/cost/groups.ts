import type { Estimate, ResourceCost } from './estimate.ts';
import { sumOf } from './estimate.ts';

/** Resources that belong together, with what they cost a month. */
export interface CostGroup {
  readonly name: string;
  readonly micros: number;
  readonly resources: readonly ResourceCost[];
}

/** Stands for everything that is no team's own. No team can be called so: a team name has no blank. */
export const SHARED = 'shared platform';

/** What each team costs, sorted by name; the shared platform comes first. */
export function teamsOf({ resources }: Pick<Estimate, 'resources'>): readonly CostGroup[] {
  const groups = groupBy(resources, ({ team }) => team ?? SHARED);
  return [...groups.filter(({ name }) => name === SHARED), ...groups.filter(({ name }) => name !== SHARED)];
}

/** What each kind of document costs, sorted by name. */
export function kindsOf({ resources }: Pick<Estimate, 'resources'>): readonly CostGroup[] {
  return groupBy(resources, kindOf);
}

/** What each component of the platform costs, and the teams together, sorted by name. */
export function componentsOf({ resources }: Pick<Estimate, 'resources'>): readonly CostGroup[] {
  return groupBy(resources, ({ component }) => component);
}

/** The kind of the document that asked for a resource; its type where that is not known. */
export function kindOf({ document, type }: ResourceCost): string {
  return document?.split('/')[0] ?? type;
}

function groupBy(resources: readonly ResourceCost[], key: (resource: ResourceCost) => string): readonly CostGroup[] {
  return [...Map.groupBy(resources, key)]
    .map(([name, members]) => ({ name, micros: sumOf(members), resources: members }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
