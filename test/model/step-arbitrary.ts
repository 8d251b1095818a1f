import type fc from 'fast-check';
import type { Step } from './step.ts';

/** Steps that come so much more often than a step of weight 1. */
export interface WeightedStep {
  readonly weight: number;
  readonly arbitrary: fc.Arbitrary<Step>;
}
