import type { JsonObject } from '../../lib/json.ts';
import { physicalName } from '../../lib/names.ts';
import { partitionOf } from '../arn.ts';
import type { CompileContext } from '../context.ts';
import { githubTrust } from '../github-trust.ts';
import { PACKAGE_ACTIONS } from '../platform/boundary.ts';
import { allowReadingOutputs } from '../platform/published.ts';
import { takeOutput } from '../references.ts';
import { put, type Site } from '../site.ts';
import { allow, policyOf } from '../statement.ts';

/** IAM's limit: API_CreateRole. */
const MAX_ROLE_NAME = 64;

/**
 * The role that the workflows of a team's repositories take on to store packages: under the team's path and the platform's boundary (A2),
 * and good for the team's own part of the artifact bucket and for reading the outputs. Deploying is the controller's.
 */
export function addDeployRole(site: Site<'Team'>): void {
  const { document, context } = site;
  const { repositories } = document.spec;
  if (repositories === undefined) return;
  const { project } = context.platform.spec;
  const team = document.metadata.name;
  const [boundary = ''] = takeOutput('permissionsBoundaryArn', site);
  const [provider = ''] = takeOutput('githubProviderArn', site);
  put(site, 'DeployRole', 'AWS::IAM::Role', {
    RoleName: physicalName([project, team, 'deploy-role'], MAX_ROLE_NAME),
    Path: `/${project}/${team}/`,
    AssumeRolePolicyDocument: githubTrust(provider, repositories),
    PermissionsBoundary: boundary,
    ManagedPolicyArns: [],
    Policies: [{ PolicyName: 'deploy', PolicyDocument: policyOf(statementsOf(team, context)) }],
    MaxSessionDuration: 3600,
    Tags: site.tags,
  });
}

function statementsOf(team: string, context: CompileContext): readonly JsonObject[] {
  const { storage, region } = context.platform.spec;
  const bucket = `arn:${partitionOf(region)}:s3:::${storage.artifactBucket}`;
  return [
    allow(PACKAGE_ACTIONS, `${bucket}/${team}/*`),
    allow(['s3:ListBucket'], bucket, { StringLike: { 's3:prefix': `${team}/*` } }),
    ...allowReadingOutputs(context),
  ];
}
