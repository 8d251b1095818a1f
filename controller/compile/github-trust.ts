import type { Json, JsonObject } from '../lib/json.ts';
import { policyOf } from './statement.ts';

/** Host of GitHub's tokens, and for whom workflows ask them. Source: https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws */
export const GITHUB_TOKENS = 'token.actions.githubusercontent.com';
export const GITHUB_AUDIENCE = 'sts.amazonaws.com';

/** A repository and which of its workflows are trusted. */
export interface TrustedRepository {
  readonly repository: string;
  readonly branches?: readonly string[];
  readonly environments?: readonly string[];
  readonly pullRequests?: boolean;
}

/**
 * Trust policy of a role that workflows of these repositories may take on, and nobody else. Every subject names its repository in full; a
 * `*` stands only at the end of a branch.
 */
export function githubTrust(providerArn: Json, repositories: readonly TrustedRepository[]): JsonObject {
  const subjects = repositories.flatMap(subjectsOf);
  const audience = { [`${GITHUB_TOKENS}:aud`]: GITHUB_AUDIENCE };
  const subject = { [`${GITHUB_TOKENS}:sub`]: subjects };
  const isPattern = subjects.some((text) => text.includes('*'));
  return policyOf([
    {
      Effect: 'Allow',
      Principal: { Federated: providerArn },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: isPattern
        ? { StringEquals: audience, StringLike: subject }
        : { StringEquals: { ...audience, ...subject } },
    },
  ]);
}

/** Subjects as GitHub writes them: https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims */
function subjectsOf({ repository, branches, environments, pullRequests }: TrustedRepository): readonly string[] {
  const claims = [
    ...(branches ?? []).map((branch) => `ref:refs/heads/${branch}`),
    ...(environments ?? []).map((environment) => `environment:${environment}`),
    ...(pullRequests === true ? ['pull_request'] : []),
  ];
  return claims.map((claim) => `repo:${repository}:${claim}`);
}
