import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { reconcilerClients } from '../../controller/adapters/aws-clients.ts';
import { PROCESS_GOVERNOR } from '../../controller/adapters/aws-governor.ts';
import { createStoredBlobCache } from '../../controller/adapters/s3-blob-cache.ts';
import { createRetry } from '../../controller/adapters/sqs-retry.ts';
import { reconcilerConfig } from '../../controller/config.ts';
import { type Delivery, type Dispatched, dispatchToApplier, dispatchToPlanner } from '../../controller/dispatch.ts';
import { MAX_RECEIVES } from '../../controller/trigger/port.ts';
import { readMessage } from '../../controller/trigger/read-event.ts';
import type { Trigger } from '../../controller/trigger/trigger.ts';
import type { PlannerWorld } from '../../controller/world.ts';
import { createApplierWorld, createPlannerWorld } from './world.ts';

const logger = new Logger();
const config = reconcilerConfig(process.env);
const metrics = new Metrics({ serviceName: 'holdfast', defaultDimensions: { environment: config.environment } });
const clients = reconcilerClients();
if (config.awsEndpoint !== undefined) PROCESS_GOVERNOR.unlimited();
const blobs = createStoredBlobCache({ s3: clients.s3, bucket: config.evidenceBucket });
const retry = createRetry(clients.sqs, Object.values(config.queues));
let planner: Promise<PlannerWorld> | undefined;

/** Lambda's entry for both roles: messages of the role's queue, one verdict each (C5). */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  PROCESS_GOVERNOR.endsIn(context.getRemainingTimeInMillis());
  const processor = new BatchProcessor(EventType.SQS);
  const work = (record: SQSRecord) => handle(record, context);
  const response = await processPartialResponse(event, work, processor, { throwOnFullBatchFailure: false });
  await blobs.save();
  metrics.publishStoredMetrics();
  return response;
}

async function handle(record: SQSRecord, context: Context): Promise<void> {
  const read = readMessage(record.body, config.project);
  if (read.kind === 'ignored') return logger.warn('Message ignored', { because: read.because });
  const [started, attempt] = [Date.now(), Number(record.attributes.ApproximateReceiveCount)];
  const isLastAttempt = attempt >= MAX_RECEIVES;
  try {
    const done = await dispatch(read.trigger, { owner: record.messageId, isLastAttempt }, context);
    logger.info(done.did, { trigger: read.trigger, outcome: done.outcome?.kind, ms: Date.now() - started });
    metrics.addMetric(`${read.trigger.type}-handled`, MetricUnit.Count, 1);
  } catch (error) {
    logger.error('Trigger failed', { trigger: read.trigger, isLastAttempt, error });
    metrics.addMetric(`${read.trigger.type}-failed`, MetricUnit.Count, 1);
    await retry({ queueArn: record.eventSourceARN, receiptHandle: record.receiptHandle, attempt });
    throw error;
  }
}

async function dispatch(trigger: Trigger, delivery: Delivery, context: Context): Promise<Dispatched> {
  planner ??= blobs.load().then(() => createPlannerWorld(config, clients, blobs, metrics));
  planner.catch(() => {
    planner = undefined;
  });
  const world = await planner;
  if (config.role === 'planner') return dispatchToPlanner(trigger, delivery, world);
  const applier = createApplierWorld(world, clients, () => context.getRemainingTimeInMillis());
  return dispatchToApplier(trigger, delivery, applier);
}
