import { numberForm } from '../forms.ts';
import { type TypeRules, typeRules } from '../rules.ts';

/** A name in DNS ends in a dot, whether it is written or not; Route 53 puts `dualstack.` before names that it knows. */
function dnsName(name: string): string {
  return name
    .replace(/\.$/, '')
    .replace(/^dualstack\./, '')
    .replace('\\052', '*');
}

/**
 * Budgets, rollouts and DNS. Defaults: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html,
 * https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeploymentGroup.html,
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
 */
export const OPERATION_TYPES: Readonly<Record<string, TypeRules>> = {
  'AWS::Budgets::Budget': typeRules({
    readable: ['Budget', 'NotificationsWithSubscribers', 'ResourceTags'],
    tags: 'ResourceTags',
    sets: [
      '/NotificationsWithSubscribers',
      '/NotificationsWithSubscribers/*/Subscribers',
      '/Budget/CostFilters/TagKeyValue',
    ],
    absent: [['/NotificationsWithSubscribers/*/Notification/ThresholdType', 'PERCENTAGE']],
    forms: [
      ['/Budget/BudgetLimit/Amount', numberForm],
      ['/NotificationsWithSubscribers/*/Notification/Threshold', numberForm],
    ],
    // A budget that names no period gets one, and tells what was spent; types of cost are filled in.
    onlyDeclared: [
      '/Budget/BillingViewArn',
      '/Budget/CostTypes',
      '/Budget/FilterExpression',
      '/Budget/Metrics',
      '/Budget/TimePeriod',
    ],
  }),
  'AWS::CodeDeploy::Application': typeRules({
    readable: ['ApplicationName', 'ComputePlatform', 'Tags'],
    defaults: [['/ComputePlatform', 'Server']],
    onlyDeclared: ['/ApplicationName'],
  }),
  'AWS::CodeDeploy::DeploymentGroup': typeRules({
    readable: [
      'AlarmConfiguration',
      'ApplicationName',
      'AutoRollbackConfiguration',
      'DeploymentConfigName',
      'DeploymentGroupName',
      'DeploymentStyle',
      'ServiceRoleArn',
      'Tags',
      'TriggerConfigurations',
    ],
    sets: ['/AlarmConfiguration/Alarms', '/AutoRollbackConfiguration/Events', '/TriggerConfigurations'],
    absent: [
      ['/AlarmConfiguration/Enabled', false],
      ['/AlarmConfiguration/IgnorePollAlarmFailure', false],
      ['/AutoRollbackConfiguration/Enabled', false],
    ],
    onlyDeclared: ['/DeploymentGroupName'],
  }),
  'AWS::Route53::RecordSet': typeRules({
    readable: ['AliasTarget', 'HostedZoneId', 'Name', 'ResourceRecords', 'TTL', 'Type'],
    sets: ['/ResourceRecords'],
    anyCase: ['/AliasTarget/DNSName', '/Name'],
    absent: [['/AliasTarget/EvaluateTargetHealth', false]],
    rewrites: [
      ['/AliasTarget/DNSName', dnsName],
      ['/Name', dnsName],
    ],
    ignored: ['/HostedZoneId'],
  }),
};
