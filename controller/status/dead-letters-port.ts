/** How many messages a queue has. SQS's own numbers are approximate. */
export interface QueueDepth {
  readonly waiting: number;
  /** Received, and not done yet. */
  readonly inFlight: number;
}

/** How moving messages back goes. */
export interface MoveProgress {
  readonly state: 'running' | 'done' | 'failed';
  readonly moved: number;
  readonly problem?: string;
}

/** Queues and their dead letters, by URL. Errors are HoldfastErrors. */
export interface DeadLetterQueues {
  depthOf(queueUrl: string): Promise<QueueDepth>;
  /**
   * Why messages are in a dead-letter queue, of a few of them, with how many say so. They are looked at for a moment and stay. A message that SQS moved by
   * itself says nothing: `unknown`.
   */
  reasonsIn(queueUrl: string): Promise<ReadonlyMap<string, number>>;
  /** Begins to move every message back. Throws `MoveRunning` where that is done already. */
  startMove(deadLetterQueueUrl: string, queueUrl: string, perSecond?: number): Promise<void>;
  /** Of the newest move. */
  moveProgress(deadLetterQueueUrl: string): Promise<MoveProgress>;
}
