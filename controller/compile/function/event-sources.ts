import type { EventSource } from '../../../registry/kinds/function/event-source.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { putPart, type Site } from '../site.ts';
import { callableArn } from './callable.ts';
import { isQueueSource, nameOfSource } from './event-source-name.ts';
import { type Target, targetAt } from './targets.ts';

/** Lambda's own defaults, written out so that drift from them is seen (F1). Source: API_CreateEventSourceMapping of the Lambda API. */
const DEFAULT_QUEUE_BATCH = 10;
const DEFAULT_STREAM_BATCH = 100;

/** One mapping for each event source. */
export function addEventSources(site: Site<'Function'>): void {
  for (const source of site.document.spec.eventSources ?? []) {
    putPart(site, 'LambdaSource', nameOfSource(source), 'AWS::Lambda::EventSourceMapping', mappingOf(source, site));
  }
}

/** What the role needs to read from the sources, and to tell of what it gave up. */
export function eventSourceStatements(site: Site<'Function'>): readonly JsonObject[] {
  return (site.document.spec.eventSources ?? []).flatMap((source) => [
    ...sourceTarget(source, site).statements,
    ...(source.onFailure === undefined ? [] : targetAt(source.onFailure, 'send', site).statements),
  ]);
}

function sourceTarget(source: EventSource, site: Site<'Function'>): Target {
  return targetAt('arn' in source ? source.arn : source, 'take', site);
}

function mappingOf(source: EventSource, site: Site<'Function'>): JsonObject {
  const isQueue = isQueueSource(source);
  return {
    FunctionName: callableArn(site.document, site),
    EventSourceArn: sourceTarget(source, site).arn,
    Enabled: source.enabled,
    BatchSize: source.batchSize ?? (isQueue ? DEFAULT_QUEUE_BATCH : DEFAULT_STREAM_BATCH),
    ...windowOf(source),
    ...(source.filters !== undefined && { FilterCriteria: { Filters: source.filters.map(patternOf) } }),
    FunctionResponseTypes: source.reportBatchItemFailures ? ['ReportBatchItemFailures'] : [],
    ...(isQueue ? queueSettings(source) : streamSettings(source, site)),
    Tags: site.tags,
  };
}

/** FIFO queues know no window, and whether a queue is one is not always known here; so only what the author says is there. */
function windowOf({ windowSeconds }: EventSource): JsonObject {
  return windowSeconds === undefined ? {} : { MaximumBatchingWindowInSeconds: windowSeconds };
}

function patternOf(filter: unknown): JsonObject {
  return { Pattern: JSON.stringify(filter) };
}

function queueSettings({ maxConcurrency }: EventSource): JsonObject {
  return maxConcurrency === undefined ? {} : { ScalingConfig: { MaximumConcurrency: maxConcurrency } };
}

/** `-1` is Lambda's word for "without end". */
function streamSettings(source: EventSource, site: Site<'Function'>): JsonObject {
  const destination: Json | undefined = source.onFailure && targetAt(source.onFailure, 'send', site).arn;
  return {
    StartingPosition: source.startingPosition === 'latest' ? 'LATEST' : 'TRIM_HORIZON',
    BisectBatchOnFunctionError: source.bisectOnError ?? false,
    MaximumRetryAttempts: source.maxRetries ?? -1,
    MaximumRecordAgeInSeconds: source.maxRecordAgeSeconds ?? -1,
    ParallelizationFactor: source.parallelization ?? 1,
    ...(destination !== undefined && { DestinationConfig: { OnFailure: { Destination: destination } } }),
  };
}
