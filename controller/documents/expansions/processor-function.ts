import type { Access } from '../../../registry/kinds/access.ts';
import { partOf } from '../part-of.ts';
import type { Path } from '../path.ts';
import type { RegistryDocument, TeamDocument } from '../registry.ts';
import { blockSpec } from './block.ts';
import { accessWith, type Granted } from './granted.ts';
import { coreOf } from './processor-actions.ts';
import { idempotencyTableOf, processorQueueName } from './processor-names.ts';
import { environmentWith, placesOf, type Variable } from './variables.ts';

type Processor = RegistryDocument<'EventProcessor'>;

/**
 * The function of an EventProcessor. It reads the queue in batches of which single events can fail, knows the table, and of the buckets
 * no more than their prefixes. What it learns by environment variables is written down in docs/spec/event-processor.md.
 */
export function processorFunction(document: Processor, eventsPerMonth: number | undefined): TeamDocument {
  const { batch, function: block, traffic } = document.spec;
  const { name } = document.metadata;
  const core = coreOf(document);
  const variables = [...variablesOf(document), ...core.variables];
  const { access, places } = accessWith(block.access, [...grantsOf(document), ...core.granted]);
  const usage = {
    ...(eventsPerMonth !== undefined && { requestsPerMonth: eventsPerMonth }),
    ...(traffic?.averageDurationMs !== undefined && { averageDurationMs: traffic.averageDurationMs }),
  };
  const spec = {
    ...blockSpec(block),
    ...core.spec,
    environment: environmentWith(block.environment, variables),
    access,
    eventSources: [sourceOf(name, batch)],
    ...(Object.keys(usage).length > 0 && { traffic: usage }),
  };
  return partOf(document, 'Function', name, spec, ['spec', 'function'], {
    elsewhere: [...placesOf(variables), ...places],
  });
}

function sourceOf(name: string, { size, windowSeconds, maxConcurrency, filters }: Processor['spec']['batch']) {
  return {
    kind: 'Queue',
    name: processorQueueName(name),
    batchSize: size,
    ...(windowSeconds !== undefined && { windowSeconds }),
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    ...(filters !== undefined && { filters }),
    reportBatchItemFailures: true,
    enabled: true,
  } as const;
}

/** Where a finding about the table is shown. */
function tablePath({ idempotency }: Processor['spec']): Path {
  return idempotency.table === undefined ? ['spec', 'idempotency'] : ['spec', 'idempotency', 'table'];
}

function grantsOf({ metadata, spec }: Processor): readonly Granted[] {
  const table = { ...idempotencyTableOf({ metadata, spec }), level: 'readwrite' } as const;
  const { source, output, actions } = spec;
  // The core looks whether a result is there already, code of one's own was never promised that.
  const level = actions === undefined ? 'write' : 'readwrite';
  return [
    { access: table, from: tablePath(spec) },
    ...(source.s3 === undefined
      ? []
      : [{ access: inBucket(source.s3, 'read'), from: ['spec', 'source', 's3', 'bucket'] }]),
    ...(output === undefined ? [] : [{ access: inBucket(output, level), from: ['spec', 'output', 'bucket'] }]),
  ];
}

/** A bucket, and the part of its keys that is meant. */
type Keys = NonNullable<Processor['spec']['output']>;

function inBucket({ bucket, prefix }: Keys, level: 'read' | 'write' | 'readwrite'): Access {
  return { ...bucket, level, ...(prefix !== undefined && { prefix }) };
}

function variablesOf({ metadata, spec }: Processor): readonly Variable[] {
  const { name } = metadata;
  const queue = { kind: 'Queue', name: processorQueueName(name), output: 'queueUrl' };
  const table = { ...idempotencyTableOf({ metadata, spec }), output: 'tableName' };
  return [
    { name: 'HOLDFAST_PROCESSOR', value: name },
    { name: 'HOLDFAST_QUEUE_URL', value: { valueFrom: queue } },
    { name: 'HOLDFAST_MAX_RECEIVE_COUNT', value: String(spec.queue.maxReceiveCount) },
    { name: 'HOLDFAST_IDEMPOTENCY_TABLE', value: { valueFrom: table }, from: tablePath(spec) },
    { name: 'HOLDFAST_IDEMPOTENCY_SECONDS', value: String(spec.idempotency.expiresAfterSeconds) },
    ...(spec.source.s3 === undefined
      ? []
      : bucketVariables('INPUT', spec.source.s3, ['spec', 'source', 's3', 'bucket'])),
    ...(spec.output === undefined ? [] : bucketVariables('OUTPUT', spec.output, ['spec', 'output', 'bucket'])),
  ];
}

function bucketVariables(use: 'INPUT' | 'OUTPUT', { bucket, prefix }: Keys, from: Path): readonly Variable[] {
  const value = { valueFrom: { ...bucket, output: 'bucketName' } };
  return [
    { name: `HOLDFAST_${use}_BUCKET`, value, from },
    ...(prefix === undefined ? [] : [{ name: `HOLDFAST_${use}_PREFIX`, value: prefix }]),
  ];
}
