/** What can be healed apart from the rest: types that the same people answer for, and that are as dangerous to put back unasked. */
export const HEAL_CLASSES = [
  'functions',
  'permissions',
  'api',
  'messaging',
  'data',
  'network',
  'observability',
] as const;

/** One of the classes. */
export type HealClass = (typeof HEAL_CLASSES)[number];

/** Every type that a template may hold, in exactly one class. */
const TYPES: Readonly<Record<HealClass, readonly string[]>> = {
  functions: [
    'AWS::CodeDeploy::Application',
    'AWS::CodeDeploy::DeploymentGroup',
    'AWS::Lambda::Alias',
    'AWS::Lambda::EventInvokeConfig',
    'AWS::Lambda::EventSourceMapping',
    'AWS::Lambda::Function',
    'AWS::Lambda::Version',
  ],
  permissions: [
    'AWS::IAM::ManagedPolicy',
    'AWS::IAM::OIDCProvider',
    'AWS::IAM::Role',
    'AWS::Lambda::Permission',
    'AWS::S3::BucketPolicy',
    'AWS::SNS::TopicPolicy',
    'AWS::SQS::QueuePolicy',
    'AWS::SecretsManager::ResourcePolicy',
  ],
  api: [
    'AWS::ApiGateway::Account',
    'AWS::ApiGateway::ApiKey',
    'AWS::ApiGateway::Authorizer',
    'AWS::ApiGateway::Deployment',
    'AWS::ApiGateway::GatewayResponse',
    'AWS::ApiGateway::Method',
    'AWS::ApiGateway::Resource',
    'AWS::ApiGateway::RestApi',
    'AWS::ApiGateway::Stage',
    'AWS::ApiGateway::UsagePlan',
    'AWS::ApiGateway::UsagePlanKey',
    'AWS::ApiGatewayV2::Api',
    'AWS::ApiGatewayV2::ApiMapping',
    'AWS::ApiGatewayV2::Authorizer',
    'AWS::ApiGatewayV2::DomainName',
    'AWS::ApiGatewayV2::Integration',
    'AWS::ApiGatewayV2::Route',
    'AWS::ApiGatewayV2::Stage',
    'AWS::Lambda::Url',
    'AWS::Route53::RecordSet',
  ],
  messaging: [
    'AWS::Events::EventBus',
    'AWS::Events::Rule',
    'AWS::SNS::Subscription',
    'AWS::SNS::Topic',
    'AWS::SQS::Queue',
    'AWS::Scheduler::Schedule',
    'AWS::Scheduler::ScheduleGroup',
  ],
  data: ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SecretsManager::Secret'],
  network: [
    'AWS::EC2::EIP',
    'AWS::EC2::InternetGateway',
    'AWS::EC2::NatGateway',
    'AWS::EC2::Route',
    'AWS::EC2::RouteTable',
    'AWS::EC2::SecurityGroup',
    'AWS::EC2::Subnet',
    'AWS::EC2::SubnetRouteTableAssociation',
    'AWS::EC2::VPC',
    'AWS::EC2::VPCEndpoint',
    'AWS::EC2::VPCGatewayAttachment',
  ],
  observability: [
    'AWS::Budgets::Budget',
    'AWS::CloudWatch::Alarm',
    'AWS::CloudWatch::Dashboard',
    'AWS::EC2::FlowLog',
    'AWS::Logs::LogGroup',
  ],
};

const CLASS_OF: ReadonlyMap<string, HealClass> = new Map(
  HEAL_CLASSES.flatMap((name) => TYPES[name].map((type) => [type, name] as const)),
);

/** Every type with its class, for the test that no type is missing or there twice. */
export const CLASSIFIED_TYPES: readonly string[] = HEAL_CLASSES.flatMap((name) => TYPES[name]);

/** The class of a type; `undefined` for one that no template holds. */
export function healClassOf(type: string): HealClass | undefined {
  return CLASS_OF.get(type);
}
