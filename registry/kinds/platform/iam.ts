import * as z from 'zod';
import { repositorySchema } from '../github.ts';

const registryRepositorySchema = repositorySchema.extend({
  pullRequests: z
    .boolean()
    .default(false)
    .describe('Whether workflows that run for a pull request are trusted, whatever its branch.'),
});

/** `iam.github`: GitHub Actions sign in with tokens of their own, so that no AWS key is kept at GitHub. */
const githubSchema = z.strictObject({
  provider: z
    .union([
      z.literal('create'),
      z
        .string()
        .regex(
          /^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/token\.actions\.githubusercontent\.com$/,
          "must be create, or the ARN of the account's provider for GitHub",
        ),
    ])
    .default('create')
    .describe('`create`, or the ARN of the provider that the account has already: there can be only one.'),
  repositories: z
    .array(registryRepositorySchema)
    .min(1)
    .max(10)
    .exactOptional()
    .describe('Where the registry lives: its workflows may read outputs and list artifact versions.'),
});

/** `iam`: who besides functions may sign in. */
export const iamSchema = z.strictObject({
  github: githubSchema.exactOptional().describe("GitHub's tokens. Needed where a Team names repositories."),
});
