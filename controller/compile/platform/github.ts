import type { Json } from '../../lib/json.ts';
import { partitionOf } from '../arn.ts';
import { GITHUB_AUDIENCE, GITHUB_TOKENS, githubTrust } from '../github-trust.ts';
import { getAtt } from '../intrinsics.ts';
import { RETAINED } from '../site.ts';
import { addOutput } from '../stack-draft.ts';
import { allow } from '../statement.ts';
import { add, type ComponentSite, siteTags } from './component.ts';
import { allowReadingOutputs } from './published.ts';
import { addRole } from './roles.ts';

/** GitHub's tokens as a way into the account, and what the registry's own workflows may do with one. */
export function addGithub(site: ComponentSite): void {
  const { github } = site.context.platform.spec.iam;
  if (github === undefined) return;
  const providerArn = github.provider === 'create' ? addProvider(site) : github.provider;
  addOutput(site.draft, 'GithubProviderArn', providerArn, 'Identity provider of the tokens of GitHub Actions');
  if (github.repositories === undefined) return;
  addRole(
    {
      id: 'RegistryRole',
      name: ['github-registry-role'],
      trust: githubTrust(providerArn, github.repositories),
      policyName: 'registry',
      statements: registryStatements(site),
    },
    site,
  );
  addOutput(site.draft, 'RegistryRoleArn', getAtt('RegistryRole', 'Arn'), 'Role of the workflows of the registry');
}

/**
 * An account has one provider for an issuer, so others may come to use it: it stays when the stack goes, and can then be named by
 * its ARN. AWS checks GitHub's certificate against its own list of authorities, so no thumbprint is given.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
function addProvider(site: ComponentSite): Json {
  const properties = { Url: `https://${GITHUB_TOKENS}`, ClientIdList: [GITHUB_AUDIENCE], Tags: siteTags(site) };
  add(site, 'GithubProvider', 'AWS::IAM::OIDCProvider', properties, RETAINED);
  return getAtt('GithubProvider', 'Arn');
}

/** Enough to pin new versions of packages and to show what the platform gives; planning and applying are the controller's. */
function registryStatements({ context }: ComponentSite) {
  const { storage, region } = context.platform.spec;
  return [
    allow(['s3:ListBucket', 's3:ListBucketVersions'], `arn:${partitionOf(region)}:s3:::${storage.artifactBucket}`),
    ...allowReadingOutputs(context),
  ];
}
