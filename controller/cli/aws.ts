import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { AWS_RETRY, CLOUDFORMATION_RETRY } from '../adapters/aws-retry.ts';
import { createStackReader } from '../adapters/cloudformation.ts';
import { createBadgeStore } from '../adapters/dynamodb-badge.ts';
import { createLedger } from '../adapters/dynamodb-ledger.ts';
import { createObjectStore } from '../adapters/s3-objects.ts';
import { withBadge } from '../badge.ts';
import { type Environment, reconcileUrlOf } from '../config.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import { SYSTEM_CLOCK } from '../lib/clock.ts';
import type { Ledger } from '../record/port.ts';
import type { EventPublisher } from '../report/events-port.ts';

/** What the controller's own stack says about itself in its outputs. */
export interface DeployedController {
  readonly environment: string;
  readonly tableName: string;
  readonly evidenceBucket: string;
  readonly reconcileUrl: string;
  readonly executionRoleArn: string | undefined;
  readonly hasBadge: boolean;
}

/** Name of the stack that `cdk deploy` made for an environment. */
export function controllerStackName(environment: string): string {
  return `holdfast-${environment}`;
}

/** Looks the controller of an environment up in the account of the caller's credentials; `undefined` when there is none. */
export async function findController(environment: string, env: Environment): Promise<DeployedController | undefined> {
  const stack = await createStackReader(new CloudFormationClient(CLOUDFORMATION_RETRY)).describeStack(
    controllerStackName(environment),
  );
  const { TableName, EvidenceBucketName, ReconcileUrl, ExecutionRoleArn, BadgeUrl } = stack?.outputs ?? {};
  if (TableName === undefined || EvidenceBucketName === undefined || ReconcileUrl === undefined) return undefined;
  return {
    environment,
    tableName: TableName,
    evidenceBucket: EvidenceBucketName,
    reconcileUrl: reconcileUrlOf(env) ?? ReconcileUrl,
    executionRoleArn: ExecutionRoleArn,
    hasBadge: BadgeUrl !== undefined,
  };
}

/** The same, where the verb cannot work without it. Throws `ControllerMissing`, which names the way out. */
export async function requireController(environment: string, env: Environment): Promise<DeployedController> {
  const found = await findController(environment, env);
  if (found !== undefined) return found;
  const message =
    `No controller is deployed for environment ${environment}: there is no stack ${controllerStackName(environment)} ` +
    'in this account and region. See docs/install.md, or choose another one with --environment.';
  throw new HoldfastError(message, { code: 'ControllerMissing', source: 'user', retryable: false });
}

/** The record of a deployed controller. */
export function openLedger(controller: DeployedController): Ledger {
  return createLedger({
    dynamodb: new DynamoDBClient(AWS_RETRY),
    tableName: controller.tableName,
    objects: createObjectStore({ s3: new S3Client(AWS_RETRY), bucket: controller.evidenceBucket }),
    environment: controller.environment,
    clock: SYSTEM_CLOCK,
  });
}

/** A publisher that also keeps the controller's badge, if it has one: what is done from here is what the badge shows. */
export function keepingBadge(controller: DeployedController, publisher: EventPublisher): EventPublisher {
  const { hasBadge, tableName, environment } = controller;
  if (!hasBadge) return publisher;
  const badge = createBadgeStore({ dynamodb: new DynamoDBClient(AWS_RETRY), tableName, environment });
  return withBadge(publisher, badge, SYSTEM_CLOCK);
}
