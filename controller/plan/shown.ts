import type { Json } from '../lib/json.ts';
import type { Action, Impact } from './plan.ts';

/** Where people saw a plan before its commit was merged. */
export interface ShownOn {
  /** The commit whose check it was: the head of a pull request, or what GitHub's merge queue made. */
  readonly sha: string;
  readonly number?: number;
  readonly digest: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Why a plan is not as it was shown: the stack was changed outside of Holdfast, by another run, or by another commit of the registry. */
export type Cause = 'outside' | 'applied' | 'registry';

/** What is done to a resource, and how bad that is. */
export interface Doing {
  readonly action: Action;
  readonly impact: Impact;
}

/** One difference between what a plan does and what people were shown. Values are masked (S3). */
export interface Deviation {
  /** `unseen`: nobody was shown it. `start`: it ends as shown, from another value. `gone`: shown, and not to be done. */
  readonly kind: 'unseen' | 'start' | 'gone';
  readonly stack: string;
  /** Absent for what is about the stack itself: its parameters, tags and outputs. */
  readonly logicalId?: string;
  readonly type?: string;
  readonly document?: string;
  readonly shown?: Doing;
  readonly now?: Doing;
  /** Properties that end, or for `start` begin, in another way than shown. */
  readonly changes: readonly { readonly path: string; readonly shown?: Json; readonly now?: Json }[];
  /** What changes about the stack itself, in words. */
  readonly notes?: readonly string[];
  readonly because: Cause;
}

/** How many differences of each kind there are; the list holds the first of them. */
export interface Deviations {
  readonly counts: Readonly<Record<Deviation['kind'], number>>;
  readonly list: readonly Deviation[];
  /** Stack → how much of it nobody was shown; only stacks that have such. */
  readonly unseen: Readonly<Record<string, number>>;
}

/** How the plan of a merged commit compares with the one that people were shown. */
export type Shown =
  /** The same digest: the same templates, parameters and starting state (V2). */
  | { readonly kind: 'same'; readonly on: ShownOn }
  /** `also` are plans of other pull requests that were merged and are applied with this one. */
  | ({ readonly kind: 'moved'; readonly on: ShownOn; readonly also: readonly ShownOn[] } & Deviations)
  /** Nobody was shown a plan: there was no pull request, it was merged before it was planned, or GitHub does not say. */
  | { readonly kind: 'none'; readonly because: 'push' | 'not-planned' | 'unknown'; readonly number?: number };
