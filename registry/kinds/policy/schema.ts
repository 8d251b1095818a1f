import * as z from 'zod';
import type { Frozen } from '../frozen.ts';
import { RUNTIMES, type Runtime } from '../function/runtimes.ts';
import { lastDaySchema } from '../last-day.ts';
import { nameSchema } from '../names.ts';
import type { Outputs } from '../outputs.ts';

const RUNTIME_NAMES = Object.keys(RUNTIMES) as [Runtime, ...Runtime[]];

/** IAM actions with wildcards, as in a statement. */
const actionPattern = z
  .string()
  .max(128)
  .regex(
    /^(?:\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$/,
    'must be an IAM action such as s3:GetObject, or a pattern of actions',
  );

const rulesSchema = z.strictObject({
  requiredTags: z
    .array(z.string().min(1).max(128))
    .min(1)
    .exactOptional()
    .describe('Tags that everything of a team must have; a team sets them in `spec.tags`.'),
  runtimes: z.array(z.enum(RUNTIME_NAMES)).min(1).exactOptional().describe('The only runtimes for zip files.'),
  images: z.boolean().exactOptional().describe('`false`: no function from a container image.'),
  architectures: z
    .array(z.enum(['arm64', 'x86_64']))
    .min(1)
    .exactOptional()
    .describe('The only processors.'),
  regions: z.array(z.string().min(1)).min(1).exactOptional().describe('The only regions for a platform.'),
  allowedActions: z
    .array(actionPattern)
    .min(1)
    .exactOptional()
    .describe('The only IAM actions in `statements`. A pattern in a statement has to lie within one of these.'),
  deniedActions: z
    .array(actionPattern)
    .min(1)
    .exactOptional()
    .describe('IAM actions that no `statements` may allow, not even as part of a pattern.'),
  starResources: z.boolean().exactOptional().describe('`false`: no statement on every resource (`*`).'),
  maxMemoryMb: z.int().min(128).max(10_240).exactOptional().describe('Most memory of a function.'),
  maxTimeoutSeconds: z.int().min(1).max(900).exactOptional().describe('Longest timeout of a function.'),
  maxReservedConcurrency: z.int().min(0).exactOptional().describe('Most reserved concurrency of a function.'),
  publicUrls: z.boolean().exactOptional().describe('`false`: no function URL that anybody may call.'),
  openRoutes: z.boolean().exactOptional().describe('`false`: no route without an authorizer.'),
  maxMonthlyUsdPerTeam: z.number().positive().exactOptional().describe('Most that a team may cost a month, estimated.'),
  maxMonthlyUsdPerDocument: z
    .number()
    .positive()
    .exactOptional()
    .describe('Most that one document may cost a month, estimated.'),
});

/** Name of a rule of a Policy. */
export type PolicyRule = keyof typeof rulesSchema.shape;

/** The rules that a Policy may have. */
export const POLICY_RULES = Object.keys(rulesSchema.shape) as [PolicyRule, ...PolicyRule[]];

const exceptionSchema = z.strictObject({
  team: nameSchema.describe('Team that the exception is for.'),
  kind: z.string().min(1).exactOptional().describe('Kind of the document. Left out: every kind.'),
  name: nameSchema.exactOptional().describe('Name of the document. Left out: every document of the team.'),
  rules: z.array(z.enum(POLICY_RULES)).min(1).describe('Rules that do not count for it.'),
  owner: z.string().min(1).max(200).describe('Who answers for the exception.'),
  reason: z.string().min(10).max(1000).describe('Why it is needed, in a sentence.'),
  until: lastDaySchema.describe('Last day of the exception, YYYY-MM-DD.'),
});

/** Spec of a Policy: guard rails for what teams declare, as data. */
export const policySchema = z.strictObject({
  mode: z.enum(['deny', 'warn']).default('deny').describe('`deny` stops the revision, `warn` only says it.'),
  teams: z.array(nameSchema).min(1).exactOptional().describe('Teams that it is for. Left out: all.'),
  environments: z.array(nameSchema).min(1).exactOptional().describe('Environments that it is for. Left out: all.'),
  rules: rulesSchema
    .refine((rules) => Object.keys(rules).length > 0, 'must have at least one rule')
    .describe('What has to hold. Judged after overlays, on what would be applied.'),
  exceptions: z.array(exceptionSchema).max(200).exactOptional().describe('What does not count, for how long, and why.'),
});

/** A Policy's spec with all defaults filled in. */
export type PolicySpec = Frozen<z.output<typeof policySchema>>;

/** What other documents may take from a Policy. */
export const policyOutputs = {} as const satisfies Outputs;
