import type { BucketSpec } from '../../../registry/kinds/bucket/schema.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import { processorQueueName } from '../expansions/processor-names.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import type { RegistryDocument } from '../registry.ts';
import { lookupOf } from './lookup.ts';
import { documentsOf, type RegistryContext, teamOfPath } from './registry-rule.ts';

type Bucket = RegistryDocument<'Bucket'>;
type Processor = RegistryDocument<'EventProcessor'>;
type Notification = NonNullable<BucketSpec['notifications']>[number];

/** S3 sends to standard queues only: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html */
export function notifiedQueues(context: RegistryContext): readonly Finding[] {
  const queueAt = lookupOf(context, 'Queue');
  return documentsOf(context, 'Bucket').flatMap((bucket) =>
    (bucket.spec.notifications ?? []).flatMap(({ queue }, index) => {
      if (!queueAt(queue, bucket)?.spec.fifo) return [];
      const message = `Queue ${queue.name} is FIFO; S3 sends to standard queues only.`;
      const path = ['spec', 'notifications', index, 'queue', 'name'];
      return [context.finding(bucket.source, { code: 'UnfitDocument', path, message })];
    }),
  );
}

/** A processor that S3 tells itself: its bucket does so, and only of what its function may read. */
export function directEvents(context: RegistryContext): readonly Finding[] {
  const bucketAt = lookupOf(context, 'Bucket');
  return documentsOf(context, 'EventProcessor').flatMap((processor) => {
    const { s3 } = processor.spec.source;
    const bucket = s3?.direct ? bucketAt(s3.bucket, processor) : undefined;
    if (s3 === undefined || bucket === undefined) return [];
    if (teamOf(bucket) !== teamOf(processor)) return [context.finding(processor.source, otherTeam(bucket))];
    const told = (bucket.spec.notifications ?? []).flatMap((entry, index) =>
      isFor(entry, processor) ? [{ entry, index }] : [],
    );
    if (told.length === 0) return [context.finding(processor.source, notTold(processor, bucket, s3.prefix))];
    return told
      .filter(({ entry }) => !(entry.prefix ?? '').startsWith(s3.prefix ?? ''))
      .map(({ entry, index }) => context.finding(bucket.source, beyond(processor, entry, index, s3.prefix ?? '')));
  });
}

/** Of the bucket's own team, which is the processor's. */
function isFor({ queue }: Notification, processor: Processor): boolean {
  const isOwn = queue.team === undefined || queue.team === teamOf(processor);
  return isOwn && queue.name === processorQueueName(processor.metadata.name);
}

const AT_BUCKET: Path = ['spec', 'source', 's3', 'bucket', 'name'];

/** The function waits for the bucket, which it reads, and the bucket for the queue. */
function otherTeam({ metadata: { name }, source }: Bucket): Problem {
  return {
    code: 'UnfitDocument',
    path: AT_BUCKET,
    message: `Bucket ${name} is of team ${teamOfPath(source.file)}: the stacks of both teams would wait for each other.`,
    hint: `Remove direct, and set events: true in Bucket ${name}.`,
  };
}

function notTold({ metadata }: Processor, bucket: Bucket, prefix: string | undefined): Problem {
  const { name } = bucket.metadata;
  const keys = prefix === undefined ? '' : `, prefix: ${plain(prefix)}`;
  const entry = `{queue: {kind: Queue, name: ${processorQueueName(metadata.name)}}${keys}}`;
  const hint =
    bucket.spec.notifications === undefined
      ? `Add to the spec of Bucket ${name}: notifications: [${entry}].`
      : `Add to spec.notifications of Bucket ${name}: ${entry}.`;
  return {
    code: 'UnfitDocument',
    path: AT_BUCKET,
    message: `Bucket ${name} does not tell the queue of EventProcessor ${metadata.name} of its objects.`,
    hint,
  };
}

function beyond({ metadata: { name } }: Processor, entry: Notification, index: number, prefix: string): Problem {
  const at = ['spec', 'notifications', index];
  return {
    code: 'UnfitDocument',
    path: entry.prefix === undefined ? at : [...at, 'prefix'],
    message: `EventProcessor ${name} may read keys that begin with ${prefix} only, and would be told of others.`,
    hint: `Set prefix: ${plain(prefix)}, or one that begins with it.`,
  };
}

/** As it can be written in YAML, also between braces. */
function plain(prefix: string): string {
  return /^[A-Za-z][\w.-]*\/[\w./-]*$/.test(prefix) ? prefix : JSON.stringify(prefix);
}

function teamOf({ source }: Bucket | Processor): string | undefined {
  return teamOfPath(source.file);
}
