import * as z from 'zod';

/**
 * How Lambda writes log lines. Levels only have a meaning with JSON:
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html
 */
export const loggingSchema = z.strictObject({
  format: z.enum(['text', 'json']).default('text').describe('`text` as the function prints it, or `json`.'),
  applicationLevel: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
    .exactOptional()
    .describe("Least level of the function's own lines that is kept. Only with `json`. Default: info."),
  systemLevel: z
    .enum(['debug', 'info', 'warn'])
    .exactOptional()
    .describe("Least level of Lambda's own lines that is kept. Only with `json`. Default: info."),
});
