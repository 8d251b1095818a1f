import * as z from 'zod';
import { logRetentionSchema } from '../log-retention.ts';

/** `network.flowLogs`: a record of the connections in the VPC. Without the block there is none: it is billed by the gigabyte. */
export const flowLogsSchema = z.strictObject({
  traffic: z.enum(['all', 'accept', 'reject']).default('all').describe('Which connections are recorded.'),
  destination: z
    .enum(['logs', 's3'])
    .default('logs')
    .describe('`logs`: a log group of its own, to be queried at once. `s3`: the log bucket, at half the price.'),
  retentionDays: logRetentionSchema
    .exactOptional()
    .describe('How long the log group keeps them. Default: `observability.retentionDays`. Not with `s3`.'),
});
