import {
  ApiGatewayV2Client,
  CreateIntegrationCommand,
  CreateRouteCommand,
  DeleteRouteCommand,
  UpdateApiCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import { LambdaClient, UpdateFunctionCodeCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { createCodeRestorer, createFunctionReader } from '../../controller/adapters/lambda-functions.ts';
import { type Acceptance, acceptedBy, chooseDeviations } from '../../controller/drift/acceptance.ts';
import type { DriftResult, ResourceDrift } from '../../controller/drift/drift.ts';
import { excuse } from '../../controller/drift/excuse.ts';
import { declaredCode, planRevert } from '../../controller/drift/revert.ts';
import type { SweptStack } from '../../controller/drift/swept-stack.ts';
import { runCase } from '../golden/run-case.ts';
import { deployRegistry } from './deployed-registry.ts';
import { clientConfig } from './local-cloud/stack.ts';
import { sweepCase } from './swept-registry.ts';

let aws: LocalAws;
let lambda: LambdaClient;
let gateway: ApiGatewayV2Client;

beforeAll(async () => {
  aws = await startLocalAws();
  lambda = new LambdaClient(clientConfig(aws));
  gateway = new ApiGatewayV2Client(clientConfig(aws));
});

beforeEach(async () => {
  await aws.reset();
});

afterAll(async () => {
  for (const client of [lambda, gateway]) client?.destroy();
  await aws?.stop();
});

async function deployCase(name: string): Promise<readonly SweptStack[]> {
  const { stacks } = await runCase(name);
  return deployRegistry(aws, stacks, createFunctionReader(lambda));
}

function sweep(stacks: readonly SweptStack[], name: string): Promise<DriftResult> {
  return sweepCase(stacks, name, { endpoint: aws.endpoint, lambda, gateway });
}

function drifted({ resources }: DriftResult): readonly ResourceDrift[] {
  return resources.filter(({ status }) => status !== 'in-sync' && status !== 'unchecked');
}

describe('a registry that was just applied', () => {
  test.each(['two-teams', 'vpc-function', 'two-routes', 'reserved-concurrency', 'api-options'])(
    'F4: %s has no drift, and its functions and its API were really looked at',
    async (name) => {
      const result = await sweep(await deployCase(name), name);
      expect(drifted(result)).toEqual([]);
      const unchecked = result.resources.filter(({ status }) => status === 'unchecked').map(({ type }) => type);
      expect(unchecked.filter((type) => /^AWS::(Lambda::Function|ApiGatewayV2)/.test(type))).toEqual([]);
      expect(result.resources.filter(({ status }) => status === 'in-sync').length).toBeGreaterThanOrEqual(2);
    },
  );
});

describe('changes behind Git', () => {
  const CHARGE = 'shared-lambda-infra-payments-function-charge';
  let stacks: readonly SweptStack[];
  const idOf = (type: string) => {
    const found = stacks.flatMap(({ record }) => record.resources).find((resource) => resource.type === type);
    return found?.physicalId ?? '';
  };

  beforeEach(async () => {
    stacks = await deployCase('two-teams');
  });

  test('F1: memory and environment of a function, with the lines that say otherwise', async () => {
    const Environment = { Variables: { LOG_LEVEL: 'debug' } };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: CHARGE, MemorySize: 1024, Environment }));
    expect(drifted(await sweep(stacks, 'two-teams'))).toMatchObject([
      {
        stack: 'shared-lambda-infra-team-payments',
        physicalId: CHARGE,
        status: 'modified',
        source: { file: 'teams/payments/charge.yaml', document: 'Function/charge' },
        differences: [
          {
            path: '/Properties/MemorySize',
            expected: 512,
            actual: 1024,
            source: { file: 'teams/payments/charge.yaml', line: 14, column: 13 },
          },
          {
            path: '/Properties/Environment/Variables/LOG_LEVEL',
            expected: expect.stringMatching(/^sha256:/),
            source: { file: 'teams/payments/charge.yaml', line: 17, column: 16 },
          },
        ],
      },
    ]);
  });

  test('F4: what is accepted is the same in the next sweep, and drift again once it changes again', async () => {
    const setMemory = (MemorySize: number) =>
      lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: CHARGE, MemorySize }));
    await setMemory(1024);
    const ZipFile = zipSync({ 'index.mjs': new TextEncoder().encode('export const handler = async () => "hot fix";') });
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: CHARGE, ZipFile }));
    const chosen = chooseDeviations(await sweep(stacks, 'two-teams'), ['Function/charge'], 'drift');
    if ('problem' in chosen) throw new Error(chosen.problem);
    const { deviations } = chosen;
    expect(deviations.map(({ path }) => path).sort()).toEqual(['/Properties/Code', '/Properties/MemorySize']);
    const word: Acceptance = { id: 'a', by: 'mona', at: 1, until: '2026-12-24', deviations };
    const judged = async (today: string) => excuse(await sweep(stacks, 'two-teams'), acceptedBy([word], today));

    expect(drifted(await judged('2026-12-24'))).toMatchObject([{ physicalId: CHARGE, status: 'excused' }]);
    expect(drifted(await judged('2026-12-25'))).toMatchObject([{ physicalId: CHARGE, status: 'modified' }]);
    await setMemory(2048);
    expect(drifted(await judged('2026-12-24'))).toMatchObject([
      {
        physicalId: CHARGE,
        status: 'modified',
        differences: [{ path: '/Properties/MemorySize', actual: 2048 }],
        excused: [{ path: '/Properties/Code', excuse: { owner: 'mona' } }],
      },
    ]);
  });

  test('F2: other code is found, reverted with the declared package, and then in sync', async () => {
    const ZipFile = zipSync({ 'index.mjs': new TextEncoder().encode('export const handler = async () => "other";') });
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: CHARGE, ZipFile }));
    const found = await sweep(stacks, 'two-teams');
    expect(drifted(found)).toMatchObject([{ physicalId: CHARGE, differences: [{ path: '/Properties/Code' }] }]);

    const plan = planRevert(found);
    expect(plan).toMatchObject({ stacks: [], functions: [{ physicalId: CHARGE }], doubtful: [] });
    const stack = stacks.find(({ record }) => record.name === plan.functions[0]?.stack);
    const code = stack && declaredCode(stack, CHARGE);
    if (code === undefined) throw new Error('the declared code is not known');
    await createCodeRestorer(lambda).restoreCode(CHARGE, code);
    expect(drifted(await sweep(stacks, 'two-teams'))).toEqual([]);
  });

  test('F3: the API opened to everybody, throttling lifted, a route deleted, another added', async () => {
    const ApiId = idOf('AWS::ApiGatewayV2::Api');
    await gateway.send(new UpdateApiCommand({ ApiId, CorsConfiguration: { AllowOrigins: ['*'] } }));
    const DefaultRouteSettings = { ThrottlingRateLimit: 9000, ThrottlingBurstLimit: 200 };
    await gateway.send(new UpdateStageCommand({ ApiId, StageName: '$default', DefaultRouteSettings }));
    await gateway.send(new DeleteRouteCommand({ ApiId, RouteId: idOf('AWS::ApiGatewayV2::Route') }));
    const integration = { ApiId, IntegrationType: 'HTTP_PROXY', IntegrationUri: 'https://x.example' } as const;
    const { IntegrationId } = await gateway.send(new CreateIntegrationCommand(integration));
    await gateway.send(
      new CreateRouteCommand({ ApiId, RouteKey: 'ANY /backdoor', Target: `integrations/${IntegrationId}` }),
    );

    const found = await sweep(stacks, 'two-teams');
    expect(drifted(found).map(({ type, status }) => `${status} ${type}`)).toEqual([
      'modified AWS::ApiGatewayV2::Api',
      'modified AWS::ApiGatewayV2::Stage',
      'deleted AWS::ApiGatewayV2::Route',
      'added AWS::ApiGatewayV2::Route',
      'added AWS::ApiGatewayV2::Integration',
    ]);
    const stage = found.resources.find(({ type }) => type === 'AWS::ApiGatewayV2::Stage');
    expect(stage).toMatchObject({
      differences: [
        {
          path: '/Properties/DefaultRouteSettings/ThrottlingRateLimit',
          expected: 100,
          actual: 9000,
          source: { file: 'platform.yaml', line: 25, column: 13 },
        },
      ],
    });
    expect(planRevert(found).stacks).toEqual([
      'shared-lambda-infra-application',
      'shared-lambda-infra-edge',
      'shared-lambda-infra-team-orders',
    ]);
  });
});
