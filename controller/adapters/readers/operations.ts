import type { ReadTarget } from '../../drift/port.ts';
import type { JsonObject } from '../../lib/json.ts';
import { allAt, elementAt, parseXml, textAt } from '../aws-xml.ts';
import {
  allPages,
  type Calls,
  capitals,
  objectOf,
  objectsOf,
  orGone,
  pick,
  present,
  type ServiceReader,
  said,
  textOf,
} from './calls.ts';

/** Budgets. https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Operations_AWS_Budgets.html */
export const BUDGETS_READER: ServiceReader = {
  actions: ['budgets:ListTagsForResource', 'budgets:ViewBudget'],
  reads: { 'AWS::Budgets::Budget': readBudget },
};

/** Rollouts. https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_Operations.html */
export const CODEDEPLOY_READER: ServiceReader = {
  actions: ['codedeploy:GetApplication', 'codedeploy:GetDeploymentGroup', 'codedeploy:ListTagsForResource'],
  reads: { 'AWS::CodeDeploy::Application': readApplication, 'AWS::CodeDeploy::DeploymentGroup': readDeploymentGroup },
};

/** DNS. https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html */
export const ROUTE53_READER: ServiceReader = {
  actions: ['route53:ListResourceRecordSets'],
  reads: { 'AWS::Route53::RecordSet': readRecords },
};

function budgets(action: string, input: object, calls: Calls): Promise<JsonObject> {
  return calls.json('budgets', `AWSBudgetServiceGateway.${action}`, input);
}

async function readBudget(
  { physicalId, account, partition }: ReadTarget,
  calls: Calls,
): Promise<JsonObject | undefined> {
  const of = { AccountId: account, BudgetName: physicalId };
  const answer = await orGone(budgets('DescribeBudget', of, calls), 'NotFound');
  if (answer === undefined) return undefined;
  const notifications = await allPages(async (NextToken) => {
    const page = await budgets('DescribeNotificationsForBudget', { ...of, NextToken }, calls);
    return { items: objectsOf(page.Notifications), next: textOf(page.NextToken) };
  });
  const NotificationsWithSubscribers = await Promise.all(
    notifications.map(async (one) => {
      const Notification = pick(one, 'ComparisonOperator', 'NotificationType', 'Threshold', 'ThresholdType');
      const found = await budgets('DescribeSubscribersForNotification', { ...of, Notification }, calls);
      return { Notification, Subscribers: objectsOf(found.Subscribers) };
    }),
  );
  const ResourceARN = `arn:${partition}:budgets::${account}:budget/${physicalId}`;
  const { ResourceTags = [] } = await budgets('ListTagsForResource', { ResourceARN }, calls);
  return { Budget: budgetOf(objectOf(answer.Budget)), NotificationsWithSubscribers, ResourceTags };
}

function budgetOf(budget: JsonObject): JsonObject {
  return pick(
    budget,
    'AutoAdjustData',
    'BillingViewArn',
    'BudgetLimit',
    'BudgetName',
    'BudgetType',
    'CostFilters',
    'CostTypes',
    'FilterExpression',
    'Metrics',
    'PlannedBudgetLimits',
    'TimePeriod',
    'TimeUnit',
  );
}

function codedeploy(action: string, input: object, calls: Calls): Promise<JsonObject> {
  return calls.json('codedeploy', `CodeDeploy_20141006.${action}`, input);
}

/** `application:<name>` or `deploymentgroup:<application>/<name>`. */
async function tagsOf(resource: string, { partition, region, account }: ReadTarget, calls: Calls): Promise<JsonObject> {
  const ResourceArn = `arn:${partition}:codedeploy:${region}:${account}:${resource}`;
  return pick(await codedeploy('ListTagsForResource', { ResourceArn }, calls), 'Tags');
}

async function readApplication(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const { physicalId } = target;
  const answer = codedeploy('GetApplication', { applicationName: physicalId }, calls);
  const found = await orGone(answer, 'ApplicationDoesNotExist');
  if (found === undefined) return undefined;
  const own = objectOf(capitals(pick(objectOf(found.application), 'applicationName', 'computePlatform')));
  return { ...own, ...(await tagsOf(`application:${physicalId}`, target, calls)) };
}

async function readDeploymentGroup(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const applicationName = said(target, 'ApplicationName');
  const deploymentGroupName = textOf(target.declared.DeploymentGroupName) ?? target.physicalId;
  const answer = codedeploy('GetDeploymentGroup', { applicationName, deploymentGroupName }, calls);
  const found = await orGone(answer, 'ApplicationDoesNotExist', 'DeploymentGroupDoesNotExist');
  if (found === undefined) return undefined;
  const group = objectOf(capitals(objectOf(found.deploymentGroupInfo)));
  const own = pick(
    group,
    'AlarmConfiguration',
    'ApplicationName',
    'AutoRollbackConfiguration',
    'DeploymentConfigName',
    'DeploymentGroupName',
    'DeploymentStyle',
    'ServiceRoleArn',
    'TriggerConfigurations',
  );
  return { ...own, ...(await tagsOf(`deploymentgroup:${applicationName}/${deploymentGroupName}`, target, calls)) };
}

/** The list begins at the name that is asked for; another name at its head means that this one is gone. */
async function readRecords(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const [zone, name, type] = [said(target, 'HostedZoneId'), said(target, 'Name'), said(target, 'Type')];
  const path = `/2013-04-01/hostedzone/${encodeURIComponent(zone)}/rrset`;
  const text = await orGone(calls.text('route53', path, { maxitems: '1', name, type }), 'NoSuchHostedZone');
  const [first] = allAt(
    elementAt(parseXml(text ?? ''), 'ListResourceRecordSetsResponse', 'ResourceRecordSets'),
    'ResourceRecordSet',
  );
  const found = (textAt(first, 'Name') ?? '').replace(/\.$/, '').replace('\\052', '*');
  if (found !== name.replace(/\.$/, '').toLowerCase() || textAt(first, 'Type') !== type) return undefined;
  const alias = elementAt(first, 'AliasTarget');
  const records = allAt(first, 'ResourceRecords', 'ResourceRecord').flatMap((one) => textAt(one, 'Value') ?? []);
  return present({
    AliasTarget:
      alias &&
      present({
        DNSName: textAt(alias, 'DNSName'),
        EvaluateTargetHealth: textAt(alias, 'EvaluateTargetHealth'),
        HostedZoneId: textAt(alias, 'HostedZoneId'),
      }),
    Name: found,
    ResourceRecords: records,
    TTL: textAt(first, 'TTL'),
    Type: type,
  });
}
