import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** A bundled function: a folder, and Lambda's name for what to call in it. */
export interface FunctionCode {
  readonly directory: string;
  /** `<file without extension>.<export>`. */
  readonly handler: string;
}

export interface ControllerFunctionSettings {
  readonly functionName: string;
  readonly description: string;
  readonly code: FunctionCode;
  readonly role: IRole;
  readonly timeout: Duration;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly protect: boolean;
}

/** What every function of the controller has in common: runtime, logs with an end, traces, Powertools. */
export class ControllerFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, settings: ControllerFunctionSettings) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${settings.functionName}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: settings.protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.function = new LambdaFunction(this, 'Function', {
      functionName: settings.functionName,
      description: settings.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(settings.code.directory),
      handler: settings.code.handler,
      role: settings.role,
      timeout: settings.timeout,
      memorySize: settings.memoryMb,
      tracing: Tracing.ACTIVE,
      logGroup,
      environment: {
        ...settings.environment,
        POWERTOOLS_SERVICE_NAME: settings.functionName,
        POWERTOOLS_METRICS_NAMESPACE: 'Holdfast',
        POWERTOOLS_LOG_LEVEL: 'INFO',
      },
    });
  }
}
