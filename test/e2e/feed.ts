import { createHash } from 'node:crypto';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { UpdateFunctionCodeCommand, waitUntilFunctionUpdatedV2 } from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { createGate } from '../../functions/event-core/gate.ts';
import type { Cloud } from './cloud.ts';
import type { E2eConfig, Step } from './config.ts';
import { bytesOf, sha256 } from './content.ts';
import { moveDeadLetters, queueUrl } from './queues.ts';
import type { Stage } from './stage.ts';
import { packageTeamFunction } from './team-function.ts';
import { eventBridgeBody, s3Body, type Told } from './tell.ts';

/** An object that went in. */
export interface Fed extends Told {
  readonly sha256: string;
}

/** All that went in. */
export interface Fodder {
  /** What the core is told of, by key: once, however often it is said. */
  readonly objects: Map<string, Fed>;
  /** Messages and events, repetitions included. */
  sent: number;
}

/** How many calls at once. */
const AT_ONCE = 12;

/** Plays one step that puts something in; gives false for one that waits. */
export async function feed(
  step: Step,
  config: E2eConfig,
  stage: Stage,
  fodder: Fodder,
  cloud: Cloud,
): Promise<boolean> {
  if (step.put) await put(step.put, config, stage, fodder, cloud);
  else if (step.tell) await tell(step.tell, stage, fodder, cloud);
  else if (step.repeat) await repeat(step.repeat.times, config, stage, fodder, cloud);
  else if (step.message) await send(Array(step.message.times).fill(step.message.body), stage, fodder, cloud);
  else if (step.event) await publish(step.event, stage, fodder, cloud);
  else if (step.fires) fodder.sent += step.fires;
  else if (step.mend) await replaceCode(stage.convert, packageTeamFunction('works'), cloud);
  else if (step.redrive) await moveDeadLetters(stage, cloud);
  else return false;
  return true;
}

type Of<Name extends keyof Step> = NonNullable<Step[Name]>;

function objectsOf(
  { key, content, times }: Of<'put'>,
  bucket: string,
): readonly { readonly fed: Fed; readonly bytes: Buffer }[] {
  return Array.from({ length: times }, (_, n) => {
    const bytes = bytesOf(content, n);
    const etag = createHash('md5').update(bytes).digest('hex');
    const fed = { bucket, key: key.replaceAll('{n}', String(n)), bytes: bytes.length, etag, sha256: sha256(bytes) };
    return { fed, bytes };
  });
}

async function put(step: Of<'put'>, config: E2eConfig, stage: Stage, fodder: Fodder, cloud: Cloud): Promise<void> {
  const gate = createGate(AT_ONCE);
  const one = async ({ fed, bytes }: { fed: Fed; bytes: Buffer }) => {
    const command = new PutObjectCommand({ Bucket: fed.bucket, Key: fed.key, Body: bytes });
    try {
      const { VersionId } = await cloud.clients.s3.send(command);
      remember({ ...fed, ...(VersionId !== undefined && { versionId: VersionId }) }, config, fodder);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      remember(fed, config, fodder);
      await send([eventBridgeBody(fed)], stage, fodder, cloud);
    }
  };
  await Promise.all(objectsOf(step, stage.input).map((object) => gate(() => one(object))));
}

/** S3 does not take such a key. Anything else is no matter of the test. */
function isRefusal(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status !== undefined && status >= 400 && status < 500 && status !== 403;
}

/** What is put elsewhere than where the processor looks is only told of by `tell`. */
function remember(fed: Fed, { processor }: E2eConfig, fodder: Fodder): void {
  const source = processor.source as { s3?: { prefix?: string } };
  if (!fed.key.startsWith(source.s3?.prefix ?? '')) return;
  fodder.objects.set(fed.key, fed);
  fodder.sent += 1;
}

async function tell(step: Of<'tell'>, stage: Stage, fodder: Fodder, cloud: Cloud): Promise<void> {
  const objects = objectsOf(step, stage.input).map(({ fed }) => fed);
  for (const fed of objects) fodder.objects.set(fed.key, fed);
  await send(objects.map(step.way === 's3' ? s3Body : eventBridgeBody), stage, fodder, cloud);
}

async function repeat(
  times: number,
  { versions }: E2eConfig,
  stage: Stage,
  fodder: Fodder,
  cloud: Cloud,
): Promise<void> {
  // Without versions an event is recognised by S3's sequencer, which only S3 knows.
  if (!versions) throw new Error('`repeat` needs `versions`.');
  const bodies = [...fodder.objects.values()].flatMap((fed) => [eventBridgeBody(fed), s3Body(fed)]);
  for (let time = 0; time < times; time += 1) await send(bodies, stage, fodder, cloud);
}

async function send(bodies: readonly string[], { queue }: Stage, fodder: Fodder, cloud: Cloud): Promise<void> {
  const QueueUrl = await queueUrl(queue, cloud);
  const gate = createGate(AT_ONCE);
  const batches = Array.from({ length: Math.ceil(bodies.length / 10) }, (_, batch) =>
    bodies.slice(batch * 10, batch * 10 + 10),
  );
  const sendBatch = async (batch: readonly string[]) => {
    const Entries = batch.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    const { Failed = [] } = await cloud.clients.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    if (Failed.length > 0) throw new Error(`SQS did not take a message: ${Failed[0]?.Code}.`);
  };
  await Promise.all(batches.map((batch) => gate(() => sendBatch(batch))));
  fodder.sent += bodies.length;
}

async function publish(
  { source, detailType, detail, times }: Of<'event'>,
  { bus }: Stage,
  fodder: Fodder,
  cloud: Cloud,
): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const Detail = JSON.stringify(detail).replaceAll('{n}', String(n));
    const entry = { EventBusName: bus, Source: source, DetailType: detailType, Detail };
    const { FailedEntryCount } = await cloud.clients.events.send(new PutEventsCommand({ Entries: [entry] }));
    if (FailedEntryCount) throw new Error('EventBridge did not take an event.');
  }
  fodder.sent += times;
}

/** Gives a function other code, and waits until it runs. */
export async function replaceCode(FunctionName: string, ZipFile: Uint8Array, { clients }: Cloud): Promise<void> {
  await clients.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
  await waitUntilFunctionUpdatedV2({ client: clients.lambda, maxWaitTime: 120, minDelay: 1 }, { FunctionName });
}
