import type * as z from 'zod';
import { type FunctionSpec, functionSchema } from './function/schema.ts';
import { type PlatformSpec, platformSchema } from './platform/schema.ts';
import { type RouteSpec, routeSchema } from './route/schema.ts';
import { type TeamSpec, teamSchema } from './team/schema.ts';

/** The spec of each kind after loading: defaults filled in, read-only. */
interface Specs {
  readonly Platform: PlatformSpec;
  readonly Team: TeamSpec;
  readonly Function: FunctionSpec;
  readonly Route: RouteSpec;
}

/** Name of a kind, as it stands in `kind:`. */
export type KindName = keyof Specs;

/** The spec of one kind after loading. */
export type SpecOf<K extends KindName> = Specs[K];

/** A kind: its name and the schema of its `spec` block. */
export interface Kind {
  readonly name: KindName;
  readonly schema: z.ZodType;
}

/** Every kind that a registry may hold. */
export const KINDS: readonly Kind[] = [
  { name: 'Platform', schema: platformSchema },
  { name: 'Team', schema: teamSchema },
  { name: 'Function', schema: functionSchema },
  { name: 'Route', schema: routeSchema },
];
