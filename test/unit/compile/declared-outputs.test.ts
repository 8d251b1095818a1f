import { describe, expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import type { DeclaredOutputs } from '../../../controller/compile/declared-outputs.ts';
import { hasErrors } from '../../../controller/diagnostics/finding.ts';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import type { AnyDocument } from '../../../controller/documents/registry.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { idOfDocument } from '../../../controller/graph/graph.ts';
import { whyNotGiven } from '../../../controller/graph/not-given.ts';
import { KINDS } from '../../../registry/kinds/kinds.ts';
import { goldenCases, registryFiles } from '../../golden/run-case.ts';
import { lambda, platform, registryOf, route, team } from './registry-of.ts';

const layer = 'arn:aws:lambda:us-east-1:123456789012:layer:a:1';
const otherLayer = layer.replace(':layer:', ':layer:other-');

function declare(shared = platform(), charge = lambda('charge')): DeclaredOutputs {
  const documents = [team('payments'), charge, route('charge', { path: '/payments/charge', function: 'charge' })];
  const { outputs } = compile(buildGraph(registryOf(shared, { payments: documents })).graph, {});
  if (outputs === undefined) throw new Error('nothing is declared');
  return outputs;
}

const inStack = (stack: string, output: string) => ({ from: { stack: `acme-platform-${stack}`, output } });

describe('what a registry publishes', () => {
  test('is every output of the Platform, lists with an entry for each availability zone', () => {
    const [shared] = declare(platform({ network: { cidr: '10.0.0.0/16', azs: 3 } })).documents;
    expect(shared).toMatchObject({ kind: 'Platform', name: 'shared' });
    expect(shared?.outputs).toEqual({
      vpcId: inStack('network', 'VpcId'),
      publicSubnetIds: {
        each: ['PublicSubnet1Id', 'PublicSubnet2Id', 'PublicSubnet3Id'].map(
          (output) => inStack('network', output).from,
        ),
      },
      privateSubnetIds: {
        each: ['PrivateSubnet1Id', 'PrivateSubnet2Id', 'PrivateSubnet3Id'].map(
          (output) => inStack('network', output).from,
        ),
      },
      lambdaSecurityGroupId: inStack('network', 'LambdaSecurityGroupId'),
      artifactBucketName: inStack('stateful', 'ArtifactBucketName'),
      artifactBucketArn: inStack('stateful', 'ArtifactBucketArn'),
      stateBucketName: inStack('stateful', 'StateBucketName'),
      stateBucketArn: inStack('stateful', 'StateBucketArn'),
      logBucketName: inStack('stateful', 'LogBucketName'),
      logBucketArn: inStack('stateful', 'LogBucketArn'),
      apiId: inStack('application', 'ApiId'),
      apiEndpoint: inStack('application', 'ApiEndpoint'),
      executionRoleArn: inStack('application', 'ExecutionRoleArn'),
      permissionsBoundaryArn: inStack('application', 'PermissionsBoundaryArn'),
      rolloutBoundaryArn: inStack('application', 'RolloutBoundaryArn'),
      alarmTopicArn: inStack('observability', 'AlarmTopicArn'),
    });
  });

  test('is the five outputs of a Function, and the address of a Route', () => {
    const { documents } = declare(platform(), lambda('charge', { layerArns: [layer, { value: otherLayer }] }));
    const outputs = Object.fromEntries(documents.map(({ kind, outputs }) => [kind, outputs]));
    expect(outputs.Function).toEqual({
      functionArn: inStack('team-payments', 'FunctionArnCharge'),
      functionName: inStack('team-payments', 'FunctionNameCharge'),
      roleArn: inStack('team-payments', 'RoleArnCharge'),
      logGroupName: inStack('team-payments', 'LogGroupNameCharge'),
      layerArns: { each: [{ value: layer }, { value: otherLayer }] },
    });
    expect(outputs.Route).toEqual({ url: inStack('team-payments', 'RouteUrlCharge') });
    expect(outputs.Team).toBeUndefined();
  });

  test('bears the tags of what the document makes, by which our parameters are known', () => {
    const charge = declare().documents.find(({ kind }) => kind === 'Function');
    expect(charge).toMatchObject({
      team: 'payments',
      name: 'charge',
      tags: { project: 'acme-platform', 'managed-by': 'holdfast', team: 'payments', 'resource-kind': 'Function' },
    });
  });

  test('goes where the Platform says', () => {
    expect(declare()).toMatchObject({ project: 'acme-platform', environment: 'dev', region: 'us-east-1' });
    expect(declare().publish).toEqual({
      ssm: 'all',
      terraformState: { bucket: 'acme-platform-state-123456789012-us-east-1', key: 'shared-infra/terraform.tfstate' },
    });
    const terraformState = { bucket: 'acme-state', key: 'acme.tfstate' };
    expect(declare(platform({ outputs: { ssm: 'none', terraformState } })).publish).toEqual({
      ssm: 'none',
      terraformState,
    });
  });
});

test.each(goldenCases())('golden case %s publishes every output that its documents give', (name) => {
  const { registry } = loadDocuments({ sha: 'local', files: registryFiles(name) }, { today: '2026-11-20' });
  const built = buildGraph(registry);
  if (hasErrors(built.findings)) return;
  const { outputs } = compile(built.graph, {});
  const missing = registry.documents.flatMap((document) => {
    const { kind, metadata } = document;
    const declared = outputs?.documents.find(
      (other) => other.kind === kind && other.name === metadata.name && other.team === metadata.team,
    );
    const known = Object.keys(KINDS.find(({ name }) => name === kind)?.outputs ?? {});
    const names = known.filter((output) => declared?.outputs[output] === undefined && gives(document, output));
    return names.map((output) => `${kind} ${metadata.name}: ${output}`);
  });
  expect(missing).toEqual([]);

  /** A team's bus is made for those who refer to it. */
  function gives(document: AnyDocument, output: string): boolean {
    if (output.startsWith('eventBus')) {
      return built.graph.edges.some((edge) => edge.to === idOfDocument(document) && edge.output === output);
    }
    return whyNotGiven(document, output) === undefined;
  }
});
