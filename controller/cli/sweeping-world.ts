import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { createApiReader } from '../adapters/apigateway-api.ts';
import { API_GATEWAY_RETRY, CLOUDFORMATION_RETRY, LAMBDA_RETRY } from '../adapters/aws-retry.ts';
import { createStackReader } from '../adapters/cloudformation.ts';
import { createFunctionReader } from '../adapters/lambda-functions.ts';
import { createResourceReader } from '../adapters/readers/resources.ts';
import { awsEndpointOf } from '../config.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import type { DriftResult } from '../drift/drift.ts';
import { lookForDrift, type SweepWorld } from '../sweep.ts';
import { type DeployedController, openLedger } from './aws.ts';
import type { CommonOptions, Io } from './io.ts';
import { openRegistry } from './registry.ts';

/** The registry folder, the record of a deployed controller, and AWS to look at, with the caller's credentials. */
export async function sweepingWorld(
  controller: DeployedController,
  options: CommonOptions,
  io: Io,
): Promise<SweepWorld> {
  return {
    ...(await openRegistry(options, io)),
    ledger: openLedger(controller),
    stacks: createStackReader(new CloudFormationClient(CLOUDFORMATION_RETRY)),
    functions: createFunctionReader(new LambdaClient(LAMBDA_RETRY)),
    apis: createApiReader(new ApiGatewayV2Client(API_GATEWAY_RETRY)),
    openResources: async () => {
      const { awsEndpoint } = awsEndpointOf(io.env);
      return createResourceReader({
        client: new CloudFormationClient(CLOUDFORMATION_RETRY),
        ...(awsEndpoint !== undefined && { endpoint: awsEndpoint }),
      });
    },
  };
}

/**
 * The lines shown are those of the folder given with `--registry`, which may be another commit than the applied one. Throws
 * `NothingToCompare` when there is nothing to look at: that is not the same as in sync (F4).
 */
export async function lookNow(world: SweepWorld): Promise<DriftResult> {
  const result = await lookForDrift(world);
  if (result !== undefined) return result;
  const message = 'Nothing is applied yet, or a run is in progress; `holdfast status` tells which.';
  throw new HoldfastError(message, { code: 'NothingToCompare', source: 'user', retryable: true });
}
