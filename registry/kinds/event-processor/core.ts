/**
 * Where the code of the event-processing core is in the platform's artifact bucket. No team's name begins with an underscore, so no team can write
 * there; Holdfast puts it there itself.
 */
export const CORE_CODE_KEY = '_holdfast/event-core.zip';

/** The form of the table in which the core, like Powertools for AWS Lambda, keeps what was handled (docs/event-core.md). */
export const IDEMPOTENCY_TABLE = { partitionKey: { name: 'id', type: 'string' }, ttl: 'expiration' } as const;

/** What Lambda is told of that code. */
export const CORE_RUNTIME = 'nodejs24.x';
export const CORE_HANDLER = 'index.handler';
