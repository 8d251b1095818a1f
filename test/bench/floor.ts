import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { printResult } from './fresh-process.ts';

/**
 * The least that any planner has to do with a registry folder: read, parse, validate the shape, build seven resources per function,
 * serialize per team, digest. It checks no rule over several documents, finds no positions and makes no plan, so a product cannot beat it:
 * it is the unit in which the product is measured. Prints the number of functions and a digest over all teams.
 */
function main(folder: string): void {
  const stacks = readdirSync(join(folder, 'teams')).map((team) => stackOf(join(folder, 'teams', team), team));
  const functions = stacks.reduce((sum, stack) => sum + stack.functions, 0);
  printResult({ functions, digest: hash('sha256', stacks.map((stack) => stack.digest).join('\n'), 'hex') });
}

const metadata = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  labels: z.record(z.string(), z.string()).optional(),
});

const functionSchema = z.strictObject({
  apiVersion: z.literal('holdfast/v1'),
  kind: z.literal('Function'),
  metadata,
  spec: z.strictObject({
    description: z.string(),
    runtime: z.string(),
    handler: z.string(),
    s3: z.strictObject({ bucket: z.string(), key: z.string(), objectVersion: z.string() }),
    architecture: z.enum(['arm64', 'x86_64']),
    memoryMb: z.int().min(128).max(10_240),
    timeoutSeconds: z.int().min(1).max(900),
    environment: z.record(z.string(), z.string()),
    statements: z.array(z.record(z.string(), z.unknown())),
    logRetentionDays: z.int(),
  }),
});

const routeSchema = z.strictObject({
  apiVersion: z.literal('holdfast/v1'),
  kind: z.literal('Route'),
  metadata,
  spec: z.strictObject({ method: z.string(), path: z.string().startsWith('/'), function: z.string() }),
});

type FunctionDocument = z.infer<typeof functionSchema>;
type RouteDocument = z.infer<typeof routeSchema>;

function stackOf(folder: string, team: string): { readonly functions: number; readonly digest: string } {
  const resources: Record<string, object> = {};
  let functions = 0;
  for (const file of readdirSync(folder)) {
    if (file === 'team.yaml') continue;
    const [first, second] = parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((one) => one.toJS());
    Object.assign(resources, resourcesOf(functionSchema.parse(first), routeSchema.parse(second), team));
    functions += 1;
  }
  const body = JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources: resources });
  return { functions, digest: hash('sha256', body, 'hex') };
}

function resourcesOf({ metadata: { name }, spec }: FunctionDocument, route: RouteDocument, team: string) {
  const id = name.replace(/(?:^|-)([a-z0-9])/g, (_, initial: string) => initial.toUpperCase());
  const physical = `bench-platform-${team}-function-${name}`;
  const tags = [
    { Key: 'team', Value: team },
    { Key: 'name', Value: name },
    { Key: 'managed-by', Value: 'holdfast' },
  ];
  return {
    [`LogGroup${id}`]: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: `/aws/lambda/${physical}`, RetentionInDays: spec.logRetentionDays, Tags: tags },
      DeletionPolicy: 'Retain',
    },
    [`Role${id}`]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: `bench-platform-${team}-role-${name}`,
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        Tags: tags,
      },
    },
    [`Policy${id}`]: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'function',
        Roles: [{ Ref: `Role${id}` }],
        PolicyDocument: { Version: '2012-10-17', Statement: spec.statements },
      },
    },
    [`Function${id}`]: {
      Type: 'AWS::Lambda::Function',
      DependsOn: [`LogGroup${id}`],
      Properties: {
        FunctionName: physical,
        Description: spec.description,
        Runtime: spec.runtime,
        Handler: spec.handler,
        Code: { S3Bucket: spec.s3.bucket, S3Key: spec.s3.key, S3ObjectVersion: spec.s3.objectVersion },
        Role: { 'Fn::GetAtt': [`Role${id}`, 'Arn'] },
        Architectures: [spec.architecture],
        MemorySize: spec.memoryMb,
        Timeout: spec.timeoutSeconds,
        Environment: { Variables: spec.environment },
        Tags: tags,
      },
    },
    [`Integration${id}`]: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'ApiId' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': [`Function${id}`, 'Arn'] },
        PayloadFormatVersion: '2.0',
      },
    },
    [`Route${id}`]: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'ApiId' },
        RouteKey: `${route.spec.method} ${route.spec.path}`,
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: `Integration${id}` }]] },
      },
    },
    [`Permission${id}`]: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: `Function${id}` },
        Principal: 'apigateway.amazonaws.com',
      },
    },
  };
}

main(process.argv[2] ?? '.');
