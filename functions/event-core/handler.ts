import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createCollectionRecord } from './adapters/dynamodb-collections.ts';
import { createEventPublisher } from './adapters/eventbridge-publisher.ts';
import { createLambdaInvoker } from './adapters/lambda-invoker.ts';
import { createS3Objects } from './adapters/s3-objects.ts';
import { createDeadLetters } from './adapters/sqs-dead-letters.ts';
import { readConfig } from './config.ts';
import { type Core, processBatch } from './process-batch.ts';

const config = readConfig(process.env);
const tracer = new Tracer({ serviceName: config.processor });
const logger = new Logger({ serviceName: config.processor });
const metrics = new Metrics({ namespace: 'Holdfast/EventCore', serviceName: config.processor });
const dynamodb = tracer.captureAWSv3Client(new DynamoDBClient());
const { table, rememberSeconds, processor } = config;

const core: Core = {
  config,
  effects: {
    objects: createS3Objects(tracer.captureAWSv3Client(new S3Client())),
    functions: createLambdaInvoker(tracer.captureAWSv3Client(new LambdaClient())),
    events: createEventPublisher(tracer.captureAWSv3Client(new EventBridgeClient())),
  },
  idempotency: new DynamoDBPersistenceLayer({ tableName: table, awsSdkV3Client: dynamodb }),
  collections: createCollectionRecord(dynamodb, { name: table, processor, rememberSeconds, now: Date.now }),
  deadLetters: createDeadLetters(tracer.captureAWSv3Client(new SQSClient()), config.deadLetterQueueUrl, processor),
  meter: (metric, value) => metrics.addMetric(metric, unitOf(metric), value),
  log: {
    info: (words, safe) => logger.info(words, { ...safe }),
    warn: (words, safe) => logger.warn(words, { ...safe }),
  },
  now: Date.now,
};

/** Lambda's entry: messages of the queue, one verdict each. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  try {
    return await processBatch(event, context, core);
  } finally {
    metrics.publishStoredMetrics();
  }
}

function unitOf(metric: string) {
  if (metric === 'Bytes' || metric === 'Spooled') return MetricUnit.Bytes;
  return metric === 'Latency' || metric === 'Age' ? MetricUnit.Milliseconds : MetricUnit.Count;
}
