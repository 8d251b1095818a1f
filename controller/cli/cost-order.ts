/** What `cost` can add up by. */
export const COST_ORDERS = ['team', 'kind', 'resource'] as const;

/** One of {@link COST_ORDERS}. */
export type CostOrder = (typeof COST_ORDERS)[number];
