import { CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from './constructs/alarms.ts';
import { Badge } from './constructs/badge.ts';
import type { FunctionCode } from './constructs/controller-function.ts';
import { Events } from './constructs/events.ts';
import { Evidence } from './constructs/evidence.ts';
import { ExecutionRole } from './constructs/execution-role.ts';
import { Ingress } from './constructs/ingress.ts';
import { Ledger } from './constructs/ledger.ts';
import { News } from './constructs/news.ts';
import { Overview } from './constructs/overview.ts';
import { Queues } from './constructs/queues.ts';
import { Reconciler } from './constructs/reconciler.ts';
import { Roles } from './constructs/roles.ts';
import { Secrets } from './constructs/secrets.ts';
import { type ControllerSettings, stackName } from './settings.ts';

export interface ControllerStackProps {
  readonly settings: ControllerSettings;
  /** `badge` is needed only where there is one. */
  readonly code: { readonly webhook: FunctionCode; readonly reconciler: FunctionCode; readonly badge?: FunctionCode };
}

/** Everything the controller needs and nothing else; what the registry describes is the controller's to build. */
export class ControllerStack extends Stack {
  constructor(scope: Construct, { settings, code }: ControllerStackProps) {
    const prefix = stackName(settings);
    super(scope, prefix, {
      description: `Holdfast: keeps ${settings.project} (${settings.environment}) true to ${settings.registry}`,
      terminationProtection: settings.protect,
    });
    const { protect } = settings;
    const foundation = this.foundation(settings, prefix);
    const { queues, roles } = foundation;

    const ingress = new Ingress(this, 'Ingress', {
      prefix,
      protect,
      code: code.webhook,
      role: roles.webhook,
      environment: webhookEnvironment(settings, foundation),
    });
    const reconciler = new Reconciler(this, 'Reconciler', {
      prefix,
      protect,
      queues,
      code: code.reconciler,
      plannerRole: roles.planner,
      applierRole: roles.applier,
      executionRoleArn: foundation.executionRoleArn,
      environment: reconcilerEnvironment(settings, foundation),
    });
    const badge = this.badge(settings, prefix, foundation, ingress, code.badge);
    const functions = {
      webhook: ingress.function,
      planner: reconciler.planner,
      applier: reconciler.applier,
      ...(badge && { badge: badge.function }),
    };
    const { topic } = new Alarms(this, 'Alarms', { prefix, queues, functions });
    const { environment } = settings;
    const { topic: news } = new News(this, 'News', { prefix, environment, bus: foundation.bus });
    new Overview(this, 'Overview', { prefix, environment, queues, functions });

    this.tag({
      project: settings.project,
      environment: settings.environment,
      service: 'holdfast',
      'managed-by': 'cdk',
    });
    this.output({
      WebhookUrl: ingress.webhookUrl,
      ReconcileUrl: ingress.reconcileUrl,
      TableName: foundation.table.tableName,
      EvidenceBucketName: foundation.bucket.bucketName,
      BusName: foundation.bus.eventBusName,
      PlannerQueueUrl: queues.planner.queue.queueUrl,
      ApplierQueueUrl: queues.applier.queue.queueUrl,
      TimerQueueUrl: queues.timer.queue.queueUrl,
      WebhookSecretArn: foundation.webhookSecretArn,
      AppKeySecretArn: foundation.appKeySecretArn,
      ExecutionRoleArn: foundation.executionRoleArn,
      WebhookFunctionName: functions.webhook.functionName,
      PlannerFunctionName: functions.planner.functionName,
      ApplierFunctionName: functions.applier.functionName,
      AlarmTopicArn: topic.topicArn,
      NewsTopicArn: news.topicArn,
      ...(badge && { BadgeUrl: badge.url }),
    });
  }

  private badge(
    { badgeToken: token, environment, protect }: ControllerSettings,
    prefix: string,
    { table, roles }: Foundation,
    { api }: Ingress,
    code: FunctionCode | undefined,
  ): Badge | undefined {
    if (token === undefined || code === undefined || roles.badge === undefined) return undefined;
    const variables = { HOLDFAST_ENVIRONMENT: environment, HOLDFAST_TABLE: table.tableName };
    return new Badge(this, 'Badge', { prefix, protect, api, code, role: roles.badge, token, environment: variables });
  }

  /** What the functions stand on: data, queues, events, secrets, and the roles that say who may touch which of them. */
  private foundation(settings: ControllerSettings, prefix: string) {
    const { project, protect, artifactBucket, stateBucket, artifactBuckets, functionNames } = settings;
    const scope = { project, artifactBucket, stateBucket, artifactBuckets, functionNames };
    const { table } = new Ledger(this, 'Ledger', { protect });
    const { bucket } = new Evidence(this, 'Evidence', { protect });
    const secrets = new Secrets(this, 'Secrets', { protect });
    const queues = new Queues(this, 'Queues', { prefix });
    const { bus } = new Events(this, 'Events', { prefix, project, queues });
    const { role } = new ExecutionRole(this, 'Execution', settings);
    const shared = {
      table,
      bucket,
      bus,
      queues,
      webhookSecretArn: secrets.webhook.secretArn,
      appKeySecretArn: secrets.appKeyArn,
      executionRoleArn: role.roleArn,
    };
    const hasBadge = settings.badgeToken !== undefined;
    const roles = new Roles(this, 'Roles', { prefix, hasBadge, ...scope, ...shared });
    return { ...shared, roles };
  }

  private tag(tags: Readonly<Record<string, string>>): void {
    for (const [key, value] of Object.entries(tags)) Tags.of(this).add(key, value);
  }

  private output(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

type Foundation = ReturnType<ControllerStack['foundation']>;

/** What `webhookConfig` of `controller/config.ts` reads. */
function webhookEnvironment(settings: ControllerSettings, foundation: Foundation) {
  const { githubInstallationId, githubRepositoryId } = settings;
  return {
    ...sharedEnvironment(settings, foundation),
    ...(githubInstallationId && { HOLDFAST_INSTALLATION_ID: githubInstallationId }),
    ...(githubRepositoryId && { HOLDFAST_REPOSITORY_ID: githubRepositoryId }),
    HOLDFAST_WEBHOOK_SECRET_ARN: foundation.webhookSecretArn,
  };
}

/** What `reconcilerConfig` of `controller/config.ts` reads, but for the role, which each function has its own. */
function reconcilerEnvironment(settings: ControllerSettings, foundation: Foundation) {
  const { bucket, bus, queues, appKeySecretArn } = foundation;
  return {
    ...sharedEnvironment(settings, foundation),
    HOLDFAST_GITHUB_API_URL: settings.githubApiUrl,
    ...(settings.limits !== undefined && { HOLDFAST_LIMITS: settings.limits }),
    ...(settings.badgeToken !== undefined && { HOLDFAST_BADGE: 'on' }),
    HOLDFAST_EVIDENCE_BUCKET: bucket.bucketName,
    HOLDFAST_BUS: bus.eventBusName,
    HOLDFAST_TIMER_QUEUE_URL: queues.timer.queue.queueUrl,
    HOLDFAST_APP_KEY_SECRET_ARN: appKeySecretArn,
  };
}

function sharedEnvironment(settings: ControllerSettings, { table, queues }: Foundation) {
  return {
    HOLDFAST_ENVIRONMENT: settings.environment,
    HOLDFAST_PROJECT: settings.project,
    HOLDFAST_REGISTRY: settings.registry,
    HOLDFAST_BRANCH: settings.branch,
    HOLDFAST_GITHUB_APP_ID: settings.githubAppId,
    HOLDFAST_TABLE: table.tableName,
    HOLDFAST_PLANNER_QUEUE_URL: queues.planner.queue.queueUrl,
    HOLDFAST_APPLIER_QUEUE_URL: queues.applier.queue.queueUrl,
  };
}
