import { hash } from 'node:crypto';
import type { DesiredStack } from '../../../controller/compile/desired.ts';
import type { Json, JsonObject } from '../../../controller/lib/json.ts';

/**
 * Evaluates templates as CloudFormation does, with ids of the form that AWS gives: `Ref`, `Fn::GetAtt`, `Fn::Join`, `Fn::Select`
 * and `Fn::GetAZs`, which are all that our templates use. Parameters get the outputs of the stacks they name. Anything that
 * does not resolve throws, and so does any other function.
 */

/** What `Ref` gives for a resource with this logical id; a type that is missing here gives its name property. */
const IDS: Readonly<Record<string, (id: string) => string>> = {
  'AWS::ApiGateway::ApiKey': (id) => digits(id).slice(0, 10),
  'AWS::ApiGateway::Authorizer': (id) => digits(id).slice(0, 6),
  'AWS::ApiGateway::Deployment': (id) => digits(id).slice(0, 6),
  'AWS::ApiGateway::Resource': (id) => digits(id).slice(0, 6),
  'AWS::ApiGateway::RestApi': (id) => digits(id).slice(0, 10),
  'AWS::ApiGateway::UsagePlan': (id) => digits(id).slice(0, 6),
  'AWS::ApiGatewayV2::Api': (id) => digits(id).slice(0, 10),
  'AWS::ApiGatewayV2::Authorizer': (id) => digits(id).slice(0, 6),
  'AWS::ApiGatewayV2::Integration': (id) => digits(id).slice(0, 7),
  'AWS::EC2::EIP': () => '203.0.113.7',
  'AWS::EC2::InternetGateway': (id) => `igw-${digits(id)}`,
  'AWS::EC2::NatGateway': (id) => `nat-${digits(id)}`,
  'AWS::EC2::RouteTable': (id) => `rtb-${digits(id)}`,
  'AWS::EC2::Subnet': (id) => `subnet-${digits(id)}`,
  'AWS::EC2::VPC': (id) => `vpc-${digits(id)}`,
  'AWS::IAM::ManagedPolicy': (id) => `arn:aws:iam::123456789012:policy/${id}`,
  'AWS::Lambda::Alias': (id) => `arn:aws:lambda:us-east-1:123456789012:function:name:${id.slice(0, 20)}`,
  'AWS::SNS::Topic': (id) => `arn:aws:sns:us-east-1:123456789012:${id}`,
  'AWS::SQS::Queue': (id) => `https://sqs.us-east-1.amazonaws.com/123456789012/${id}`,
  'AWS::SecretsManager::Secret': (id) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${id}-a1B2c3`,
};

/** 17 hexadecimal digits, as in EC2's ids, that differ from id to id. */
function digits(id: string): string {
  return hash('sha256', id, 'hex').slice(0, 17);
}

/** Type and attribute → value of `Fn::GetAtt`. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::RestApi.RootResourceId': 'a1b2c3d4e5',
  'AWS::Events::EventBus.Arn': 'arn:aws:events:us-east-1:123456789012:event-bus/name',
  'AWS::Events::Rule.Arn': 'arn:aws:events:us-east-1:123456789012:rule/name',
  'AWS::Scheduler::Schedule.Arn': 'arn:aws:scheduler:us-east-1:123456789012:schedule/group/name',
  'AWS::Scheduler::ScheduleGroup.Arn': 'arn:aws:scheduler:us-east-1:123456789012:schedule-group/name',
  'AWS::ApiGatewayV2::Api.ApiEndpoint': 'https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
  'AWS::DynamoDB::Table.Arn': 'arn:aws:dynamodb:us-east-1:123456789012:table/name',
  'AWS::DynamoDB::Table.StreamArn': 'arn:aws:dynamodb:us-east-1:123456789012:table/name/stream/2026-11-20T00:00:00.000',
  'AWS::ApiGatewayV2::DomainName.RegionalDomainName': 'd-a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
  'AWS::ApiGatewayV2::DomainName.RegionalHostedZoneId': 'Z1UJRXOUMOOFQ8',
  'AWS::EC2::EIP.AllocationId': 'eipalloc-0123456789abcdef0',
  'AWS::EC2::SecurityGroup.GroupId': 'sg-0123456789abcdef0',
  'AWS::IAM::OIDCProvider.Arn': 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
  'AWS::IAM::Role.Arn': 'arn:aws:iam::123456789012:role/path/name',
  'AWS::Lambda::Function.Arn': 'arn:aws:lambda:us-east-1:123456789012:function:name',
  'AWS::Lambda::Url.FunctionUrl': 'https://abcdefghijklmnopqrstuvwxyz012345.lambda-url.us-east-1.on.aws/',
  'AWS::Lambda::Version.Version': '3',
  'AWS::Logs::LogGroup.Arn': 'arn:aws:logs:us-east-1:123456789012:log-group:name:*',
  'AWS::S3::Bucket.Arn': 'arn:aws:s3:::name',
  'AWS::SNS::Topic.TopicName': 'name',
  'AWS::SQS::Queue.Arn': 'arn:aws:sqs:us-east-1:123456789012:name',
  'AWS::SQS::Queue.QueueName': 'name',
};

const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Stage': 'StageName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Scheduler::ScheduleGroup': 'Name',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CodeDeploy::Application': 'ApplicationName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::ApiGatewayV2::DomainName': 'DomainName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
};

/** A resource with its intrinsic functions replaced by values. */
export interface EvaluatedResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
}

/** A stack with values in place of functions. */
export interface EvaluatedStack {
  readonly resources: readonly EvaluatedResource[];
  readonly outputs: Readonly<Record<string, Json>>;
}

/** Evaluates stacks in their order, so that a reference to a later stack throws. */
export function evaluateStacks(stacks: readonly DesiredStack[]): ReadonlyMap<string, EvaluatedStack> {
  const done = new Map<string, EvaluatedStack>();
  for (const stack of stacks) done.set(stack.name, evaluateStack(stack, done));
  return done;
}

function evaluateStack(stack: DesiredStack, done: ReadonlyMap<string, EvaluatedStack>): EvaluatedStack {
  const parameters = new Map<string, Json>();
  for (const name of Object.keys(stack.template.Parameters ?? {})) {
    const from = stack.parameters[name];
    const value = from && done.get(from.stack)?.outputs[from.output];
    if (value === undefined) throw new Error(`${stack.name}: parameter ${name} has no value`);
    parameters.set(name, value);
  }
  const evaluate = (value: Json): Json =>
    evaluateValue(value, (call) => evaluateCall(call, stack, parameters, evaluate));
  const resources = Object.entries(stack.template.Resources).map(([logicalId, { Type, Properties = {} }]) => {
    return { stack: stack.name, logicalId, type: Type, properties: evaluate(Properties) as JsonObject };
  });
  const outputs = Object.entries(stack.template.Outputs ?? {}).map(([name, { Value }]) => [name, evaluate(Value)]);
  return { resources, outputs: Object.fromEntries(outputs) as Record<string, Json> };
}

/** A call of an intrinsic function: its name and argument. */
type Call = readonly [name: string, argument: Json];

function evaluateValue(value: Json, call: (call: Call) => Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => evaluateValue(item, call));
  const entries: readonly Call[] = Object.entries(value);
  const intrinsic = entries.find(([name]) => name === 'Ref' || name.startsWith('Fn::'));
  if (intrinsic === undefined) {
    return Object.fromEntries(entries.map(([name, inner]) => [name, evaluateValue(inner, call)]));
  }
  if (entries.length > 1) throw new Error(`${intrinsic[0]} stands beside other names`);
  return call(intrinsic);
}

function evaluateCall(
  [name, argument]: Call,
  stack: DesiredStack,
  parameters: ReadonlyMap<string, Json>,
  evaluate: (value: Json) => Json,
): Json {
  switch (name) {
    case 'Ref':
      return parameters.get(String(argument)) ?? refOf(stack, String(argument));
    case 'Fn::GetAtt':
      return attributeOf(stack, ...(argument as [string, string]));
    case 'Fn::Join': {
      const [separator, parts] = argument as readonly [string, readonly Json[]];
      return parts.map((part) => String(evaluate(part))).join(separator);
    }
    case 'Fn::GetAZs':
      return ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `us-east-1${letter}`);
    case 'Fn::Select': {
      const [index, list] = argument as readonly [number, Json];
      return known((evaluate(list) as readonly Json[])[index], `${name} ${index}`);
    }
    default:
      throw new Error(`${stack.name} uses ${name}`);
  }
}

function refOf(stack: DesiredStack, id: string): Json {
  const resource = known(stack.template.Resources[id], `${stack.name}: Ref ${id}`);
  const nameProperty = NAME_PROPERTIES[resource.Type];
  const value = nameProperty === undefined ? IDS[resource.Type]?.(id) : resource.Properties?.[nameProperty];
  return known(value, `${stack.name}: Ref of ${resource.Type}`);
}

function attributeOf(stack: DesiredStack, id: string, attribute: string): Json {
  const { Type } = known(stack.template.Resources[id], `${stack.name}: Fn::GetAtt ${id}`);
  return known(ATTRIBUTES[`${Type}.${attribute}`], `${Type}.${attribute}`);
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} does not resolve`);
  return value;
}
