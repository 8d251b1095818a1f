import * as z from 'zod';
import type { Frozen } from '../frozen.ts';
import { loggingSchema } from './logging.ts';
import { functionSchema } from './schema.ts';

/** Longest run of a function inside a larger document that does not say. */
export const BLOCK_TIMEOUT_SECONDS = 60;

/**
 * A Function inside a larger document: what it is and may do, with the same fields and rules. What runs it, what it is called and how it
 * writes its log follow from the larger document. It runs on arm64, which costs less for the same work.
 */
export const functionBlockSchema = functionSchema
  .pick({
    description: true,
    runtime: true,
    handler: true,
    s3: true,
    imageUri: true,
    imageConfig: true,
    ephemeralStorageMb: true,
    reservedConcurrency: true,
    environment: true,
    access: true,
    statements: true,
    subnets: true,
    securityGroups: true,
    layerArns: true,
    kmsKeyArn: true,
    logRetentionDays: true,
    alarms: true,
  })
  .extend({
    memoryMb: z.int().min(128).max(10_240).default(512).describe('Memory in MB, 128 to 10240 (LC4). Default: 512.'),
    timeoutSeconds: z
      .int()
      .min(1)
      .max(900)
      .default(BLOCK_TIMEOUT_SECONDS)
      .describe('Longest run in seconds, 1 to 900 (LC5). Default: 60.'),
    architecture: z.literal('arm64').default('arm64').describe('Processor: arm64, and no other.'),
    logging: loggingSchema
      .omit({ format: true })
      .exactOptional()
      .describe('Levels of the log lines, which are JSON. Default: info.'),
  });

/** A Function inside a larger document, with all defaults filled in. */
export type FunctionBlock = Frozen<z.output<typeof functionBlockSchema>>;
