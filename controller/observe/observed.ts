import type { Template } from '../compile/template.ts';

/** What one resource of a stack is called in AWS. */
export interface PhysicalResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

/** One stack as it is: from the record when nothing moved, from CloudFormation when it might have. */
export interface ObservedStack {
  readonly name: string;
  readonly stackId: string;
  /** CloudFormation's status word, e.g. `UPDATE_COMPLETE`. */
  readonly status: string;
  /** Absent when the record answered: then the template is the one of `digest`, and nobody needs its text. */
  readonly template?: Template;
  /** Digest of the template text last applied by us, when the record knows it. */
  readonly digest?: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly resources: readonly PhysicalResource[];
}

/** All stacks that the desired state or the inventory names and that exist. */
export interface ObservedState {
  readonly stacks: readonly ObservedStack[];
}
