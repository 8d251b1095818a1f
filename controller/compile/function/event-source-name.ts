import type { EventSource } from '../../../registry/kinds/function/event-source.ts';
import { literalOf, referenceOf } from '../../../registry/kinds/value-or-ref.ts';

/** True for a queue; all other sources are streams. */
export function isQueueSource(source: EventSource): boolean {
  if ('kind' in source) return source.kind === 'Queue';
  const reference = referenceOf(source.arn);
  return reference === undefined ? serviceOf(literalOf(source.arn) ?? '') === 'sqs' : reference.kind === 'Queue';
}

function serviceOf(arn: string): string | undefined {
  return arn.split(':')[2];
}

/**
 * What tells the event sources of a function apart, whatever their order: the logical id is made of it, so that moving an entry changes
 * nothing. Two entries that name the same source in one way are refused while loading.
 */
export function nameOfSource(source: EventSource): string {
  if ('kind' in source) return [source.kind, source.team ?? '', source.name].join('-');
  const reference = referenceOf(source.arn);
  if (reference === undefined) return literalOf(source.arn) ?? '';
  return [reference.kind, reference.team ?? '', reference.name, reference.output].join('-');
}
