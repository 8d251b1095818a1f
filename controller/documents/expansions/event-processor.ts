import { RETRY_DEFAULTS } from '../../../registry/kinds/delivery.ts';
import { IDEMPOTENCY_TABLE } from '../../../registry/kinds/event-processor/core.ts';
import type { EventProcessorSpec } from '../../../registry/kinds/event-processor/schema.ts';
import { DEFAULT_BUS } from '../../../registry/kinds/event-rule/schema.ts';
import { timesPerMonth } from '../../../registry/kinds/schedule/expression.ts';
import type { Json } from '../../lib/json.ts';
import { partOf } from '../part-of.ts';
import type { RegistryDocument, TeamDocument } from '../registry.ts';
import { bufferSpec } from './buffer.ts';
import { processorFunction } from './processor-function.ts';
import { idempotencyTableName, processorQueueName } from './processor-names.ts';

type Processor = RegistryDocument<'EventProcessor'>;

/** Writes for each event: one that says that it is worked on, one that says that it is done. */
const WRITES_PER_EVENT = 2;

/**
 * An EventProcessor: a rule or a schedule, a queue with its dead letters, the function, and the table that knows what is done. Where S3 tells
 * the queue itself there is no rule.
 */
export function eventProcessorParts(document: Processor): readonly TeamDocument[] {
  return [
    processorFunction(document, eventsPerMonth(document.spec)),
    queue(document),
    ...(document.spec.idempotency.table === undefined ? [table(document)] : []),
    ...sender(document),
  ];
}

function eventsPerMonth({ traffic, source }: EventProcessorSpec): number | undefined {
  return traffic?.eventsPerMonth ?? (source.schedule && timesPerMonth(source.schedule.expression));
}

function queue(document: Processor): TeamDocument {
  const { queue: buffer, function: block } = document.spec;
  const plain = bufferSpec(buffer, block.timeoutSeconds, eventsPerMonth(document.spec));
  // EventBridge gives no deduplication id, and every event's body has an id of its own.
  const spec = buffer.fifo ? { ...plain, fifo: true, contentBasedDeduplication: true } : plain;
  return partOf(document, 'Queue', processorQueueName(document.metadata.name), spec, ['spec', 'queue']);
}

/** What it holds is worth nothing after a while, so it needs no backup and nobody has to be kept from deleting it. */
function table(document: Processor): TeamDocument {
  const events = eventsPerMonth(document.spec);
  const spec = {
    ...IDEMPOTENCY_TABLE,
    pointInTimeRecovery: false,
    deletionProtection: false,
    tableClass: 'standard',
    alarms: { throttles: true, systemErrors: false },
    ...(events !== undefined && { traffic: { writesPerMonth: WRITES_PER_EVENT * events } }),
  } as const;
  const name = idempotencyTableName(document.metadata.name);
  return partOf(document, 'Table', name, spec, ['spec', 'idempotency']);
}

/** What puts the events into the queue; nothing where the bucket does it. */
function sender(document: Processor): readonly TeamDocument[] {
  const { name } = document.metadata;
  const { source, traffic } = document.spec;
  if (source.s3?.direct) return [];
  const group = document.spec.queue.fifo ? { messageGroup: name } : {};
  const target = { kind: 'Queue', name: processorQueueName(name), ...group } as const;
  if (source.schedule !== undefined) {
    const { input, ...timing } = source.schedule;
    const sent = document.spec.actions === undefined ? input : firing(input ?? null);
    const told = sent === undefined ? {} : { input: sent };
    const spec = { ...timing, ...told, enabled: true, target, retry: RETRY_DEFAULTS, alarms: true };
    return [partOf(document, 'Schedule', name, spec, ['spec', 'source', 'schedule'])];
  }
  const events = traffic?.eventsPerMonth;
  const spec = {
    bus: source.bus ?? DEFAULT_BUS,
    ...(source.pattern !== undefined && { pattern: source.pattern }),
    ...(source.s3 !== undefined && { s3: watched(source.s3) }),
    enabled: true,
    targets: [{ ...target, retry: RETRY_DEFAULTS }],
    alarms: true,
    ...(events !== undefined && { traffic: { eventsPerMonth: events } }),
  };
  return [partOf(document, 'EventRule', name, spec, ['spec', 'source'])];
}

/** What a rule has of it: that it is not direct goes without saying there. */
function watched({ direct: _, ...objects }: NonNullable<EventProcessorSpec['source']['s3']>) {
  return objects;
}

/**
 * A firing of a schedule as an event, so that it is one thing however often it is delivered. Scheduler fills in its own name and the time
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html).
 */
function firing(detail: Json): Json {
  return {
    id: '<aws.scheduler.schedule-arn>/<aws.scheduler.scheduled-time>',
    source: 'aws.scheduler',
    'detail-type': 'Scheduled',
    time: '<aws.scheduler.scheduled-time>',
    detail,
  };
}
