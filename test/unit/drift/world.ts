import type { Template } from '../../../controller/compile/template.ts';
import type { SweptStack } from '../../../controller/drift/swept-stack.ts';
import { createFakeApiGateway } from '../../fakes/apigateway.ts';
import { createFaults } from '../../fakes/faults.ts';
import { createFakeLambda } from '../../fakes/lambda.ts';
import { createFakeResources } from '../../fakes/resources.ts';
import { makeSwept, makeTemplate } from './stacks.ts';

const APPLICATION: Template = makeTemplate({
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'demo-api-gateway', ProtocolType: 'HTTP' } },
});

const EDGE: Template = makeTemplate({
  ApiStage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: {
      ApiId: { Ref: 'ApplicationApiId' },
      StageName: '$default',
      AutoDeploy: true,
      RouteSettings: { 'POST /payments/charges': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 1 } },
    },
  },
});

const TEAM: Template = makeTemplate({
  ChargeRole: { Type: 'AWS::IAM::Role', Properties: { Path: '/demo/payments/' } },
  ChargeFunction: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'demo-payments-function-charge',
      Role: { 'Fn::GetAtt': ['ChargeRole', 'Arn'] },
      MemorySize: 512,
      Code: { S3Bucket: 'artifacts', S3Key: 'payments/charge.zip', S3ObjectVersion: '3' },
    },
  },
  ChargeIntegration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: { Ref: 'ApplicationApiId' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { 'Fn::GetAtt': ['ChargeFunction', 'Arn'] },
    },
  },
  ChargeRoute: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: 'ApplicationApiId' },
      RouteKey: 'POST /payments/charges',
      Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'ChargeIntegration' }]] },
    },
  },
});

/** A shared API and one team, as applied; nobody has touched anything. */
export function createDriftWorld() {
  const faults = createFaults();
  const lambda = createFakeLambda(faults);
  const gateway = createFakeApiGateway(faults);
  const resources = createFakeResources(faults);
  const name = 'demo-payments-function-charge';
  lambda.addPackage({ s3: { bucket: 'artifacts', key: 'payments/charge.zip', version: '3' } }, 'declared=');
  lambda.create({
    FunctionName: name,
    Role: 'arn:aws:iam::123456789012:role/demo/payments/demo-payments-role-charge',
    MemorySize: 512,
    Code: { S3Bucket: 'artifacts', S3Key: 'payments/charge.zip', S3ObjectVersion: '3' },
  });
  gateway.putApi('a1b2c3', { Name: 'demo-api-gateway', ProtocolType: 'HTTP' });
  // API Gateway fills in what the settings of a route leave out.
  const settings = { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 1, DataTraceEnabled: false, LoggingLevel: 'OFF' };
  gateway.putStage('a1b2c3', {
    StageName: '$default',
    AutoDeploy: true,
    RouteSettings: { 'POST /payments/charges': settings },
  });
  const IntegrationUri = `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
  gateway.putIntegration('a1b2c3', 'int1', { IntegrationType: 'AWS_PROXY', IntegrationUri });
  gateway.putRoute('a1b2c3', 'route1', { RouteKey: 'POST /payments/charges', Target: 'integrations/int1' });
  return {
    faults,
    lambda,
    gateway,
    resources,
    readers: { functions: lambda, apis: gateway, resources },
    stacks: [application(), edge(), team()],
  };
}

/** The stack of the shared API. */
export function application(): SweptStack {
  return makeSwept(APPLICATION, {
    name: 'demo-application',
    resources: [{ logicalId: 'Api', type: 'AWS::ApiGatewayV2::Api', physicalId: 'a1b2c3' }],
  });
}

/** The stack of the API's stage. */
export function edge(): SweptStack {
  return makeSwept(EDGE, {
    name: 'demo-edge',
    parameters: { ApplicationApiId: 'a1b2c3' },
    resources: [{ logicalId: 'ApiStage', type: 'AWS::ApiGatewayV2::Stage', physicalId: '$default' }],
  });
}

/** The stack of team payments. */
export function team(record: Partial<SweptStack['record']> = {}): SweptStack {
  const sources = {
    ChargeFunction: { file: 'teams/payments/charge.yaml', line: 1, column: 1, document: 'Function/charge' },
    ChargeRoute: { file: 'teams/payments/charge.yaml', line: 12, column: 1, document: 'Route/charge' },
  };
  return makeSwept(
    TEAM,
    {
      parameters: { ApplicationApiId: 'a1b2c3' },
      codeDigests: { 'demo-payments-function-charge': 'declared=' },
      resources: [
        { logicalId: 'ChargeRole', type: 'AWS::IAM::Role', physicalId: 'demo-payments-role-charge' },
        { logicalId: 'ChargeFunction', type: 'AWS::Lambda::Function', physicalId: 'demo-payments-function-charge' },
        { logicalId: 'ChargeIntegration', type: 'AWS::ApiGatewayV2::Integration', physicalId: 'int1' },
        { logicalId: 'ChargeRoute', type: 'AWS::ApiGatewayV2::Route', physicalId: 'route1' },
      ],
      ...record,
    },
    sources,
  );
}
