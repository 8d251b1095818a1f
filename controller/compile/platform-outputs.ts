import type { OutputOf } from '../../registry/kinds/kinds.ts';
import { logicalId } from '../lib/names.ts';
import { type CompileContext, type Component, componentOutput } from './context.ts';
import type { OutputReference } from './desired.ts';

/**
 * The stack that gives an output of the Platform. A `perZone` output stands for one stack output per availability zone, any other for one; those
 * of the API depend on which of the shared APIs the stack that asks is on.
 */
interface PlatformOutput {
  readonly component: Component;
  readonly output: (zoneOrApi: number) => string;
  readonly perZone?: true;
}

const PLATFORM_OUTPUTS: Readonly<Record<OutputOf<'Platform'>, PlatformOutput>> = {
  vpcId: { component: 'network', output: () => 'VpcId' },
  publicSubnetIds: { component: 'network', output: (zone) => `PublicSubnet${zone}Id`, perZone: true },
  privateSubnetIds: { component: 'network', output: (zone) => `PrivateSubnet${zone}Id`, perZone: true },
  lambdaSecurityGroupId: { component: 'network', output: () => 'LambdaSecurityGroupId' },
  artifactBucketName: { component: 'stateful', output: () => 'ArtifactBucketName' },
  artifactBucketArn: { component: 'stateful', output: () => 'ArtifactBucketArn' },
  stateBucketName: { component: 'stateful', output: () => 'StateBucketName' },
  stateBucketArn: { component: 'stateful', output: () => 'StateBucketArn' },
  logBucketName: { component: 'stateful', output: () => 'LogBucketName' },
  logBucketArn: { component: 'stateful', output: () => 'LogBucketArn' },
  apiId: { component: 'application', output: (api) => `${apiWord(api)}Id` },
  apiEndpoint: { component: 'application', output: (api) => `${apiWord(api)}Endpoint` },
  executionRoleArn: { component: 'application', output: () => 'ExecutionRoleArn' },
  githubProviderArn: { component: 'application', output: () => 'GithubProviderArn' },
  permissionsBoundaryArn: { component: 'application', output: () => 'PermissionsBoundaryArn' },
  rolloutBoundaryArn: { component: 'application', output: () => 'RolloutBoundaryArn' },
  alarmTopicArn: { component: 'observability', output: () => 'AlarmTopicArn' },
};

/** True for the name of an output of the Platform. */
export function isPlatformOutput(name: string | undefined): name is OutputOf<'Platform'> {
  return name !== undefined && Object.hasOwn(PLATFORM_OUTPUTS, name);
}

/** True for an output that stands for several values, whatever their number is. */
export function isList(name: OutputOf<'Platform'>): boolean {
  return PLATFORM_OUTPUTS[name].perZone === true;
}

/** The stack outputs that an output of the Platform stands for: one, or one per availability zone. `api` is the number of the API meant. */
export function platformOutputs(context: CompileContext, name: OutputOf<'Platform'>, api = 1): readonly StackOutput[] {
  const { component, output, perZone } = PLATFORM_OUTPUTS[name];
  return (perZone ? numbersTo(context.platform.spec.network.azs) : [api]).map((number) => ({
    ...componentOutput(context, component, output(number)),
    component,
  }));
}

/** First word in the names of what belongs to one of the shared APIs. The first API has none of a number. */
export function apiWord(api: number): string {
  return api === 1 ? 'Api' : `Api${api}`;
}

/** Logical id of an authorizer of one of the shared HTTP APIs. */
export function authorizerId(name: string, api = 1): string {
  return `${api === 1 ? '' : apiWord(api)}${logicalId('Authorizer', name)}`;
}

/** The output of the application stack that has an authorizer's id. */
export function authorizerOutput(name: string, api = 1): string {
  return `${authorizerId(name, api)}Id`;
}

/** The output of the application stack that has the id of an API key. */
export function keyOutput(name: string): string {
  return `${logicalId('ApiKey', name)}Id`;
}

/** An output of one of the platform's stacks, with the stack's role. */
export interface StackOutput extends OutputReference {
  readonly component: Component;
}

/** `[1, 2, …, count]`: what there is several of is numbered from 1 in logical ids. */
export function numbersTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
