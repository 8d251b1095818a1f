import type { ResourceSource } from '../compile/desired.ts';
import type { Json } from '../lib/json.ts';

/** What is done to a resource. */
export type Action = 'create' | 'update' | 'replace' | 'delete' | 'noop';

/** Effect on a resource, from harmless to worst; the order is the rank (P6). */
export const IMPACTS = ['none', 'import', 'update', 'create', 'orphan', 'may-replace', 'replace', 'destroy'] as const;

/** One of {@link IMPACTS}. */
export type Impact = (typeof IMPACTS)[number];

/**
 * One RFC 6902 operation on a resource's properties. `old` is what stands there now; RFC 6902 section 4 tells readers to
 * ignore members they do not know, so the list stays a valid patch.
 */
export interface Change {
  readonly op: 'add' | 'remove' | 'replace';
  /** JSON pointer below the resource, e.g. `/Properties/MemorySize`. */
  readonly path: string;
  readonly value?: Json;
  readonly old?: Json;
}

/** What happens to one resource. */
export interface PlanNode {
  readonly action: Action;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly impact: Impact;
  readonly changes: readonly Change[];
  /** The registry line that asked for it; absent for a deletion. */
  readonly source?: ResourceSource;
}

/** What happens to one stack. `action` is `noop` when CloudFormation is not called at all. */
export interface StackPlan {
  readonly name: string;
  readonly wave: number;
  readonly action: 'create' | 'update' | 'delete' | 'noop';
  /** Digest of the desired template text; absent for a deletion. */
  readonly templateDigest?: string;
  /** Changed parameters, tags and outputs in words, so that an update without resource changes is still explained. */
  readonly notes: readonly string[];
  readonly nodes: readonly PlanNode[];
}

/** Number of resources per action, over all stacks. */
export interface PlanSummary {
  readonly create: number;
  readonly update: number;
  readonly replace: number;
  readonly delete: number;
  readonly noop: number;
}

/** The plan: plain data that is both printed and applied, so a dry run cannot differ. */
export interface Plan {
  /** `sha256:` over templates, parameters and observed state (V2). The same inputs give the same digest (P4). */
  readonly digest: string;
  readonly summary: PlanSummary;
  /** Sorted by wave, then name; deletions last (K7). */
  readonly stacks: readonly StackPlan[];
}
