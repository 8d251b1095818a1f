import { checkKey, decodeKey } from './object-key.ts';
import { PoisonError } from './poison.ts';

/** Plain data, as JSON has it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** An object exactly as it was when something happened to it: another version or another content is another object. */
export interface ObjectReference {
  readonly bucket: string;
  readonly key: string;
  /** Of a bucket with versions. */
  readonly versionId?: string;
  /** Without quotes. */
  readonly etag?: string;
  /** Size in bytes, where it is known. */
  readonly bytes?: number;
}

/** One thing that happened, whichever way it came. */
export interface CoreEvent {
  /** The same for the same thing, however often and by whatever way it is told. */
  readonly id: string;
  readonly kind: 'object' | 'schedule' | 'custom';
  /** When it happened, in epoch milliseconds. */
  readonly at: number;
  readonly object?: ObjectReference;
  /** What an event says besides, or the input of a schedule. */
  readonly detail: Json;
}

/** What of an SQS message is looked at. */
export interface Message {
  /** The one that it had when it came for the first time. */
  readonly messageId: string;
  readonly body: string;
  /** When it was sent to the queue, in epoch milliseconds. */
  readonly sentAt: number;
}

type Fields = { readonly [key: string]: Json };

/**
 * Reads a message: an event of EventBridge (S3's among them), a notification that S3 sent to the queue itself, or the input of a schedule.
 * `undefined` for what asks for nothing: the test message that S3 sends when somebody sets it up, and the empty objects that stand for folders
 * in its console. Throws `PoisonError` for what is none of these.
 */
export function readEvent(message: Message): CoreEvent | undefined {
  const body = parse(message.body);
  if (isFields(body)) {
    if (body.Event === 's3:TestEvent') return undefined;
    if (Array.isArray(body.Records)) return unlessFolder(fromNotification(body.Records));
    if (isText(body.source) && isText(body['detail-type'])) return unlessFolder(fromEventBridge(body, message));
  }
  return { id: `schedule:${message.messageId}`, kind: 'schedule', at: message.sentAt, detail: body };
}

function unlessFolder(event: CoreEvent): CoreEvent | undefined {
  return event.object?.bytes === 0 && event.object.key.endsWith('/') ? undefined : event;
}

/**
 * Where a schedule's input has EventBridge Scheduler write the schedule and its time, so that one firing has one id however often it is delivered
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html). Left as it is, it says nothing.
 */
const UNFILLED = '<aws.scheduler.';

function parse(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    throw new PoisonError('unreadable', 'The message is no JSON.');
  }
}

function fromEventBridge(event: Fields, message: Message): CoreEvent {
  const at = isText(event.time) ? Date.parse(event.time) : message.sentAt;
  const when = Number.isNaN(at) ? message.sentAt : at;
  const detail = event.detail ?? null;
  if (event.source === 'aws.s3' && isFields(detail)) return fromS3(detail, when);
  const id = isText(event.id) && !event.id.includes(UNFILLED) ? event.id : message.messageId;
  if (event.source === 'aws.scheduler' || event.source === 'aws.events') {
    return { id: `schedule:${id}`, kind: 'schedule', at: when, detail };
  }
  return { id: `custom:${event.source}:${id}`, kind: 'custom', at: when, detail };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
function fromS3(detail: Fields, at: number): CoreEvent {
  const { bucket, object } = detail;
  if (!isFields(bucket) || !isFields(object) || !isText(bucket.name) || !isText(object.key)) throw noObject();
  return objectEvent(
    { bucket: bucket.name, key: object.key, versionId: object['version-id'], etag: object.etag, bytes: object.size },
    object.sequencer,
    at,
  );
}

/** S3 puts one record into a notification (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html). */
function fromNotification(records: readonly Json[]): CoreEvent {
  const [record] = records;
  if (records.length !== 1 || !isFields(record) || !isFields(record.s3)) throw noObject();
  const { bucket, object } = record.s3;
  if (!isFields(bucket) || !isFields(object) || !isText(bucket.name) || !isText(object.key)) throw noObject();
  const at = isText(record.eventTime) ? Date.parse(record.eventTime) : Number.NaN;
  if (Number.isNaN(at)) throw noObject();
  return objectEvent(
    {
      bucket: bucket.name,
      key: decodeKey(object.key),
      versionId: object.versionId,
      etag: object.eTag,
      bytes: object.size,
    },
    object.sequencer,
    at,
  );
}

interface Told {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: Json | undefined;
  readonly etag: Json | undefined;
  readonly bytes: Json | undefined;
}

/**
 * A version is one thing, whoever tells of it. Without versions, S3's sequencer keeps two uploads of the same bytes apart; it is the same in
 * both of S3's ways to tell.
 */
function objectEvent(
  { bucket, key, versionId, etag, bytes }: Told,
  sequencer: Json | undefined,
  at: number,
): CoreEvent {
  const pin = isText(versionId)
    ? `v:${versionId}`
    : `e:${isText(etag) ? etag : ''}:${isText(sequencer) ? sequencer : ''}`;
  return {
    id: `object:${bucket}/${checkKey(key)}@${pin}`,
    kind: 'object',
    at,
    object: {
      bucket,
      key,
      ...(isText(versionId) && { versionId }),
      ...(isText(etag) && { etag }),
      ...(typeof bytes === 'number' && { bytes }),
    },
    detail: null,
  };
}

function noObject(): PoisonError {
  return new PoisonError('unreadable', 'The event names no object.');
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}
