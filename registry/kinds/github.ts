import * as z from 'zod';

/**
 * Owner and name as they stand in the subject of a token that GitHub Actions gives a workflow. Repositories that were made or renamed
 * since 2026-07-15 have their ids in it: `owner@1234/name@5678`.
 * Source: https://docs.github.com/en/actions/concepts/security/openid-connect
 */
const REPOSITORY =
  /^[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}(?:\/[A-Za-z0-9._-]{1,100}|@\d{1,20}\/[A-Za-z0-9._-]{1,100}@\d{1,20})$/;

/** Parts joined by slashes; `*` only for all that follows a slash, so that no pattern covers every branch. */
const BRANCH = /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*(?:\/\*)?$/;

/** A repository and the workflows in it that are trusted: those of some branches, of some environments, or both. */
export const repositorySchema = z.strictObject({
  repository: z
    .string()
    .regex(REPOSITORY, 'must be a GitHub repository: owner/name, or owner@id/name@id')
    .describe("Repository: `owner/name`, or `owner@id/name@id` where GitHub's tokens have the ids."),
  branches: z
    .array(z.string().max(255).regex(BRANCH, 'must be a branch such as main, or release/* for all below release/'))
    .min(1)
    .max(20)
    .exactOptional()
    .describe('Branches whose workflows are trusted. `release/*` means all that begin so.'),
  environments: z
    .array(z.string().regex(/^[A-Za-z0-9._-]{1,255}$/, 'must be the name of an environment: letters, digits and . _ -'))
    .min(1)
    .max(20)
    .exactOptional()
    .describe('GitHub environments whose jobs are trusted.'),
});
