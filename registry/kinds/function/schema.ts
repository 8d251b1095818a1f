import * as z from 'zod';
import { accessSchema } from '../access.ts';
import type { Frozen } from '../frozen.ts';
import { logRetentionSchema } from '../log-retention.ts';
import type { Outputs } from '../outputs.ts';
import { functionTraffic } from '../traffic.ts';
import { valueOrRef } from '../value-or-ref.ts';
import { alarmsSchema } from './alarms.ts';
import { kmsKeyArnSchema, layerArnSchema, roleArnSchema, securityGroupIdSchema, subnetIdSchema } from './arns.ts';
import { asyncInvokeSchema, deadLetterSchema } from './async-invoke.ts';
import { environmentSchema, imageConfigSchema, imageUriSchema, s3Schema } from './code.ts';
import { eventSourceSchema } from './event-source.ts';
import { loggingSchema } from './logging.ts';
import { releaseSchema } from './release.ts';
import { RUNTIMES, type Runtime } from './runtimes.ts';
import { statementSchema } from './statement.ts';
import { urlSchema } from './url.ts';

const RUNTIME_NAMES = Object.keys(RUNTIMES) as [Runtime, ...Runtime[]];

/** Spec of a Function: a Lambda function, its role and its log group. */
export const functionSchema = z.strictObject({
  functionName: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be up to 64 letters, digits, dashes and underscores')
    .exactOptional()
    .describe('Physical name. Default: `{project}-{team}-function-{name}` (LF1).'),
  description: z.string().max(256).exactOptional().describe('Shown in the Lambda console; up to 256 characters.'),
  runtime: z
    .enum(RUNTIME_NAMES)
    .exactOptional()
    .describe('Lambda runtime. Needed with `s3`, not allowed with `imageUri` (LC2).'),
  handler: z
    .string()
    .regex(/^\S{1,128}$/, 'must be up to 128 characters without spaces')
    .exactOptional()
    .describe('Entry point. Needed with `s3`, not allowed with `imageUri` (LC2).'),
  s3: s3Schema.exactOptional().describe('Code as a zip file in S3. Either this or `imageUri` (LC1).'),
  imageUri: imageUriSchema
    .exactOptional()
    .describe('Code as a container image in ECR. Either this or `s3` (LC1, LC3).'),
  imageConfig: imageConfigSchema.exactOptional().describe('What is run in the image. Only with `imageUri`.'),
  architecture: z.enum(['arm64', 'x86_64']).default('arm64').describe('Processor (LF3).'),
  memoryMb: z
    .int()
    .min(128)
    .max(10_240)
    .exactOptional()
    .describe("Memory in MB, 128 to 10240 (LC4). Lambda's default: 128."),
  ephemeralStorageMb: z
    .int()
    .min(512)
    .max(10_240)
    .exactOptional()
    .describe("Size of /tmp in MB, 512 to 10240. Lambda's default: 512."),
  timeoutSeconds: z
    .int()
    .min(1)
    .max(900)
    .exactOptional()
    .describe("Longest run in seconds, 1 to 900 (LC5). Lambda's default: 3."),
  reservedConcurrency: z
    .int()
    .min(-1)
    .exactOptional()
    .describe('Runs at once that are kept for it. 0 disables the function; -1 is the same as leaving it out (LC6).'),
  environment: environmentSchema
    .exactOptional()
    .describe('Environment variables, as texts or references; 4 KB in all. No secrets (S4).'),
  access: z
    .array(accessSchema)
    .max(50)
    .exactOptional()
    .describe('Documents that the function may read, write or invoke, by kind, name and level.'),
  statements: z.array(statementSchema).exactOptional().describe("What the function may do, in IAM's own words."),
  roleArn: valueOrRef(roleArnSchema, 'role ARN')
    .exactOptional()
    .describe('Role to run as. Default: a role of its own (LF2).'),
  subnets: z
    .array(valueOrRef(subnetIdSchema, 'subnet id'))
    .max(16)
    .exactOptional()
    .describe('Subnets to run in. Together with `securityGroups`.'),
  securityGroups: z
    .array(valueOrRef(securityGroupIdSchema, 'security group id'))
    .max(5)
    .exactOptional()
    .describe('Security groups to run in. Together with `subnets`.'),
  layerArns: z
    .array(valueOrRef(layerArnSchema, 'layer version ARN'))
    .max(5)
    .exactOptional()
    .describe('Layer versions in the order they are laid; up to five.'),
  kmsKeyArn: valueOrRef(kmsKeyArnSchema, 'KMS key ARN')
    .exactOptional()
    .describe("KMS key for the environment. Default: Lambda's own key."),
  eventSources: z
    .array(eventSourceSchema)
    .max(50)
    .exactOptional()
    .describe('Queues and streams that Lambda reads from and runs the function for.'),
  deadLetter: deadLetterSchema
    .exactOptional()
    .describe('Queue or Topic, or an ARN, that takes events whose asynchronous runs failed for the last time.'),
  asyncInvoke: asyncInvokeSchema
    .exactOptional()
    .describe('How asynchronous runs are tried again, and where their results go.'),
  logging: loggingSchema.exactOptional().describe('Format and levels of the log lines. Default: text.'),
  logRetentionDays: logRetentionSchema.exactOptional().describe("How long logs are kept. Default: the platform's."),
  tracing: z
    .enum(['active', 'pass-through'])
    .exactOptional()
    .describe(
      "X-Ray: `active` traces runs, `pass-through` those that the caller traces. Default: the platform's `observability.tracing`.",
    ),
  alarms: alarmsSchema
    .exactOptional()
    .describe('Alarms to the platform. Default: errors and throttles; `false` turns all off.'),
  release: releaseSchema
    .exactOptional()
    .describe('Publish a version with each change, behind an alias that callers use.'),
  snapStart: z
    .boolean()
    .exactOptional()
    .describe('Start new environments of a version from a snapshot. Java, Python and .NET only; needs `release`.'),
  url: urlSchema.exactOptional().describe("An HTTPS address of the function's own."),
  traffic: functionTraffic.exactOptional().describe('What is expected in a month, for the cost estimate.'),
});

/** A Function's spec with all defaults filled in. */
export type FunctionSpec = Frozen<z.output<typeof functionSchema>>;

/** What other documents may take from a Function. */
export const functionOutputs = {
  functionArn: 'function ARN',
  functionName: 'function name',
  roleArn: 'role ARN',
  logGroupName: 'log group name',
  layerArns: 'text',
  aliasArn: 'alias ARN',
  url: 'URL',
} as const satisfies Outputs;
