import type { OutputsSpec } from '../../registry/kinds/platform/outputs.ts';
import type { OutputReference } from './desired.ts';

/** Where a published value comes from: a stack's recorded output, or the registry itself. */
export type OutputSource = OutputReference | { readonly value: string };

/** One output of a document: a single value, or a list whatever its length. */
export type DeclaredOutput = { readonly from: OutputSource } | { readonly each: readonly OutputSource[] };

/** What one document gives to others. */
export interface DeclaredDocument {
  readonly kind: string;
  /** Absent for the Platform. */
  readonly team?: string;
  readonly name: string;
  /** Tags of everything that the document makes. */
  readonly tags: Readonly<Record<string, string>>;
  /** Name of the output, as `valueFrom.output` has it, → where its value comes from. */
  readonly outputs: Readonly<Record<string, DeclaredOutput>>;
}

/**
 * What a registry publishes for other tools and where, without the values: they are there only once the stacks are applied. Plain
 * data, so that a run can carry on without reading the registry again (V4).
 */
export interface DeclaredOutputs {
  readonly project: string;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly publish: OutputsSpec;
  /** The Platform first, then by kind, team and name. */
  readonly documents: readonly DeclaredDocument[];
}
