import type * as z from 'zod';
import { type FunctionSpec, functionOutputs, functionSchema } from './function/schema.ts';
import type { Outputs } from './outputs.ts';
import { type PlatformSpec, platformOutputs, platformSchema } from './platform/schema.ts';
import { type RouteSpec, routeOutputs, routeSchema } from './route/schema.ts';
import { type TeamSpec, teamOutputs, teamSchema } from './team/schema.ts';

/** The spec of each kind after loading: defaults filled in, read-only. */
interface Specs {
  readonly Platform: PlatformSpec;
  readonly Team: TeamSpec;
  readonly Function: FunctionSpec;
  readonly Route: RouteSpec;
}

/** Name of a kind, as it stands in `kind:`. */
export type KindName = keyof Specs;

/** Kinds that belong to the whole registry. */
export type SharedKind = 'Platform';

/** Kinds that belong to a team, and stand in its folder. */
export type TeamKind = Exclude<KindName, SharedKind>;

/** The spec of one kind after loading. */
export type SpecOf<K extends KindName> = Specs[K];

/** A kind: its name, its folder in `registry/kinds`, the schema of its `spec` block, and what other documents may take from it. */
export interface Kind {
  readonly name: KindName;
  readonly folder: string;
  readonly schema: z.ZodType;
  readonly outputs: Outputs;
}

/** Every kind that a registry may hold. Nodes of the graph stand in this order. */
export const KINDS = [
  { name: 'Platform', folder: 'platform', schema: platformSchema, outputs: platformOutputs },
  { name: 'Team', folder: 'team', schema: teamSchema, outputs: teamOutputs },
  { name: 'Function', folder: 'function', schema: functionSchema, outputs: functionOutputs },
  { name: 'Route', folder: 'route', schema: routeSchema, outputs: routeOutputs },
] as const satisfies readonly Kind[];

/** Name of an output of one kind. */
export type OutputOf<K extends KindName> = keyof Extract<(typeof KINDS)[number], { readonly name: K }>['outputs'];
