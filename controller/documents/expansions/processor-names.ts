/** Name of the Queue of an EventProcessor. */
export function processorQueueName(processor: string): string {
  return `${processor}-events`;
}

/** Name of the Table in which an EventProcessor keeps what was handled. */
export function idempotencyTableName(processor: string): string {
  return `${processor}-idempotency`;
}
