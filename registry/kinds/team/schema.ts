import * as z from 'zod';
import type { Frozen } from '../frozen.ts';
import { repositorySchema } from '../github.ts';
import type { Outputs } from '../outputs.ts';
import { tagKeySchema } from '../tag.ts';

const tagValueSchema = z
  .string()
  .max(256)
  .regex(/^[A-Za-z0-9 _.:/=+@-]*$/, 'must be a tag value: letters, digits, spaces and _ . : / = + - @');

/** Spec of a Team: who answers for a folder of the registry, and its place on the shared API. */
export const teamSchema = z.strictObject({
  owner: z.string().min(1).max(200).describe('Person or group that answers for the team.'),
  contacts: z
    .array(z.string().min(1).max(200))
    .max(10)
    .exactOptional()
    .describe('Where to reach them: e-mail addresses, channels, links.'),
  pathPrefix: z
    .string()
    .max(200)
    .regex(/^(?:\/[A-Za-z0-9_.~-]+)+$/, 'must be a path such as /payments, without a slash at the end')
    .exactOptional()
    .describe("Part of the shared API that is the team's own. Default: `/{team}`."),
  tags: z
    .record(tagKeySchema, tagValueSchema)
    .exactOptional()
    .describe('Cost tags on every resource of the team. Tags that Holdfast sets itself win.'),
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
export const teamOutputs = { deployRoleArn: 'deploy role ARN' } as const satisfies Outputs;
