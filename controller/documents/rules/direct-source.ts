import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';

const PATH = ['spec', 'source', 's3'];

/** Where S3 tells the queue itself, the Bucket says of what; and S3 sends to no FIFO queue. */
export function directProblems(source: JsonObject, queue: JsonObject): readonly Problem[] {
  const s3 = objectOf(source.s3);
  if (s3.direct !== true) return [];
  const said = ['suffix', 'events'].filter((field) => s3[field] !== undefined);
  const twice = said.map((field): Problem => {
    const message = `spec.source.s3.${field} and direct exclude each other: the notifications of the Bucket say it.`;
    return { code: 'ConflictingFields', path: [...PATH, field], at: 'key', message };
  });
  if (queue.fifo !== true) return twice;
  const message = 'spec.source.s3.direct and a FIFO queue exclude each other: S3 sends to no FIFO queue.';
  return [...twice, { code: 'ConflictingFields', path: [...PATH, 'direct'], at: 'key', message }];
}
