import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';

/** Attributes that SQS takes of FIFO queues only. */
const FIFO_FIELDS = ['contentBasedDeduplication', 'deduplicationScope', 'throughputLimit'] as const;

/** Fields of a Queue that only have a meaning together. Source: API_SetQueueAttributes of the SQS API. */
export function queueFields(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  return [...fifoProblems(spec), ...throughputProblems(spec), ...alarmProblems(spec)];
}

function fifoProblems(spec: JsonObject): Problem[] {
  if (spec.fifo === true) return [];
  return FIFO_FIELDS.filter((field) => spec[field] !== undefined).map((field) => ({
    code: 'ConflictingFields',
    path: ['spec', field],
    at: 'key',
    message: `spec.${field} is for FIFO queues only.`,
    hint: 'Add `fifo: true`, or remove it.',
  }));
}

function throughputProblems({ throughputLimit, deduplicationScope }: JsonObject): Problem[] {
  if (throughputLimit !== 'perMessageGroupId' || deduplicationScope === 'messageGroup') return [];
  const message = 'spec.throughputLimit can be perMessageGroupId only where spec.deduplicationScope is messageGroup.';
  return [{ code: 'ConflictingFields', path: ['spec', 'throughputLimit'], message }];
}

/** SQS's own default, in seconds: how long a message is kept where the author does not say. */
const DEFAULT_RETENTION = 345_600;

/** A message is gone before it can be older than the retention, so such an alarm could never ring. */
function alarmProblems({ alarms, retentionSeconds = DEFAULT_RETENTION }: JsonObject): Problem[] {
  const { oldestMessageSeconds: age } = objectOf(alarms);
  if (typeof age !== 'number' || typeof retentionSeconds !== 'number' || age < retentionSeconds) return [];
  const message = `spec.alarms.oldestMessageSeconds must be less than the retention, ${retentionSeconds} seconds: no message gets that old.`;
  return [{ code: 'InvalidValue', path: ['spec', 'alarms', 'oldestMessageSeconds'], message }];
}
