import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MAX_RECEIVES } from '../../controller/trigger/port.ts';

/** A queue and where its undeliverable messages end. */
export interface QueuePair {
  /** Short name: `planner`, `applier`, `timer`. */
  readonly name: string;
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

/**
 * Longest run of a reconciler function. Stages never wait for AWS to finish something, so minutes are plenty even for a
 * registry that is read cold.
 */
export const RECONCILER_TIMEOUT = Duration.seconds(120);

/**
 * A message stays hidden for six times the function's timeout, as Lambda asks of its event sources
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html).
 */
const VISIBILITY = Duration.seconds(6 * RECONCILER_TIMEOUT.toSeconds());

/** Everything between the outside and the reconciler. The message group is what must not run twice at once. */
export class Queues extends Construct {
  readonly planner: QueuePair;
  readonly applier: QueuePair;
  /** Messages of the applier to its later self: a FIFO queue refuses a delay per message. */
  readonly timer: QueuePair;

  constructor(scope: Construct, id: string, settings: { readonly prefix: string }) {
    super(scope, id);
    this.planner = this.pair(settings.prefix, 'planner', true);
    this.applier = this.pair(settings.prefix, 'applier', true);
    this.timer = this.pair(settings.prefix, 'timer', false);
  }

  get all(): readonly QueuePair[] {
    return [this.planner, this.applier, this.timer];
  }

  private pair(prefix: string, name: string, fifo: boolean): QueuePair {
    const suffix = fifo ? '.fifo' : '';
    const shared = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, ...(fifo ? { fifo } : {}) };
    const deadLetters = new Queue(this, `${name}-dead`, {
      ...shared,
      queueName: `${prefix}-${name}-dead${suffix}`,
      retentionPeriod: Duration.days(14),
    });
    const queue = new Queue(this, name, {
      ...shared,
      queueName: `${prefix}-${name}${suffix}`,
      visibilityTimeout: VISIBILITY,
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: MAX_RECEIVES },
      // EventBridge sends no deduplication id, so its messages are told apart by what they say.
      ...(fifo ? { contentBasedDeduplication: true } : {}),
    });
    return { name, queue, deadLetters };
  }
}
