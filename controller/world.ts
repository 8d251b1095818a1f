import type { ChangeProposer } from './adopt/port.ts';
import type { CodeDigestReader, StackWriter, StageCleaner } from './apply/port.ts';
import type { ArtifactReader } from './compile/port.ts';
import type { ReconcilerConfig } from './config.ts';
import type { DocumentCache } from './documents/load-documents.ts';
import type { ApiReader, CodeRestorer, FunctionReader, ResourceReader } from './drift/port.ts';
import type { HealthReader } from './health/port.ts';
import type { Clock } from './lib/clock.ts';
import type { StackReader } from './observe/port.ts';
import type { CorePublisher } from './outputs/port.ts';
import type { OutputStores } from './outputs/publish.ts';
import type { ReadingLimits } from './reading-limits.ts';
import type { Ledger } from './record/port.ts';
import type { ChangeSetRehearser } from './rehearse/port.ts';
import type { CommentWriter } from './report/comments-port.ts';
import type { EventPublisher } from './report/events-port.ts';
import type { CheckWriter } from './report/port.ts';
import type { BlobCache } from './source/blob-cache.ts';
import type { BranchReader, PullReader, TreeReader } from './source/port.ts';
import type { DeliveryLog, TriggerQueue } from './trigger/port.ts';

/**
 * All that a planner may touch. Nothing in here can change the platform (P1): AWS is read, and what is written is Holdfast's own
 * record, its queues, its bus, change sets that it cannot execute, and on GitHub checks, comments, and branches of its own with pull requests that
 * people merge.
 */
export interface PlannerWorld {
  readonly config: ReconcilerConfig;
  /** The environment that this controller keeps. */
  readonly environment: string;
  readonly clock: Clock;
  readonly source: TreeReader & BranchReader;
  readonly blobs: BlobCache;
  readonly documents: DocumentCache;
  readonly limits?: ReadingLimits;
  readonly pulls: PullReader;
  /** What GitHub tried to tell us. */
  readonly deliveries: DeliveryLog;
  readonly checks: CheckWriter;
  readonly comments: CommentWriter;
  /** Proposes changes of the registry, for people to merge. */
  readonly proposals: ChangeProposer;
  readonly stacks: StackReader;
  readonly changeSets: ChangeSetRehearser;
  readonly artifacts: ArtifactReader;
  readonly functions: FunctionReader;
  readonly apis: ApiReader;
  /** A reader for one sweep; loaded when the first sweep asks for it. */
  readonly openResources: () => Promise<ResourceReader>;
  readonly ledger: Ledger;
  readonly queue: TriggerQueue;
  readonly events: EventPublisher;
}

/** What the applier has besides: the writing side of CloudFormation, what CloudFormation does not do itself, and where outputs go. */
export interface ApplierWorld extends PlannerWorld {
  readonly writer: StackWriter;
  readonly codeDigests: CodeDigestReader;
  readonly codeRestorer: CodeRestorer;
  readonly outputStores: OutputStores;
  readonly stageCleaner: StageCleaner;
  /** A reader for one look at health; loaded when the first look asks for it. */
  readonly openHealth: () => Promise<HealthReader>;
  /** Absent on the command line: the deployed controller puts its own code where processors take it. */
  readonly core?: CorePublisher;
  /** Remaining milliseconds of this invocation. */
  readonly remainingMs: () => number;
}

/** The part of the applier's world that a run works with. The command line gives its own: no queue, no GitHub. */
export type RunWorld = Pick<
  ApplierWorld,
  | 'clock'
  | 'ledger'
  | 'queue'
  | 'checks'
  | 'events'
  | 'writer'
  | 'codeDigests'
  | 'codeRestorer'
  | 'outputStores'
  | 'stageCleaner'
  | 'core'
  | 'remainingMs'
> & {
  readonly config: Pick<ReconcilerConfig, 'executionRoleArn'>;
  readonly pulls: Pick<PullReader, 'approvalOf'>;
};
