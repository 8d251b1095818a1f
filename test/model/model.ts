import type { Content } from './content.ts';

/** A commit of the registry, as its author knows it. */
export interface Commit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly content: Content;
}

/** A pull request as the people know it. */
export interface Pull {
  readonly number: number;
  readonly head: string;
  readonly content: Content;
  readonly open: boolean;
}

/**
 * What is true in a history whatever the controller thinks: what was committed, where the branch points, what people did by hand and said, and
 * what was made to fail. Promises are judged by this.
 */
export interface Model {
  readonly commits: Map<string, Commit>;
  head: string | undefined;
  /** Everything that the branch ever pointed at, in order, with the moment. */
  readonly heads: { readonly sha: string; readonly moment: number }[];
  /** GitHub lists only a part of these commits (V5). */
  readonly truncated: Set<string>;
  readonly pulls: Pull[];
  /** Counts everything that happens, so that one thing is known to have come after another. */
  moment: number;
  /** Stack name → the moments at which somebody else than the current run changed it: people, and workers that woke too late. */
  readonly touched: Map<string, number[]>;
  /** Ids of stacks that are not ours. */
  readonly foreign: Set<string>;
  /** Stacks of which an operation was made to fail at some time. */
  readonly unlucky: Set<string>;
  /** Functions that somebody changed behind CloudFormation's back. */
  readonly drifted: Set<string>;
  /** Commits that a person accepted by their full id (V1). */
  readonly accepted: Set<string>;
  /** Moments at which a person asked that the head be tried. */
  readonly asked: number[];
  /** Commits to which a person, or the registry's own `sync.rollback`, may go back. */
  readonly goingBack: Set<string>;
  /** Faults that were injected so far: without one, no message may end in the dead-letter queue (C5). */
  faults: number;
  /** Something that came from outside was lost, so that only the schedule can find it (C14). */
  lost: boolean;
}

export function newModel(): Model {
  return {
    commits: new Map(),
    head: undefined,
    heads: [],
    truncated: new Set(),
    pulls: [],
    moment: 0,
    touched: new Map(),
    foreign: new Set(),
    unlucky: new Set(),
    drifted: new Set(),
    accepted: new Set(),
    asked: [],
    goingBack: new Set(),
    faults: 0,
    lost: false,
  };
}

/** What a commit says. */
export function contentOf(model: Model, sha: string): Content | undefined {
  return model.commits.get(sha)?.content;
}

/** Whether `sha` is `base` or comes after it, by parents only. */
export function descends(model: Model, sha: string, base: string): boolean {
  const next = [sha];
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    if (one === base) return true;
    next.push(...(model.commits.get(one)?.parents ?? []));
  }
  return false;
}

/** Whether the branch ever had this commit in its history (V6). */
export function wasOnBranch(model: Model, sha: string): boolean {
  return model.heads.some((head) => descends(model, head.sha, sha));
}

/** How often somebody else changed the stack since the moment. */
export function touchesSince({ touched }: Model, stack: string, moment: number): number {
  return (touched.get(stack) ?? []).filter((one) => one >= moment).length;
}

/** Somebody else than the current run changed a stack. */
export function touch(model: Model, stack: string): void {
  model.touched.set(stack, [...(model.touched.get(stack) ?? []), model.moment]);
}

/** The commit `back` commits before another, along first parents. */
export function ancestor(model: Model, sha: string, back: number): string | undefined {
  let one: string | undefined = sha;
  for (let step = 0; step < back && one !== undefined; step += 1) one = model.commits.get(one)?.parents[0];
  return one;
}
