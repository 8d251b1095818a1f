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

/** A request that tells whether a route answers. It is made after an apply and reaches no template. */
export interface DesiredProbe {
  /** Of the route. */
  readonly logicalId: string;
  readonly method: 'GET' | 'HEAD';
  /** Behind the address of the shared API. */
  readonly path: string;
  /** Where that address is recorded, so that no registry can say another one (P2). */
  readonly endpoint: OutputReference;
  /** Any from 200 to 399 where it is left out. */
  readonly status?: number;
  readonly timeoutMs: number;
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
  /** Of its routes; absent where none has one. */
  readonly probes?: readonly DesiredProbe[];
}

/** Everything that one commit wants in AWS. Stacks are sorted by wave, then name. */
export interface DesiredState {
  readonly project: string;
  readonly stacks: readonly DesiredStack[];
}
