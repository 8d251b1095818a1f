import { type Expected, type ExpectedObject, Unresolved } from './expected.ts';
import type { TypeRules } from './rules.ts';

/** Where Lambda logs when nothing is said; not known while the name is not. */
function logGroupOf({ FunctionName }: ExpectedObject): Expected {
  return typeof FunctionName === 'string' ? `/aws/lambda/${FunctionName}` : new Unresolved('the name of the function');
}

/**
 * `AWS::Lambda::Function`. `Code` is not here: it is compared by its digest (F2). Defaults:
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html and
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
 */
export const FUNCTION_RULES: TypeRules = {
  readable: [
    'Architectures',
    'DeadLetterConfig',
    'Description',
    'Environment',
    'EphemeralStorage',
    'FileSystemConfigs',
    'FunctionName',
    'Handler',
    'ImageConfig',
    'KmsKeyArn',
    'Layers',
    'LoggingConfig',
    'MemorySize',
    'PackageType',
    'ReservedConcurrentExecutions',
    'Role',
    'Runtime',
    'SnapStart',
    'Tags',
    'Timeout',
    'TracingConfig',
    'VpcConfig',
  ],
  defaults: [
    ['/PackageType', 'Zip'],
    ['/Architectures', ['x86_64']],
    ['/MemorySize', 128],
    ['/Timeout', 3],
    ['/EphemeralStorage', { Size: 512 }],
    ['/TracingConfig', { Mode: 'PassThrough' }],
    ['/SnapStart', { ApplyOn: 'None' }],
    ['/LoggingConfig', { LogFormat: 'Text' }],
    ['/LoggingConfig/LogFormat', 'Text'],
    ['/LoggingConfig/LogGroup', logGroupOf],
  ],
  // The order of layers decides which file wins, so Layers is no set.
  sets: ['/Architectures', '/VpcConfig/SubnetIds', '/VpcConfig/SecurityGroupIds'],
  anyCase: [],
  absent: [
    // A function that once was in a VPC keeps the rest of an empty VpcConfig.
    ['/VpcConfig/Ipv6AllowedForDualStack', false],
    ['/DeadLetterConfig/TargetArn', ''],
    // With JSON logs Lambda fills these in; INFO is what they are when nothing is said.
    ['/LoggingConfig/ApplicationLogLevel', 'INFO'],
    ['/LoggingConfig/SystemLogLevel', 'INFO'],
  ],
  rewrites: [],
  ignored: ['/VpcConfig/VpcId', '/SnapStart/OptimizationStatus'],
};
