import type { ResourceSource } from '../compile/desired.ts';
import type { Location } from '../diagnostics/finding.ts';
import type { Json } from '../lib/json.ts';

/** Where the digest of a function's code stands in a difference. */
export const CODE_POINTER = '/Properties/Code';

/** Why a function is not compared while Lambda changes it. */
export const UPDATE_UNDER_WAY = 'an update of the function is under way';

/** Who changed something in AWS, as CloudTrail tells. */
export interface Actor {
  /** ARN of the user or the assumed role, with the name of its session. */
  readonly principal: string;
  /** When, as ISO 8601. */
  readonly at: string;
  /** The call, e.g. `lambda:UpdateFunctionConfiguration`. */
  readonly call: string;
  /** Address that the call came from, or the service that made it. */
  readonly from?: string;
}

/** One property that is not what Git says. Both values are already masked where they may be secret (S3). */
export interface Difference {
  /** JSON pointer below the resource, e.g. `/Properties/MemorySize`; `/Properties/Code` stands for the code digest. */
  readonly path: string;
  /** What Git says; absent when the property should not be there. */
  readonly expected?: Json;
  /** What AWS has; absent when the property is gone. */
  readonly actual?: Json;
  /** The registry line of the property, or of the document. */
  readonly source?: Location;
}

/** Why something that differs is left for now: a person accepted it, or an `ignoreDifferences` of the registry names it. */
export interface Excuse {
  readonly kind: 'accepted' | 'ignored';
  /** Who answers for it. */
  readonly owner: string;
  /** Its last day, `YYYY-MM-DD` in UTC. */
  readonly until: string;
  readonly reason?: string;
}

/** A difference that is left for now. */
export interface ExcusedDifference extends Difference {
  readonly excuse: Excuse;
}

/**
 * What looking at one resource gave. `unchecked` carries the reason why nobody looked: it is never the same as in sync (F4).
 * `added` is a resource that somebody made by hand inside something we manage (a route on the shared API). `excused` differs, and all that
 * differs is left for now: no drift, and never in sync either. What of a `modified` one is left stands apart from its `differences`.
 */
export type ResourceDrift = ResourceDriftBase &
  (
    | { readonly status: 'in-sync' }
    | {
        readonly status: 'modified';
        readonly differences: readonly Difference[];
        readonly excused?: readonly ExcusedDifference[];
      }
    | { readonly status: 'deleted' }
    | { readonly status: 'added'; readonly actual: Json }
    | { readonly status: 'unchecked'; readonly because: string }
    | ({ readonly status: 'excused' } & Excused)
  );

/** What would be drift of a resource if it were not left for now. */
export type Excused =
  | { readonly was: 'modified'; readonly excused: readonly ExcusedDifference[] }
  | { readonly was: 'deleted'; readonly excuse: Excuse }
  | { readonly was: 'added'; readonly actual: Json; readonly excuse: Excuse };

/** Which resource was looked at. */
export interface ResourceDriftBase {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly source?: ResourceSource;
  /** Who changed it last, where CloudTrail told. */
  readonly by?: Actor;
}

/** One sweep over all applied stacks. */
export interface DriftResult {
  /** The applied commit that reality was compared with. */
  readonly sha: string;
  readonly resources: readonly ResourceDrift[];
}
