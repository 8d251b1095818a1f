import type { Json } from '../../lib/json.ts';
import { isObject, objectOf } from '../raw.ts';

/** What an entry of `spec.eventSources` reads from, as far as the entry itself says. */
export type SourceSort = 'queue' | 'fifo-queue' | 'table-stream' | 'data-stream';

/** Tells from the kind, the ARN or the reference what an event source is; `undefined` where the entry is wrong. */
export function sortOfEntry(entry: Json): SourceSort | undefined {
  const { kind, arn } = objectOf(entry);
  if (kind === 'Queue') return 'queue';
  if (kind === 'Table') return 'table-stream';
  if (typeof arn === 'string') return sortOfText(arn);
  const { value, valueFrom } = objectOf(arn);
  if (typeof value === 'string') return sortOfText(value);
  return isObject(valueFrom) ? sortOfEntry({ kind: valueFrom.kind ?? null }) : undefined;
}

/** True for an entry that reads from a stream. */
export function isStream(entry: Json): boolean {
  const sort = sortOfEntry(entry);
  return sort === 'table-stream' || sort === 'data-stream';
}

function sortOfText(arn: string): SourceSort | undefined {
  const service = arn.split(':')[2];
  if (service === 'sqs') return arn.endsWith('.fifo') ? 'fifo-queue' : 'queue';
  if (service === 'dynamodb') return 'table-stream';
  return service === 'kinesis' ? 'data-stream' : undefined;
}
