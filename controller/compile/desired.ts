import type { Location } from '../diagnostics/finding.ts';
import type { Template } from './template.ts';

/** Where a stack parameter's value comes from: another stack's recorded output (never Export/ImportValue). */
export interface OutputReference {
  readonly stack: string;
  readonly output: string;
}

/** The registry line that asked for a resource, and the document that stands there, e.g. `Function/charge`. */
export interface ResourceSource extends Location {
  readonly document?: string;
}

/** One stack that should exist. */
export interface DesiredStack {
  readonly name: string;
  /** `network`, `stateful`, `application`, `observability`, `edge`, or `team/<team>`. */
  readonly owner: string;
  /** Stacks of a lower wave are applied first; stacks of one wave are independent. */
  readonly wave: number;
  readonly template: Template;
  /** The exact text sent to CloudFormation, and its `sha256:` digest. */
  readonly body: string;
  readonly digest: string;
  readonly parameters: Readonly<Record<string, OutputReference>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Logical id → the line of the registry that asked for it (the nearest field, or the document). */
  readonly sources: Readonly<Record<string, ResourceSource>>;
}

/** Everything that one commit wants in AWS. Stacks are sorted by wave, then name. */
export interface DesiredState {
  readonly project: string;
  readonly stacks: readonly DesiredStack[];
}
