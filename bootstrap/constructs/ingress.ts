import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ControllerFunction, type FunctionCode } from './controller-function.ts';

export interface IngressSettings {
  readonly prefix: string;
  readonly code: FunctionCode;
  readonly role: IRole;
  readonly environment: Readonly<Record<string, string>>;
  readonly protect: boolean;
}

/**
 * The door: an HTTP API with two routes and the function that checks, records and enqueues what comes in. GitHub gives up
 * after 10 seconds (W10), and so does the function.
 */
export class Ingress extends Construct {
  readonly api: HttpApi;
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, settings: IngressSettings) {
    super(scope, id);
    const { prefix, code, role, environment, protect } = settings;
    this.function = new ControllerFunction(this, 'Webhook', {
      functionName: `${prefix}-webhook`,
      description: 'Verifies and enqueues what GitHub and people ask',
      timeout: Duration.seconds(10),
      memoryMb: 512,
      code,
      role,
      environment,
      protect,
    }).function;

    this.api = new HttpApi(this, 'Api', { apiName: prefix, createDefaultStage: false });
    const integration = new HttpLambdaIntegration('WebhookIntegration', this.function);
    const [webhook] = this.api.addRoutes({
      path: '/github/webhook',
      methods: [HttpMethod.POST],
      integration,
      authorizer: new HttpNoneAuthorizer(),
    });
    this.api.addRoutes({
      path: '/reconcile',
      methods: [HttpMethod.POST],
      integration,
      authorizer: new HttpIamAuthorizer(),
    });
    if (webhook) acknowledgePublicRoute(webhook);
    this.addStage(prefix, protect);
  }

  get webhookUrl(): string {
    return `${this.api.apiEndpoint}/github/webhook`;
  }

  get reconcileUrl(): string {
    return `${this.api.apiEndpoint}/reconcile`;
  }

  /** Throttled far above what GitHub sends for one repository and far below what would cost money. */
  private addStage(prefix: string, protect: boolean): void {
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/aws/apigateway/${prefix}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 20, burstLimit: 50 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
  }
}

/** One JSON line per request. Never headers or bodies: they carry the signature. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
};

function acknowledgePublicRoute(route: Construct): void {
  Validations.of(route).acknowledge({
    id: 'AwsSolutions-APIG4',
    reason:
      'GitHub has no AWS credentials. The function verifies the HMAC-SHA-256 signature over the raw body before it reads, ' +
      'logs or writes anything (W1, W3).',
  });
}
