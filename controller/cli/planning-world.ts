import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { AWS_RETRY, CLOUDFORMATION_RETRY } from '../adapters/aws-retry.ts';
import { createStackReader } from '../adapters/cloudformation.ts';
import { createArtifactReader } from '../adapters/s3-artifacts.ts';
import type { PlanningWorld } from '../plan-commit.ts';
import type { Ledger } from '../record/port.ts';
import { findController, openLedger } from './aws.ts';
import { environmentOf } from './environment.ts';
import { type CommonOptions, type Io, progress } from './io.ts';
import { NO_RECORD } from './offline.ts';
import { openRegistry } from './registry.ts';

/** What `plan` reads: what planning needs, and what the last sweep found. */
export type ReadingWorld = PlanningWorld & { readonly ledger: Pick<Ledger, 'readDrift'> };

/** AWS and the record of the deployed controller, if there is one; without one every stack is read from CloudFormation. */
export async function planningWorld(options: CommonOptions, io: Io): Promise<ReadingWorld> {
  const registry = await openRegistry(options, io);
  const environment = await environmentOf(options, io);
  const controller = environment === undefined ? undefined : await findController(environment, io.env);
  if (controller === undefined)
    progress(io, options, 'No controller is deployed here; planning against CloudFormation alone.');
  return {
    ...registry,
    artifacts: createArtifactReader(new S3Client(AWS_RETRY)),
    stacks: createStackReader(new CloudFormationClient(CLOUDFORMATION_RETRY)),
    ledger: controller === undefined ? NO_RECORD : openLedger(controller),
  };
}
