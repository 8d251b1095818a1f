import {
  type FunctionConfiguration,
  GetFunctionCommand,
  type GetFunctionCommandOutput,
  type LambdaClient,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import type { CodeDigestReader } from '../apply/port.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import type { CodeRestorer, FunctionReader, ObservedFunction } from '../drift/port.ts';
import { redact } from '../lib/redact.ts';
import { awsError } from './aws-errors.ts';
import { toJsonObject } from './to-json.ts';

/**
 * What reading functions calls. GetFunction alone gives configuration, reserved concurrency and tags, at 100 calls a second
 * where the rest of Lambda's control plane shares 15 (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html);
 * the tags are left out of the answer without the right to list them.
 */
export const FUNCTION_READER_ACTIONS = ['lambda:GetFunction', 'lambda:ListTags'] as const;

/** What putting code back calls; the package is read from S3 with the caller's rights. */
export const CODE_RESTORER_ACTIONS = ['lambda:UpdateFunctionCode', 's3:GetObject', 's3:GetObjectVersion'] as const;

/** Functions as drift and apply read them. */
export function createFunctionReader(lambda: LambdaClient): FunctionReader & CodeDigestReader {
  const read = async (name: string) => {
    try {
      return await lambda.send(new GetFunctionCommand({ FunctionName: name }));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw awsError(error, `read function ${name}`);
    }
  };
  return {
    readFunction: async (name) => {
      const answer = await read(name);
      return answer && observe(answer);
    },
    codeSha256: async (name) => (await read(name))?.Configuration?.CodeSha256,
  };
}

/** Puts packages back. Returns when Lambda has taken the order; the update goes on for seconds. */
export function createCodeRestorer(lambda: LambdaClient): CodeRestorer {
  return {
    restoreCode: async (functionName, code) => {
      const source =
        'imageUri' in code
          ? { ImageUri: code.imageUri }
          : {
              S3Bucket: code.s3.bucket,
              S3Key: code.s3.key,
              ...(code.s3.version !== undefined && { S3ObjectVersion: code.s3.version }),
            };
      try {
        await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: functionName, ...source }));
      } catch (error) {
        if (isBusy(error)) throw functionBusy(functionName);
        throw awsError(error, `put back the code of function ${functionName}`);
      }
    },
  };
}

function observe({ Configuration = {}, Concurrency, Tags }: GetFunctionCommandOutput): ObservedFunction {
  const unreadable = Configuration.Environment?.Error;
  // Lambda gives this instead of the variables when the caller may not use the function's key; it is no empty environment.
  if (unreadable) throw environmentUnreadable(Configuration.FunctionName ?? '', unreadable.Message ?? '');
  const { ReservedConcurrentExecutions } = Concurrency ?? {};
  return {
    properties: toJsonObject({
      ...propertiesOf(Configuration),
      ReservedConcurrentExecutions,
      Tags,
    }),
    codeSha256: Configuration.CodeSha256 ?? '',
    updating: Configuration.LastUpdateStatus === 'InProgress' || Configuration.State === 'Pending',
  };
}

/** The API's names where they differ from CloudFormation's; what the template cannot say is left out. */
function propertiesOf(configuration: FunctionConfiguration): object {
  return {
    Architectures: configuration.Architectures,
    DeadLetterConfig: configuration.DeadLetterConfig,
    Description: configuration.Description,
    Environment: configuration.Environment?.Variables && { Variables: configuration.Environment.Variables },
    EphemeralStorage: configuration.EphemeralStorage,
    FileSystemConfigs: configuration.FileSystemConfigs,
    FunctionName: configuration.FunctionName,
    Handler: configuration.Handler,
    ImageConfig: configuration.ImageConfigResponse?.ImageConfig,
    KmsKeyArn: configuration.KMSKeyArn,
    Layers: configuration.Layers?.map((layer) => layer.Arn),
    LoggingConfig: configuration.LoggingConfig,
    MemorySize: configuration.MemorySize,
    PackageType: configuration.PackageType,
    Role: configuration.Role,
    Runtime: configuration.Runtime,
    SnapStart: configuration.SnapStart,
    Timeout: configuration.Timeout,
    TracingConfig: configuration.TracingConfig,
    VpcConfig: configuration.VpcConfig,
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException';
}

/** Lambda refuses a change while it carries out another one. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceConflictException';
}

function functionBusy(name: string): HoldfastError {
  const details = { code: 'FunctionBusy', source: 'aws', retryable: true } as const;
  return new HoldfastError(
    `Could not put back the code of function ${name}: another update of it is under way`,
    details,
  );
}

function environmentUnreadable(name: string, reason: string): HoldfastError {
  const details = { code: 'EnvironmentUnreadable', source: 'aws', retryable: false } as const;
  return new HoldfastError(`Could not read the environment of function ${name}: ${redact(reason)}`, details);
}
