import type { RegistryDocument } from '../../documents/registry.ts';
import { idOfDocument } from '../../graph/graph.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { type CompileContext, teamName } from '../context.ts';
import type { ResourceSource } from '../desired.ts';
import { getAtt } from '../intrinsics.ts';
import { idFor, outputFor } from '../logical-ids.ts';
import { artifactId } from '../pin-artifacts.ts';
import { functionOutputs, resolveAll, resolveOne, takeOutput, type UseSite } from '../references.ts';
import { sourceOf } from '../sources.ts';
import { addOutput, addResource } from '../stack-draft.ts';
import { allow, policyOf } from '../statement.ts';
import { type TagList, tagList, tagsOf } from '../tags.ts';
import { teamDraft } from '../team-draft.ts';

/** Lambda's own defaults, written out so that drift from them is seen (F1). Source: API_CreateFunction of the Lambda API. */
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;
const EPHEMERAL_STORAGE_MB = 512;

/** Limits: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html and IAM's quotas page. */
const MAX_FUNCTION_NAME = 64;
const MAX_ROLE_NAME = 64;

/** Longest an HTTP API waits: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const INTEGRATION_TIMEOUT_MS = 30_000;

/** What Lambda does in the function's name to put it into subnets, as in AWSLambdaVPCAccessExecutionRole. */
const NETWORK_INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** A Function while it is compiled. */
interface FunctionSite extends UseSite {
  readonly document: RegistryDocument<'Function'>;
  readonly source: ResourceSource;
  readonly tags: TagList;
}

/** A Function: its log group, a role of its own unless it names one, the function, and an integration if a Route leads to it. */
export function compileFunction(document: RegistryDocument<'Function'>, context: CompileContext): void {
  const tags = tagList(tagsOf(context, document));
  const site = { document, context, draft: teamDraft(document, context), source: sourceOf(document), tags };
  addLogGroup(site);
  if (document.spec.roleArn === undefined) addRole(site);
  addFunction(site);
  if (context.routed.has(idOfDocument(document))) addIntegration(site);
  addOutputs(site);
}

/** Physical name of the function: the author's, or the conventional one. */
export function functionNameOf(document: RegistryDocument<'Function'>, context: CompileContext): string {
  return document.spec.functionName ?? teamName(context, document, 'function', MAX_FUNCTION_NAME);
}

/** The log group bears the function's name (L4), and outlives it (K4). */
function addLogGroup(site: FunctionSite): void {
  const { document, draft, context, source } = site;
  const retention = document.spec.logRetentionDays ?? context.platform.spec.observability.retentionDays;
  const resource = {
    Type: 'AWS::Logs::LogGroup',
    Properties: {
      LogGroupName: logGroupName(document, context),
      RetentionInDays: retention,
      Tags: site.tags,
    },
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  } as const;
  addResource(draft, idFor('LogGroup', document.metadata.name), resource, source);
}

function logGroupName(document: RegistryDocument<'Function'>, context: CompileContext): string {
  return `/aws/lambda/${functionNameOf(document, context)}`;
}

/** A role under the team's path and the platform's permissions boundary (A2, A3). Empty lists are there for drift to see (F1). */
function addRole(site: FunctionSite): void {
  const { document, draft, context, source } = site;
  const [boundary = ''] = takeOutput('permissionsBoundaryArn', site);
  const resource = {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: teamName(context, document, 'role', MAX_ROLE_NAME),
      Path: `/${context.platform.spec.project}/${document.metadata.team ?? ''}/`,
      AssumeRolePolicyDocument: policyOf([
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ]),
      PermissionsBoundary: boundary,
      ManagedPolicyArns: [],
      Policies: [{ PolicyName: 'function', PolicyDocument: policyOf(statementsOf(site)) }],
      MaxSessionDuration: 3600,
      Tags: site.tags,
    },
  } as const;
  addResource(draft, idFor('Role', document.metadata.name), resource, source);
}

function statementsOf(site: FunctionSite): readonly JsonObject[] {
  const { metadata, spec } = site.document;
  const logs = getAtt(idFor('LogGroup', metadata.name), 'Arn');
  return [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logs),
    ...(isInVpc(site.document) ? [allow(NETWORK_INTERFACE_ACTIONS, '*')] : []),
    ...(spec.kmsKeyArn === undefined ? [] : [allow(['kms:Decrypt'], resolveOne(spec.kmsKeyArn, site))]),
    ...(spec.statements ?? []),
  ];
}

function isInVpc({ spec }: RegistryDocument<'Function'>): boolean {
  return (spec.subnets ?? []).length > 0;
}

function addFunction(site: FunctionSite): void {
  const { document, draft, context, source } = site;
  const { spec, metadata } = document;
  const resource = {
    Type: 'AWS::Lambda::Function',
    DependsOn: [idFor('LogGroup', metadata.name)],
    Properties: {
      FunctionName: functionNameOf(document, context),
      ...(spec.description !== undefined && { Description: spec.description }),
      ...packageOf(site),
      Role: functionOutputs(document, site).roleArn(),
      Architectures: [spec.architecture],
      MemorySize: spec.memoryMb ?? DEFAULT_MEMORY_MB,
      Timeout: spec.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
      EphemeralStorage: { Size: EPHEMERAL_STORAGE_MB },
      ...concurrencyOf(document),
      ...(spec.environment !== undefined && { Environment: { Variables: spec.environment } }),
      ...networkOf(site),
      ...((spec.layerArns ?? []).length > 0 && { Layers: resolveAll(spec.layerArns ?? [], site) }),
      ...(spec.kmsKeyArn !== undefined && { KmsKeyArn: resolveOne(spec.kmsKeyArn, site) }),
      TracingConfig: { Mode: 'PassThrough' },
      LoggingConfig: { LogFormat: 'Text', LogGroup: logGroupName(document, context) },
      Tags: site.tags,
    },
  } as const;
  addResource(draft, idFor('Function', metadata.name), resource, source);
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

/** One integration for all routes of a function: an HTTP API holds 300 integrations, a quota that AWS does not raise. */
function addIntegration(site: FunctionSite): void {
  const { document, draft, source } = site;
  const [apiId = ''] = takeOutput('apiId', site);
  const resource = {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: apiId,
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: functionOutputs(document, site).functionArn(),
      IntegrationMethod: 'POST',
      ConnectionType: 'INTERNET',
      PayloadFormatVersion: '2.0',
      TimeoutInMillis: INTEGRATION_TIMEOUT_MS,
    },
  } as const;
  addResource(draft, idFor('Integration', document.metadata.name), resource, source);
}

function addOutputs(site: FunctionSite): void {
  const { name } = site.document.metadata;
  const outputs = functionOutputs(site.document, site);
  const add = (prefix: Parameters<typeof outputFor>[0], value: Json, what: string) =>
    addOutput(site.draft, outputFor(prefix, name), value, `${what} of Function ${name}`);
  add('FunctionArn', outputs.functionArn(), 'ARN');
  add('FunctionName', outputs.functionName(), 'Physical name');
  add('RoleArn', outputs.roleArn(), 'Role ARN');
  add('LogGroupName', outputs.logGroupName(), 'Log group');
}
