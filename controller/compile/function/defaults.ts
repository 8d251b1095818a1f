/** Lambda's own defaults, written out so that drift from them is seen (F1). Source: API_CreateFunction of the Lambda API. */
export const DEFAULT_MEMORY_MB = 128;
export const DEFAULT_TIMEOUT_SECONDS = 3;
export const DEFAULT_EPHEMERAL_STORAGE_MB = 512;
