import * as z from 'zod';
import type { Frozen } from '../frozen.ts';

/**
 * How traffic moves to a new version, with CodeDeploy's ready-made steps of ten percent; an account may have only 50 of its own:
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
 */
const rolloutSchema = z.union([
  z.strictObject({ type: z.literal('all-at-once').describe('All traffic at once, and back when an alarm rings.') }),
  z.strictObject({
    type: z.literal('canary').describe('A tenth of the traffic first, the rest later.'),
    minutes: z.literal([5, 10, 15, 30]).describe('Minutes until the rest follows: 5, 10, 15 or 30.'),
  }),
  z.strictObject({
    type: z.literal('linear').describe('Another tenth of the traffic at a time.'),
    minutes: z.literal([1, 2, 3, 10]).describe('Minutes between two tenths: 1, 2, 3 or 10.'),
  }),
]);

/** Longest alias: its ARN has to fit the 140 characters of an event source mapping's function, in every region. */
const ALIAS = /^(?!\d+$)[A-Za-z0-9_-]{1,20}$/;

/** Versions of a function behind an alias: https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html */
export const releaseSchema = z.strictObject({
  alias: z
    .string()
    .regex(ALIAS, 'must be up to 20 letters, digits, dashes and underscores, and not digits alone')
    .exactOptional()
    .describe('Name of the alias that callers use. Default: live.'),
  provisionedConcurrency: z
    .int()
    .min(1)
    .exactOptional()
    .describe('Environments that are kept ready. Billed by the hour, whether they run or not.'),
  rollout: rolloutSchema
    .exactOptional()
    .describe('Move traffic to a new version by CodeDeploy, and back when an alarm of the function rings.'),
});

/** How a function is released. */
export type Release = Frozen<z.output<typeof releaseSchema>>;
