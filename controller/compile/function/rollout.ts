import type { Release } from '../../../registry/kinds/function/release.ts';
import type { Json } from '../../lib/json.ts';
import { teamName } from '../context.ts';
import { concat, getAtt, ref } from '../intrinsics.ts';
import { idFor } from '../logical-ids.ts';
import { ALIAS_ACTIONS } from '../platform/boundary.ts';
import { type Attributes, put, type Site } from '../site.ts';
import { allow } from '../statement.ts';
import { putRole } from '../team-role.ts';
import { alarmIds } from './alarms.ts';

type Rollout = NonNullable<Release['rollout']>;

/** CodeDeploy's limit for the names of applications and deployment groups: API_CreateApplication. */
const MAX_NAME = 100;

/**
 * CodeDeploy's application, deployment group and role for a function: they move the alias in steps, and back when one of the function's
 * alarms rings. Nothing of it costs anything.
 */
export function addRollout(site: Site<'Function'>, rollout: Rollout): void {
  const name = rolloutName(site);
  const serviceRole = putRole(site, 'LambdaDeployRole', {
    type: 'rollout',
    service: 'codedeploy.amazonaws.com',
    policyName: 'rollout',
    boundary: 'rolloutBoundaryArn',
    statements: [allow(ALIAS_ACTIONS, functionArns(site)), allow(['cloudwatch:DescribeAlarms'], '*')],
  });
  const application = { ApplicationName: name, ComputePlatform: 'Lambda', Tags: site.tags };
  const id = put(site, 'LambdaDeployments', 'AWS::CodeDeploy::Application', application);
  const alarms = alarmIds(site.document).map((alarm) => ({ Name: ref(alarm) }));
  put(site, 'LambdaRollout', 'AWS::CodeDeploy::DeploymentGroup', {
    ApplicationName: ref(id),
    DeploymentGroupName: name,
    DeploymentConfigName: configurationOf(rollout),
    DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
    ServiceRoleArn: serviceRole,
    AlarmConfiguration: { Enabled: alarms.length > 0, Alarms: alarms, IgnorePollAlarmFailure: false },
    AutoRollbackConfiguration: {
      Enabled: true,
      Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
    },
    Tags: site.tags,
  });
}

/** What makes CloudFormation move an alias by CodeDeploy: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html */
export function rolloutPolicy(site: Site<'Function'>): Attributes {
  const name = rolloutName(site);
  return {
    DependsOn: [idFor('LambdaRollout', site.document.metadata.name)],
    UpdatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName: name, DeploymentGroupName: name } },
  };
}

/** The function and its aliases, without a reference to the alias: that waits for the role. */
function functionArns({ document }: Site<'Function'>): readonly Json[] {
  const arn = getAtt(idFor('Function', document.metadata.name), 'Arn');
  return [arn, concat(arn, ':*')];
}

function rolloutName({ context, document }: Site<'Function'>): string {
  return teamName(context, document, 'rollout', MAX_NAME);
}

/** CodeDeploy's names of its ready-made steps. */
function configurationOf(rollout: Rollout): string {
  if (rollout.type === 'all-at-once') return 'CodeDeployDefault.LambdaAllAtOnce';
  if (rollout.type === 'canary') return `CodeDeployDefault.LambdaCanary10Percent${rollout.minutes}Minutes`;
  return `CodeDeployDefault.LambdaLinear10PercentEvery${rollout.minutes}Minute${rollout.minutes === 1 ? '' : 's'}`;
}
