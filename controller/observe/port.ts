import type { PhysicalResource } from './observed.ts';

/** CloudFormation's description of a stack, in plain words. */
export interface StackDescription {
  readonly name: string;
  readonly stackId: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Epoch milliseconds of the last change. */
  readonly updatedAt: number;
  /** CloudFormation refuses to delete it (K4). */
  readonly isProtected: boolean;
}

/** Read-only view of CloudFormation: all that a plan may use (P1). */
export interface StackReader {
  /** `undefined` when no such stack exists (or it is deleted). Throws HoldfastError; throttling is retryable. */
  describeStack(name: string): Promise<StackDescription | undefined>;
  /** The template text of a stack, as it was sent. */
  readTemplate(name: string): Promise<string>;
  /** All resources of a stack that exist, across pages. */
  listResources(name: string): Promise<readonly PhysicalResource[]>;
}
