import type { Subscription } from '../../../registry/kinds/agent/subscription.ts';
import { agentFunctionName, resultsTableName, workQueueName } from '../../documents/expansions/agent-names.ts';
import { isTeamDocument, type RegistryDocument } from '../../documents/registry.ts';
import { idOfDocument } from '../../graph/graph.ts';
import type { JsonObject } from '../../lib/json.ts';
import { physicalName } from '../../lib/names.ts';
import { workQueueOf } from '../agent-queue.ts';
import { partitionOf } from '../arn.ts';
import type { CompileContext, OutputValues, UseSite } from '../context.ts';
import type { KindCompiler } from '../kind-compiler.ts';
import { partOutput } from '../part-output.ts';
import { markOf } from '../platform/budget.ts';
import { documentAt, outputOf, takeOutput } from '../references.ts';
import { put, putPart, type Site, siteOf } from '../site.ts';

/** AWS's limit: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html */
const MAX_BUDGET_NAME = 100;

type AgentSite = Site<'Agent'>;

/** An Agent: besides its parts, which are compiled as what they are, its subscriptions to topics and its budget. */
export const agentCompiler: KindCompiler<'Agent'> = {
  compile: compileAgent,
  outputs: agentValues,
  grant: (document, _, site) => site.context.grantsOf(workQueueOf(document, site.context), { level: 'write' }, site),
};

function compileAgent(document: RegistryDocument<'Agent'>, context: CompileContext): void {
  const site = siteOf(document, context);
  for (const subscription of document.spec.subscriptions ?? []) addSubscription(subscription, site);
  addBudget(site);
}

function addSubscription({ name, topic }: Subscription, site: AgentSite): void {
  const target = topic && documentAt(topic, site);
  if (topic === undefined || target === undefined || !isTeamDocument(target)) return;
  const { filter, filterScope, rawDelivery = false } = topic;
  putPart(site, 'AgentSubscription', name, 'AWS::SNS::Subscription', {
    TopicArn: outputOf(target, 'topicArn', site),
    Protocol: 'sqs',
    Endpoint: agentValues(site.document, site).workQueueArn(),
    ...(filter !== undefined && {
      FilterPolicy: filter as JsonObject,
      FilterPolicyScope: filterScope === 'body' ? 'MessageBody' : 'MessageAttributes',
    }),
    RawMessageDelivery: rawDelivery,
  });
}

/** The month's budget of all that is part of the agent. AWS Budgets exists only in the partition of the commercial regions. */
function addBudget(site: AgentSite): void {
  const { budget } = site.document.spec;
  const { project, region } = site.context.platform.spec;
  if (budget === undefined || partitionOf(region) !== 'aws') return;
  const alerts = budget.alertPercent.map((percent) => alertAt(percent, site));
  const { team = '', name } = site.document.metadata;
  put(site, 'AgentBudget', 'AWS::Budgets::Budget', {
    Budget: {
      BudgetName: physicalName([project, team, 'budget', name, markOf(alerts)], MAX_BUDGET_NAME),
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount: budget.monthlyUsd, Unit: 'USD' },
      CostFilters: { TagKeyValue: [`user:part-of$${idOfDocument(site.document)}`] },
    },
    NotificationsWithSubscribers: alerts,
    ResourceTags: site.tags,
  });
}

function alertAt(percent: number, site: AgentSite): JsonObject {
  const [topic = ''] = takeOutput('alarmTopicArn', site);
  return {
    Notification: {
      NotificationType: 'ACTUAL',
      ComparisonOperator: 'GREATER_THAN',
      Threshold: percent,
      ThresholdType: 'PERCENTAGE',
    },
    Subscribers: [{ SubscriptionType: 'SNS', Address: topic }],
  };
}

function agentValues({ metadata, spec }: RegistryDocument<'Agent'>, site: UseSite) {
  const { name } = metadata;
  const queue = partOutput('Queue', workQueueName(name), site);
  const table = partOutput('Table', resultsTableName(name), site);
  const lambda = partOutput('Function', agentFunctionName(name, spec.functions[0]?.name), site);
  return {
    workQueueArn: queue('queueArn'),
    workQueueUrl: queue('queueUrl'),
    deadLetterQueueArn: queue('deadLetterQueueArn'),
    deadLetterQueueUrl: queue('deadLetterQueueUrl'),
    ...(spec.results !== false && { resultsTableArn: table('tableArn'), resultsTableName: table('tableName') }),
    functionArn: lambda('functionArn'),
    functionName: lambda('functionName'),
  } satisfies Partial<OutputValues>;
}
