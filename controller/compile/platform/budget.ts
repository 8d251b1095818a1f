import { digestOf } from '../../lib/digest.ts';
import type { JsonObject } from '../../lib/json.ts';
import { partitionOf } from '../arn.ts';
import { platformName } from '../context.ts';
import { ref } from '../intrinsics.ts';
import { addOutput } from '../stack-draft.ts';
import { add, type ComponentSite, siteTags } from './component.ts';

/** AWS's limit: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html */
const MAX_BUDGET_NAME = 100;

/**
 * The month's budget of everything that bears the project's tag, and the tags to activate for it. CloudFormation has no type that
 * activates a tag, so a person does that once (docs/spec/platform.md). AWS Budgets exists only in the partition of the commercial regions.
 */
export function addBudget(site: ComponentSite): void {
  const { cost, region } = site.context.platform.spec;
  addOutput(site.draft, 'CostAllocationTags', cost.allocationTags.join(','), 'Tags to activate for cost allocation');
  if (partitionOf(region) !== 'aws') return;
  const alerts = alertsOf(site);
  add(site, 'Budget', 'AWS::Budgets::Budget', {
    Budget: {
      BudgetName: platformName(site.context, ['budget', 'monthly', markOf(alerts)], MAX_BUDGET_NAME),
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount: cost.monthlyBudgetUsd, Unit: 'USD' },
      CostFilters: { TagKeyValue: [`user:project$${site.context.platform.spec.project}`] },
    },
    NotificationsWithSubscribers: alerts,
    ResourceTags: siteTags(site),
  });
}

/** Other alerts make a new budget beside the old one before that goes, so the name has to tell them apart. */
export function markOf(alerts: readonly JsonObject[]): string {
  return digestOf(JSON.stringify(alerts)).replace('sha256:', '').slice(0, 8);
}

function alertsOf({ context }: ComponentSite): readonly JsonObject[] {
  const { alerts, emails } = context.platform.spec.cost;
  return alerts.map(({ percent, type }) => ({
    Notification: {
      NotificationType: type.toUpperCase(),
      ComparisonOperator: 'GREATER_THAN',
      Threshold: percent,
      ThresholdType: 'PERCENTAGE',
    },
    Subscribers: [
      { SubscriptionType: 'SNS', Address: ref('AlarmTopic') },
      ...emails.map((email) => ({ SubscriptionType: 'EMAIL', Address: email })),
    ],
  }));
}
