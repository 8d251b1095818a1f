import { randomUUID } from 'node:crypto';

/** An object as an event tells of it. */
export interface Told {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  /** Without quotes. */
  readonly etag: string;
  readonly versionId?: string;
}

/** As EventBridge delivers it (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html). */
export function eventBridgeBody({ bucket, key, bytes, etag, versionId }: Told): string {
  return JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': 'Object Created',
    source: 'aws.s3',
    time: new Date().toISOString(),
    detail: {
      bucket: { name: bucket },
      object: { key, size: bytes, etag, ...(versionId !== undefined && { 'version-id': versionId }), sequencer: '00' },
    },
  });
}

/** As S3 sends it to a queue itself, with the key encoded (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html). */
export function s3Body({ bucket, key, bytes, etag, versionId }: Told): string {
  const encoded = encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
  const object = {
    key: encoded,
    size: bytes,
    eTag: etag,
    ...(versionId !== undefined && { versionId }),
    sequencer: '00',
  };
  const s3 = { s3SchemaVersion: '1.0', bucket: { name: bucket }, object };
  const record = { eventVersion: '2.3', eventSource: 'aws:s3', eventTime: new Date().toISOString(), s3 };
  return JSON.stringify({ Records: [{ ...record, eventName: 'ObjectCreated:Put' }] });
}

/** The key that a message is about; `undefined` where it is about none. */
export function keyIn(body: string): string | undefined {
  const told: unknown = parse(body);
  const detail = member(told, 'detail');
  const [record] = Array.isArray(member(told, 'Records')) ? (member(told, 'Records') as unknown[]) : [];
  const key = member(member(detail, 'object'), 'key');
  if (typeof key === 'string') return key;
  const encoded = member(member(member(record, 's3'), 'object'), 'key');
  return typeof encoded === 'string' ? decoded(encoded) : undefined;
}

/** As it is, where it is no encoding. */
function decoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return encoded;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
