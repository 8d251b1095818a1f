import type { RegistryDocument } from '../../documents/registry.ts';
import type { JsonObject } from '../../lib/json.ts';
import { addIntegrations } from '../api/integrations.ts';
import { type CompileContext, type OutputValues, teamName, type UseSite } from '../context.ts';
import { requestsOfFunction } from '../expected-requests.ts';
import { getAtt, ref } from '../intrinsics.ts';
import type { KindCompiler } from '../kind-compiler.ts';
import { idFor } from '../logical-ids.ts';
import { NETWORK_INTERFACE_ACTIONS } from '../network-interfaces.ts';
import { artifactId } from '../pin-artifacts.ts';
import { resolveAll, resolveOne } from '../references.ts';
import { put, RETAINED, type Site, siteOf } from '../site.ts';
import { allow } from '../statement.ts';
import { putRole } from '../team-role.ts';
import { SEND_TRACES, tracingMode } from '../tracing.ts';
import { type Usage, withUsage } from '../usage.ts';

/** Lambda's own defaults, written out so that drift from them is seen (F1). Source: API_CreateFunction of the Lambda API. */
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;
const EPHEMERAL_STORAGE_MB = 512;

/** Lambda's limit: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_FUNCTION_NAME = 64;

/** A Function while it is compiled. */
type FunctionSite = Site<'Function'>;

/** A Function: its log group, a role of its own unless it names one, the function, and an integration if a Route leads to it. */
export const functionCompiler: KindCompiler<'Function'> = { compile: compileFunction, outputs: functionValues };

function compileFunction(document: RegistryDocument<'Function'>, context: CompileContext): void {
  const site = siteOf(document, context);
  addLogGroup(site);
  if (document.spec.roleArn === undefined) {
    const statements = statementsOf(site);
    putRole(site, 'Role', { type: 'role', service: 'lambda.amazonaws.com', policyName: 'function', statements });
  }
  addFunction(site);
  addIntegrations(functionValues(document, site).functionArn(), site);
}

/** Physical name of the function: the author's, or the conventional one. */
export function functionNameOf(document: RegistryDocument<'Function'>, context: CompileContext): string {
  return document.spec.functionName ?? teamName(context, document, 'function', MAX_FUNCTION_NAME);
}

/** The log group bears the function's name (L4), and outlives it (K4). */
function addLogGroup(site: FunctionSite): void {
  const { document, context } = site;
  const properties = {
    LogGroupName: logGroupName(document, context),
    RetentionInDays: document.spec.logRetentionDays ?? context.platform.spec.observability.retentionDays,
    Tags: site.tags,
  };
  put(site, 'LogGroup', 'AWS::Logs::LogGroup', properties, RETAINED);
}

function logGroupName(document: RegistryDocument<'Function'>, context: CompileContext): string {
  return `/aws/lambda/${functionNameOf(document, context)}`;
}

function statementsOf(site: FunctionSite): readonly JsonObject[] {
  const { metadata, spec } = site.document;
  const logs = getAtt(idFor('LogGroup', metadata.name), 'Arn');
  return [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logs),
    ...(isInVpc(site.document) ? [allow(NETWORK_INTERFACE_ACTIONS, '*')] : []),
    ...(tracingMode(site.context) === 'Active' ? [SEND_TRACES] : []),
    ...(spec.kmsKeyArn === undefined ? [] : [allow(['kms:Decrypt'], resolveOne(spec.kmsKeyArn, site))]),
    ...(spec.statements ?? []),
  ];
}

function isInVpc({ spec }: RegistryDocument<'Function'>): boolean {
  return (spec.subnets ?? []).length > 0;
}

function addFunction(site: FunctionSite): void {
  const { document, context } = site;
  const { spec, metadata } = document;
  const properties = {
    FunctionName: functionNameOf(document, context),
    ...(spec.description !== undefined && { Description: spec.description }),
    ...packageOf(site),
    Role: functionValues(document, site).roleArn(),
    Architectures: [spec.architecture],
    MemorySize: spec.memoryMb ?? DEFAULT_MEMORY_MB,
    Timeout: spec.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
    EphemeralStorage: { Size: EPHEMERAL_STORAGE_MB },
    ...concurrencyOf(document),
    ...(spec.environment !== undefined && { Environment: { Variables: spec.environment } }),
    ...networkOf(site),
    ...((spec.layerArns ?? []).length > 0 && { Layers: resolveAll(spec.layerArns ?? [], site) }),
    ...(spec.kmsKeyArn !== undefined && { KmsKeyArn: resolveOne(spec.kmsKeyArn, site) }),
    TracingConfig: { Mode: tracingMode(context) },
    LoggingConfig: { LogFormat: 'Text', LogGroup: logGroupName(document, context) },
    Tags: site.tags,
  };
  const attributes = withUsage({ DependsOn: [idFor('LogGroup', metadata.name)] }, usageOf(site));
  put(site, 'Function', 'AWS::Lambda::Function', properties, attributes);
}

function usageOf({ document, context }: FunctionSite): Usage {
  const requestsPerMonth = requestsOfFunction(document, context);
  return { ...document.spec.traffic, ...(requestsPerMonth !== undefined && { requestsPerMonth }) };
}

/** The code: an image, or a zip file pinned to the version that the author or the plan has found (V4). */
function packageOf({ document, context }: FunctionSite): JsonObject {
  const { imageUri, s3, runtime = '', handler = '' } = document.spec;
  if (imageUri !== undefined) return { PackageType: 'Image', Code: { ImageUri: imageUri } };
  const { bucket = '', key = '', objectVersion } = s3 ?? {};
  const version = objectVersion ?? context.versions[artifactId({ bucket, key })];
  return {
    PackageType: 'Zip',
    Runtime: runtime,
    Handler: handler,
    Code: { S3Bucket: bucket, S3Key: key, ...(version !== undefined && { S3ObjectVersion: version }) },
  };
}

/** 0 disables the function and has to reach the template; -1 is the same as nothing (LC6). */
function concurrencyOf({ spec }: RegistryDocument<'Function'>): JsonObject {
  const { reservedConcurrency = -1 } = spec;
  return reservedConcurrency === -1 ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
}

function networkOf(site: FunctionSite): JsonObject {
  if (!isInVpc(site.document)) return {};
  const { subnets = [], securityGroups = [] } = site.document.spec;
  return {
    VpcConfig: {
      SubnetIds: resolveAll(subnets, site),
      SecurityGroupIds: resolveAll(securityGroups, site),
      Ipv6AllowedForDualStack: false,
    },
  };
}

/** All are of one stack, so CloudFormation resolves them itself. */
function functionValues(
  { metadata, spec }: RegistryDocument<'Function'>,
  site: UseSite,
): OutputValues<'functionArn' | 'functionName' | 'roleArn' | 'logGroupName'> {
  return {
    functionArn: () => getAtt(idFor('Function', metadata.name), 'Arn'),
    functionName: () => ref(idFor('Function', metadata.name)),
    roleArn: () =>
      spec.roleArn === undefined ? getAtt(idFor('Role', metadata.name), 'Arn') : resolveOne(spec.roleArn, site),
    logGroupName: () => ref(idFor('LogGroup', metadata.name)),
  };
}
