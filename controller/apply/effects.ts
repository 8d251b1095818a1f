import type { OutputsByStack } from '../plan/parameters.ts';
import type { ApplyRecord, ChangeSetRequest, CodeDigestReader, StackWriter, StageCleaner } from './port.ts';

/** Everything an apply step may touch. */
export interface ApplyEffects {
  readonly stacks: StackWriter;
  readonly functions: CodeDigestReader;
  readonly stages: StageCleaner;
  readonly record: ApplyRecord;
}

/** What stays the same for all steps of one run. */
export interface RunContext {
  readonly sha: string;
  readonly mode: ChangeSetRequest['mode'];
  readonly deployment: 'standard' | 'express';
  readonly executionRoleArn?: string;
  /** Recorded outputs of all stacks, read freshly for this advance. */
  readonly outputs: OutputsByStack;
}
