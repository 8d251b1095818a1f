/** Name of the Queue that an Agent's work comes by. */
export function workQueueName(agent: string): string {
  return `${agent}-work`;
}

/** Name of the Table that an Agent's results are kept in. */
export function resultsTableName(agent: string): string {
  return `${agent}-results`;
}

/** Name of one of an Agent's functions. */
export function agentFunctionName(agent: string, name: string | undefined): string {
  return name === undefined ? agent : `${agent}-${name}`;
}

/** Name of the EventRule or Schedule of one of an Agent's subscriptions. */
export function subscriptionName(agent: string, name: string): string {
  return `${agent}-${name}`;
}
