import { BY_NAME, functionArns, type Place } from './execution-permissions.ts';
import type { Permission } from './permission.ts';

/** Versions and aliases of functions, and what moves traffic from one version to the next. */
export function releasePermissions(place: Place): readonly Permission[] {
  const { project, regional } = place;
  const named = (resource: string) => regional('codedeploy', resource);
  return [
    {
      name: 'ReleaseFunctions',
      actions: [
        'lambda:CreateAlias',
        'lambda:DeleteAlias',
        'lambda:DeleteProvisionedConcurrencyConfig',
        'lambda:GetAlias',
        'lambda:GetProvisionedConcurrencyConfig',
        'lambda:PublishVersion',
        'lambda:PutProvisionedConcurrencyConfig',
        'lambda:UpdateAlias',
      ],
      resources: functionArns(place),
      wildcard: BY_NAME,
    },
    {
      name: 'BuildRollouts',
      actions: [
        'codedeploy:CreateApplication',
        'codedeploy:CreateDeployment',
        'codedeploy:CreateDeploymentGroup',
        'codedeploy:DeleteApplication',
        'codedeploy:DeleteDeploymentGroup',
        'codedeploy:GetApplication',
        'codedeploy:GetApplicationRevision',
        'codedeploy:GetDeployment',
        'codedeploy:GetDeploymentGroup',
        'codedeploy:ListTagsForResource',
        'codedeploy:RegisterApplicationRevision',
        'codedeploy:TagResource',
        'codedeploy:UntagResource',
        'codedeploy:UpdateDeploymentGroup',
      ],
      resources: [named(`application:${project}-*`), named(`deploymentgroup:${project}-*/*`)],
      wildcard: BY_NAME,
    },
    {
      name: 'FollowRollouts',
      actions: ['codedeploy:GetDeploymentConfig', 'codedeploy:StopDeployment'],
      resources: ['*'],
      wildcard: 'CodeDeploy knows no resource for stopping, and the ready-made steps belong to AWS.',
    },
  ];
}
