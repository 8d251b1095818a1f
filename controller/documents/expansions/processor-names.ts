import type { RegistryDocument } from '../registry.ts';

/** Name of the Queue of an EventProcessor. */
export function processorQueueName(processor: string): string {
  return `${processor}-events`;
}

/** Name of the Table in which an EventProcessor keeps what was handled, where it shares none. */
export function idempotencyTableName(processor: string): string {
  return `${processor}-idempotency`;
}

/** The Table in which an EventProcessor keeps what was handled: its own, or one that it shares. */
export function idempotencyTableOf({ metadata, spec }: Pick<RegistryDocument<'EventProcessor'>, 'metadata' | 'spec'>) {
  return spec.idempotency.table ?? ({ kind: 'Table', name: idempotencyTableName(metadata.name) } as const);
}
