import type { DesiredProbe } from '../compile/desired.ts';

/**
 * Is it well? Apart from whether it is in sync. The words are Argo CD's (https://argo-cd.readthedocs.io/en/stable/operator-manual/health/), from
 * best to worst; only `Unknown` stands before what is known to be wrong, so that it never hides that.
 */
export const HEALTHS = ['Healthy', 'Progressing', 'Unknown', 'Missing', 'Degraded'] as const;

/** One of {@link HEALTHS}. */
export type Health = (typeof HEALTHS)[number];

/** The worst of several; `Healthy` of none. */
export function worstHealth(healths: readonly Health[]): Health {
  return HEALTHS[Math.max(0, ...healths.map((health) => HEALTHS.indexOf(health)))] ?? 'Healthy';
}

interface InStack {
  readonly stack: string;
  readonly logicalId: string;
}

/** Something whose health is looked at after an apply, as the templates name it. A route's also says how it is asked. */
export type Watched = InStack &
  (
    | { readonly kind: 'function' | 'alarm' }
    /** `version` is the logical id of the version that the template means. */
    | { readonly kind: 'alias'; readonly version?: string }
    /** `off`: the registry says that it takes no events. */
    | { readonly kind: 'mapping'; readonly off?: true }
    | ({ readonly kind: 'route' } & Omit<DesiredProbe, 'logicalId'>)
  );

/** What one run touched, and how much of it is not looked at, because there is so much. */
export interface Watch {
  readonly watched: readonly Watched[];
  readonly left: number;
}

/** How a route is asked: its API's recorded address, and the path behind it. */
export interface ProbedRoute {
  readonly method: 'GET' | 'HEAD';
  readonly endpoint: string;
  readonly path: string;
  readonly status?: number;
  readonly timeoutMs: number;
}

/** The same as AWS knows it. */
export type HealthTarget = InStack &
  (
    | { readonly kind: 'function'; readonly name: string }
    | { readonly kind: 'alarm'; readonly name: string }
    | { readonly kind: 'alias'; readonly function: string; readonly alias: string; readonly version?: string }
    | { readonly kind: 'mapping'; readonly id: string; readonly off?: true }
    | ({ readonly kind: 'route' } & ProbedRoute)
  );

/** One thing of a look. */
export interface LookedAt {
  readonly target: HealthTarget;
  /** The commit that touched it since the last verdict; absent where it only was not well at that one. */
  readonly by?: string;
  /** The commit that an earlier verdict put it down to. */
  readonly blamed?: string;
}

/** A look that has no verdict yet. Read and written with the environment, so that it is lost with nothing. */
export interface PendingLook {
  /** The run after which it is looked, and its commit. */
  readonly run: string;
  readonly sha: string;
  /** When that was applied, in epoch milliseconds. */
  readonly at: number;
  /** When the first run began that no verdict covers yet: what was wrong before that was not its doing. */
  readonly since: number;
  readonly targets: readonly LookedAt[];
  readonly left: number;
}

/** Something that is not well. */
export interface Unwell {
  readonly target: HealthTarget;
  readonly health: Exclude<Health, 'Healthy'>;
  /** In a sentence. */
  readonly reason: string;
  /** The commit that it is put down to; absent for an alarm that was there before any that has no verdict. */
  readonly blamed?: string;
  /** This verdict is the first that covers that commit. */
  readonly isNews?: true;
}

/** What a look came to. */
export interface HealthRecord {
  readonly health: Health;
  readonly run: string;
  readonly sha: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly unwell: readonly Unwell[];
}

/** What a person calls it. */
export function nameOfTarget(target: HealthTarget): string {
  switch (target.kind) {
    case 'function':
      return `function ${target.name}`;
    case 'alarm':
      return `alarm ${target.name}`;
    case 'alias':
      return `alias ${target.function}:${target.alias}`;
    case 'mapping':
      return `event source mapping ${target.logicalId}`;
    case 'route':
      return `${target.method} ${target.path}`;
  }
}

/** Seconds after the apply at which is looked; the last ones only where something could not be read. */
export const LOOK_SECONDS = [10, 30, 60, 120, 300, 360, 600] as const;

/** Whether it is broken, by a commit that has no earlier verdict. Pure. */
export function isBroken({ health, blamed, isNews }: Unwell): boolean {
  return isNews === true && blamed !== undefined && (health === 'Degraded' || health === 'Missing');
}

/** What a verdict puts down to the commits that it is the first one for. Pure. */
export function brokenIn({ unwell }: Pick<HealthRecord, 'unwell'>): readonly Unwell[] {
  return unwell.filter(isBroken);
}

/** Whether a verdict leaves nothing that any commit is to blame for: its commit is one to go back to. Pure. */
export function isHealthyInFull({ unwell }: Pick<HealthRecord, 'unwell'>): boolean {
  return unwell.every(({ blamed }) => blamed === undefined);
}
