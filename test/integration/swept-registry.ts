import type { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { vi } from 'vitest';
import { createApiReader } from '../../controller/adapters/apigateway-api.ts';
import { createGovernor } from '../../controller/adapters/aws-governor.ts';
import { createFunctionReader } from '../../controller/adapters/lambda-functions.ts';
import { createResourceReader } from '../../controller/adapters/readers/resources.ts';
import { loadDocuments } from '../../controller/documents/load-documents.ts';
import { locate } from '../../controller/documents/locate.ts';
import { detectDrift } from '../../controller/drift/detect.ts';
import type { DriftResult } from '../../controller/drift/drift.ts';
import { propertyLocator } from '../../controller/drift/source-fields.ts';
import type { SweptStack } from '../../controller/drift/swept-stack.ts';
import type { SourceFile } from '../../controller/source/snapshot.ts';
import { registryFiles } from '../golden/run-case.ts';
import { SHA } from './deployed-registry.ts';

/** The emulators have no limits. */
export const governor = createGovernor();
governor.unlimited();

/** What a sweep reads with. */
export interface SweepClients {
  readonly endpoint: string;
  readonly lambda: LambdaClient;
  readonly gateway: ApiGatewayV2Client;
}

/** Sweeps the stacks of a golden case with the real readers, once Lambda has carried out what it was told to. */
export function sweepCase(stacks: readonly SweptStack[], name: string, clients: SweepClients): Promise<DriftResult> {
  return sweepFiles(stacks, registryFiles(name), clients);
}

/** The same for the files of any registry. */
export function sweepFiles(
  stacks: readonly SweptStack[],
  files: readonly SourceFile[],
  { endpoint, lambda, gateway }: SweepClients,
): Promise<DriftResult> {
  const { registry } = loadDocuments({ sha: SHA, files }, { today: '2026-11-20' });
  const look = async () => {
    const resources = createResourceReader({ client: lambda, endpoint, governor });
    const readers = { functions: createFunctionReader(lambda), apis: createApiReader(gateway), resources };
    const result = await detectDrift({
      sha: SHA,
      stacks,
      readers,
      locate: propertyLocator(registry.documents, locate),
    });
    if (JSON.stringify(result).includes('is under way')) throw new Error('Lambda is still busy');
    return result;
  };
  return vi.waitFor(look, { timeout: 10_000, interval: 20 });
}
