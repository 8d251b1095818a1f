import type { JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';

/** Fields that say from when and until when a schedule repeats. */
const BOUNDS = ['startsAt', 'endsAt'] as const;

/** A Schedule: its times fit together, and only what has message groups is given one. */
export function schedules(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  return [...timing(spec, ['spec']), ...groups(objectOf(spec.target), ['spec', 'target'])];
}

/** The fields of a block that say when something fires, wherever the block stands. */
export function timing(block: JsonObject, path: Path): readonly Problem[] {
  const { expression, startsAt, endsAt } = block;
  if (typeof expression === 'string' && expression.startsWith('at(')) {
    return BOUNDS.filter((field) => block[field] !== undefined).map((field) => ({
      code: 'ConflictingFields',
      path: [...path, field],
      at: 'key',
      message: `${field} has no meaning with at(…), which fires once.`,
    }));
  }
  if (typeof startsAt !== 'string' || typeof endsAt !== 'string' || startsAt < endsAt) return [];
  const message = `endsAt (${endsAt}) must be later than startsAt (${startsAt}).`;
  return [{ code: 'InvalidValue', path: [...path, 'endsAt'], message }];
}

/** Message groups are a matter of FIFO queues; whether a queue is one is looked at where both documents are known. */
export function groups(target: JsonObject, path: Path): readonly Problem[] {
  const { kind, messageGroup } = target;
  if (messageGroup === undefined || (kind !== 'Function' && kind !== 'Topic')) return [];
  const message = `messageGroup is for queues; a ${kind} takes none.`;
  return [{ code: 'ConflictingFields', path: [...path, 'messageGroup'], at: 'key', message }];
}
