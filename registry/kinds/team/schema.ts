import * as z from 'zod';
import type { Frozen } from '../frozen.ts';
import { repositorySchema } from '../github.ts';
import { ignoreDifferencesSchema } from '../ignore-differences.ts';
import type { Outputs } from '../outputs.ts';
import { ownersSchema } from '../owners.ts';
import { tagKeySchema } from '../tag.ts';

/** Never empty: CloudWatch and EventBridge Scheduler refuse such a value (their own resource schemas, Tag.Value). */
const tagValueSchema = z
  .string()
  .max(256)
  .regex(/^[A-Za-z0-9 _.:/=+@-]+$/, 'must be a tag value: letters, digits, spaces and _ . : / = + - @');

const quotasSchema = z.strictObject({
  functions: z.int().min(0).exactOptional().describe('Functions, those of agents and event processors included.'),
  memoryMb: z.int().min(0).exactOptional().describe('Memory of all functions together, in MB.'),
  concurrency: z.int().min(0).exactOptional().describe('Reserved concurrency of all functions together.'),
  monthlyUsd: z.number().min(0).exactOptional().describe('Estimated cost a month, in USD.'),
});

const allowedSchema = z.strictObject({
  kinds: z
    .array(z.string().min(1))
    .min(1)
    .exactOptional()
    .describe('The only kinds of documents, e.g. `[Function, Route]`.'),
  actions: z
    .array(z.string().regex(/^(?:\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$/, 'must be an IAM action such as s3:GetObject'))
    .min(1)
    .exactOptional()
    .describe('The only IAM actions in `statements`; patterns may be used.'),
});

/** Spec of a Team: who answers for a folder of the registry, and its place on the shared API. */
export const teamSchema = z.strictObject({
  owner: z.string().min(1).max(200).describe('Person or group that answers for the team.'),
  contacts: z
    .array(z.string().min(1).max(200))
    .max(10)
    .exactOptional()
    .describe('Where to reach them: e-mail addresses, channels, links.'),
  owners: ownersSchema
    .exactOptional()
    .describe('GitHub logins that answer for the team: only they can agree to a risk in its stacks.'),
  pathPrefix: z
    .string()
    .max(200)
    .regex(/^(?:\/[A-Za-z0-9_.~-]+)+$/, 'must be a path such as /payments, without a slash at the end')
    .exactOptional()
    .describe("Part of the shared API that is the team's own. Default: `/{team}`."),
  quotas: quotasSchema
    .exactOptional()
    .describe('How much the documents of the team may add up to. Left out: no limit.'),
  allowed: allowedSchema.exactOptional().describe('What the team may use. Left out: everything.'),
  tags: z
    .record(tagKeySchema, tagValueSchema)
    .exactOptional()
    .describe('Cost tags on every resource of the team. Tags that Holdfast sets itself win.'),
  ignoreDifferences: ignoreDifferencesSchema
    .exactOptional()
    .describe(
      "Drift of the team's own documents that is shown and left, each with an owner and a last day. Left out: none.",
    ),
  repositories: z
    .array(repositorySchema)
    .min(1)
    .max(10)
    .exactOptional()
    .describe("Repositories whose workflows may put packages into the team's part of the artifact bucket."),
});

/** A Team's spec. The path prefix is filled from the team's name where the author left it out. */
export type TeamSpec = Frozen<z.output<typeof teamSchema>> & { readonly pathPrefix: string };

/** What other documents may take from a Team. */
export const teamOutputs = {
  deployRoleArn: 'deploy role ARN',
  eventBusArn: 'event bus ARN',
  eventBusName: 'event bus name',
} as const satisfies Outputs;
