import { addAccessLog } from '../api/access-log.ts';
import { platformName } from '../context.ts';
import { getAtt, ref } from '../intrinsics.ts';
import { addOutput } from '../stack-draft.ts';
import { addAuthorizers } from './authorizers.ts';
import { boundaryPolicy, rolloutBoundaryPolicy } from './boundary.ts';
import { add, type ComponentSite } from './component.ts';
import { addDomain } from './domain.ts';
import { addExecutionRole } from './execution-role.ts';
import { addGithub } from './github.ts';
import { addHttpApis } from './http-api.ts';
import { addRestApi } from './rest-api.ts';

/** Limit: API_CreatePolicy of IAM. */
const MAX_POLICY_NAME = 128;

/** What the teams' stacks hang on: the shared API and the permissions boundary of their roles. */
export function compileApplication(site: ComponentSite): void {
  addApi(site);
  addAuthorizers(site);
  addAccessLog(site);
  addDomain(site);
  addBoundary(site);
  addExecutionRole(site);
  addGithub(site);
  addOutput(site.draft, 'ExecutionRoleArn', getAtt('ExecutionRole', 'Arn'), 'Shared role of functions');
  addOutput(site.draft, 'PermissionsBoundaryArn', ref('PermissionsBoundary'), 'The most that a role of a team can do');
  addOutput(site.draft, 'RolloutBoundaryArn', ref('RolloutBoundary'), 'The most that the role of a rollout can do');
}

function addApi(site: ComponentSite): void {
  if (site.context.platform.spec.api.type === 'rest') addRestApi(site);
  else addHttpApis(site);
}

/** Two boundaries, for functions and for rollouts. Without a description: changing one would replace the policy under the same name, which IAM refuses. */
function addBoundary(site: ComponentSite): void {
  const { context } = site;
  add(site, 'PermissionsBoundary', 'AWS::IAM::ManagedPolicy', {
    ManagedPolicyName: platformName(context, ['boundary'], MAX_POLICY_NAME),
    Path: `/${context.platform.spec.project}/`,
    PolicyDocument: boundaryPolicy(site),
  });
  add(site, 'RolloutBoundary', 'AWS::IAM::ManagedPolicy', {
    ManagedPolicyName: platformName(context, ['rollout-boundary'], MAX_POLICY_NAME),
    Path: `/${context.platform.spec.project}/`,
    PolicyDocument: rolloutBoundaryPolicy(site),
  });
}
