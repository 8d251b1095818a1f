/** One writer for all stacks of an environment (C1). */
export const ENVIRONMENT_LEASE = 'environment';
