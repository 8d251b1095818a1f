import type { OutputReference } from '../compile/desired.ts';
import type { RescueAction } from '../status/rescue.ts';

/** Where a parameter's value comes from: a recorded output, or the value itself when a revert repeats what was applied. */
export type ParameterSource = OutputReference | { readonly value: string };

/** One stack that a run works on, with all that is needed to carry on without reading the registry again (V4). */
export interface RunTarget {
  readonly name: string;
  readonly wave: number;
  /** `record`: nothing is to be done in AWS, but the record does not know the stack as it is, so it is read back. */
  readonly action: 'create' | 'update' | 'delete' | 'record' | 'rescue';
  /** Digest of the template to apply; its text is in the ledger. Absent for a deletion. */
  readonly templateDigest?: string;
  readonly parameters: Readonly<Record<string, ParameterSource>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Logical ids of the functions whose package this target puts in place. */
  readonly newCode?: readonly string[];
  /** Of a deletion or a rescue: the stack that is ours. A namesake that somebody made since is left alone (K6). */
  readonly stackId?: string;
  /** Of a rescue: what a person asked for. */
  readonly rescue?: RescueOrder;
}

/** What is done to a stuck stack. */
export interface RescueOrder {
  readonly action: Exclude<RescueAction, 'none'>;
  /** The status that the person saw. */
  readonly from: string;
  /** Logical ids that the rollback leaves as they are. */
  readonly skip: readonly string[];
  /** Logical ids that the deletion leaves in AWS. */
  readonly retain: readonly string[];
}

/**
 * Where one stack stands within a run. The step machine reads it, does one thing, writes it back.
 * `attempted` is written before the outside call that it names, so that a crash in between resumes at that call (C2).
 */
export type StackStep =
  | { readonly step: 'pending'; readonly tries: number }
  /** `importsExisting`: another one was refused, because names of it are taken. */
  | { readonly step: 'change-set'; readonly changeSet: string; readonly importsExisting?: true }
  | { readonly step: 'executing'; readonly changeSet: string; readonly token: string }
  | {
      readonly step: 'deleting';
      readonly stackId: string;
      readonly token: string;
      readonly next: 'create' | 'done';
      readonly asked: boolean;
      /** How often, once it was. */
      readonly asks?: number;
      /** What comes after a detour counts as a start of its own; absent from steps of earlier releases. */
      readonly tries?: number;
    }
  | { readonly step: 'recovering'; readonly token: string; readonly asked: boolean; readonly tries?: number }
  | { readonly step: 'rescuing'; readonly stackId: string; readonly token: string; readonly asked: boolean }
  | { readonly step: 'applied' }
  | { readonly step: 'failed'; readonly reason: string }
  | { readonly step: 'skipped'; readonly reason: string };

/** How often a run started over on a stack. Change set names end in `-<tries>`, so that no step needs a counter of its own. */
export function triesOf(step: StackStep): number {
  if (step.step === 'pending') return step.tries;
  if (step.step === 'deleting' || step.step === 'recovering') return step.tries ?? 0;
  if (step.step !== 'executing' && step.step !== 'change-set') return 0;
  return Number(step.changeSet.slice(step.changeSet.lastIndexOf('-') + 1));
}

/** What the record keeps of one stack between runs: never forgotten until its deletion is confirmed. */
export interface StackRecord {
  readonly name: string;
  readonly stackId?: string;
  /** Set before work starts. */
  readonly attempted?: AttemptedRevision;
  /** Set last, after the stack was read back (C7). */
  readonly applied?: AppliedRevision;
  readonly outputs: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly resources: readonly { readonly logicalId: string; readonly type: string; readonly physicalId: string }[];
  /** Function name → CodeSha256 read back after apply (F2). */
  readonly codeDigests: Readonly<Record<string, string>>;
  /** Logical ids that a rescue left as they were: nobody knows how they are until the stack is updated (C9). */
  readonly skipped?: readonly string[];
}

/** What was sent last. The same may have been applied before, and be gone: only reading back tells what came of it (C7). */
export interface AttemptedRevision extends AppliedRevision {
  /** Not read back yet. */
  readonly unfinished?: true;
}

/** A commit together with the template digest it meant for a stack. */
export interface AppliedRevision {
  readonly sha: string;
  readonly templateDigest: string;
}
