import { Duration, Validations } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ControllerFunction, type FunctionCode } from './controller-function.ts';

export interface BadgeSettings {
  readonly prefix: string;
  readonly api: HttpApi;
  readonly code: FunctionCode;
  readonly role: IRole;
  readonly environment: Readonly<Record<string, string>>;
  /** Part of the address. */
  readonly token: string;
  readonly protect: boolean;
}

/** A picture of one word for a README. Its function can read that word and nothing else, and is no part of the webhook's. */
export class Badge extends Construct {
  readonly function: LambdaFunction;
  readonly url: string;

  constructor(scope: Construct, id: string, settings: BadgeSettings) {
    super(scope, id);
    const { prefix, api, code, role, environment, token, protect } = settings;
    this.function = new ControllerFunction(this, 'Badge', {
      functionName: `${prefix}-badge`,
      description: 'Shows in one word how the environment is',
      timeout: Duration.seconds(10),
      memoryMb: 256,
      code,
      role,
      environment: { ...environment, HOLDFAST_BADGE_TOKEN: token },
      protect,
    }).function;
    const [route] = api.addRoutes({
      path: '/badge/{token}/{file}',
      methods: [HttpMethod.GET],
      integration: new HttpLambdaIntegration('BadgeIntegration', this.function),
      authorizer: new HttpNoneAuthorizer(),
    });
    if (route) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'GitHub fetches the images of a README without credentials. Who does not know the token gets an empty 404, and who does gets ' +
          'one of five words (W9).',
      });
    }
    this.url = `${api.apiEndpoint}/badge/${token}/badge.svg`;
  }
}
