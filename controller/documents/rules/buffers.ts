import { BLOCK_TIMEOUT_SECONDS } from '../../../registry/kinds/function/block.ts';
import type { JsonObject } from '../../lib/json.ts';
import { formatPath, type Path } from '../path.ts';
import type { Problem } from '../problem.ts';

/** AWS's advice for a queue that a function reads: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const VISIBILITY_FACTOR = 6;

/** A larger batch has to be gathered. Source: the same page. */
const BATCH_WITHOUT_WINDOW = 10;

/** The queue in front of a function of a larger document: messages stay hidden while they are worked on (T6). */
export function visibilityProblems(queue: JsonObject, block: JsonObject, path: Path): readonly Problem[] {
  const { visibilitySeconds } = queue;
  const { timeoutSeconds = BLOCK_TIMEOUT_SECONDS } = block;
  if (typeof visibilitySeconds !== 'number' || typeof timeoutSeconds !== 'number') return [];
  const least = VISIBILITY_FACTOR * timeoutSeconds;
  if (visibilitySeconds >= least) return [];
  const place = formatPath([...path, 'visibilitySeconds']);
  const message = `${place} must be at least ${least}, six times the timeout, but is ${visibilitySeconds}.`;
  return [{ code: 'InvalidValue', path: [...path, 'visibilitySeconds'], message }];
}

/** A batch of which `field` says the size, from a queue that is not FIFO. */
export function batchProblems(batch: JsonObject, field: string, path: Path): readonly Problem[] {
  const { [field]: size, windowSeconds } = batch;
  if (typeof size !== 'number' || size <= BATCH_WITHOUT_WINDOW) return [];
  if (typeof windowSeconds === 'number' && windowSeconds > 0) return [];
  const message = `A batch of ${size} needs a window in which it is gathered.`;
  return [{ code: 'MissingField', path: [...path, field], message, hint: 'Add `windowSeconds: 1` or more.' }];
}
