import * as z from 'zod';
import { distinct } from '../distinct.ts';
import { nameSchema } from '../names.ts';

/** Sizes of a cache cluster, in GB: https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html (cacheClusterSize). */
const CACHE_SIZES = [0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237] as const;

/** Longest that an answer is kept: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html */
const MAX_TTL_SECONDS = 3600;

/** Largest payload, and so the largest that compression can begin at: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-openapi-minimum-compression-size.html */
const MAX_COMPRESSION_BYTES = 10_485_760;

const cacheSchema = z.strictObject({
  sizeGb: z.literal(CACHE_SIZES).describe('Size of the cache cluster in GB. It is billed by the hour, used or not.'),
  ttlSeconds: z
    .int()
    .min(1)
    .max(MAX_TTL_SECONDS)
    .default(300)
    .describe('How long an answer is kept where its route does not say, 1 to 3600 seconds.'),
  encrypted: z.boolean().default(true).describe('Whether answers are kept encrypted.'),
});

/** Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html */
const usagePlanSchema = z.strictObject({
  keys: distinct(z.array(nameSchema))
    .max(100)
    .default([])
    .describe('Names of API keys. AWS makes up the keys themselves; they are never in the registry.'),
  throttle: z
    .strictObject({
      rate: z.int().min(1).max(10_000).describe('Requests per second, 1 to 10000.'),
      burst: z.int().min(1).max(5_000).describe('Requests at once, 1 to 5000.'),
    })
    .exactOptional()
    .describe('How many requests each key may make.'),
  quota: z
    .strictObject({
      requests: z.int().min(1).max(2_147_483_647).describe('Requests in a period.'),
      period: z.enum(['day', 'week', 'month']).describe('How long a period is.'),
    })
    .exactOptional()
    .describe('How many requests each key may make in a day, week or month.'),
});

/** What `api` may say of a REST API, and of no HTTP API. */
export const restFields = {
  stage: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,128}$/, 'must be up to 128 letters, digits, dashes and underscores')
    .exactOptional()
    .describe('REST only: the first part of every path on the default address. Default: `live`.'),
  cache: cacheSchema.exactOptional().describe('REST only: a cache for routes that ask for it. Left out: none.'),
  usagePlan: usagePlanSchema.exactOptional().describe('REST only: API keys and what they may use. Left out: none.'),
  minimumCompressionBytes: z
    .int()
    .min(0)
    .max(MAX_COMPRESSION_BYTES)
    .exactOptional()
    .describe('REST only: answers of at least this size are compressed, 0 to 10485760 bytes. Left out: none.'),
  accountRole: z
    .boolean()
    .exactOptional()
    .describe(
      'REST only: whether the platform sets the role with which API Gateway writes logs, one for all APIs of the account and region. Default: true; false where somebody else has set it.',
    ),
};
