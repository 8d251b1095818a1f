import type { TemplateResource } from '../../../controller/compile/template.ts';
import { digestOf } from '../../../controller/lib/digest.ts';
import type { Json } from '../../../controller/lib/json.ts';

/** What an expression may refer to. */
export interface Scope {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
  readonly stackId: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Logical id → physical id and type of what exists so far. */
  readonly resources: ReadonlyMap<string, { readonly physicalId: string; readonly type: string }>;
}

/** The property that names a resource; changing it makes a new one. Ref gives the name for all but the managed policy. */
const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::EventBus': 'Name',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SSM::Parameter': 'Name',
};

/** The property whose change replaces a resource of this type, if the fake knows one. */
export function nameProperty(type: string): string | undefined {
  return NAME_PROPERTIES[type];
}

/** A made-up physical id: the custom name if there is one, else stable for stack, logical id and generation. */
export function physicalId(scope: Scope, logicalId: string, resource: TemplateResource, generation: number): string {
  const property = NAME_PROPERTIES[resource.Type];
  const name = property === undefined ? undefined : resolve(resource.Properties?.[property] ?? null, scope);
  const id =
    typeof name === 'string'
      ? name
      : `${scope.stackName}-${logicalId}-${short(`${scope.stackId}/${logicalId}/${generation}`)}`;
  switch (resource.Type) {
    case 'AWS::IAM::ManagedPolicy':
      return `arn:aws:iam::${scope.account}:policy/${id}`;
    case 'AWS::SNS::Topic':
      return `arn:aws:sns:${scope.region}:${scope.account}:${id}`;
    case 'AWS::SQS::Queue':
      return `https://sqs.${scope.region}.amazonaws.com/${scope.account}/${id}`;
    default:
      return id;
  }
}

/** Evaluates a template expression. Only the intrinsics below exist; another one is a mistake in the test's template. */
export function resolve(value: Json, scope: Scope): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => resolve(item, scope)).filter((item) => item !== NO_VALUE);
  const [entry, ...rest] = Object.entries(value);
  if (entry !== undefined && rest.length === 0 && (entry[0] === 'Ref' || entry[0].startsWith('Fn::')))
    return intrinsic(entry[0], entry[1], scope);
  const members = Object.entries(value).map(([key, inner]) => [key, resolve(inner, scope)] as const);
  return Object.fromEntries(members.filter(([, inner]) => inner !== NO_VALUE));
}

/** Stands for `AWS::NoValue` until the member that holds it is dropped. */
const NO_VALUE = '\u0000no value';

function intrinsic(name: string, argument: Json, scope: Scope): Json {
  const resolved = name === 'Fn::Sub' || name === 'Fn::GetAtt' ? argument : resolve(argument, scope);
  const list = Array.isArray(resolved) ? resolved : [resolved];
  switch (name) {
    case 'Ref':
      return reference(String(argument), scope);
    case 'Fn::GetAtt':
      return attribute(list.map(String).join('.'), scope);
    case 'Fn::Sub':
      return substitute(list, scope);
    case 'Fn::Join':
      return (Array.isArray(list[1]) ? list[1] : []).map(String).join(String(list[0]));
    case 'Fn::Select':
      return (Array.isArray(list[1]) ? list[1] : [])[Number(list[0])] ?? null;
    case 'Fn::Split':
      return String(list[1]).split(String(list[0]));
    case 'Fn::GetAZs':
      return ['a', 'b', 'c'].map((zone) => `${scope.region}${zone}`);
    case 'Fn::Base64':
      return Buffer.from(String(list[0])).toString('base64');
    default:
      throw new Error(`the CloudFormation fake does not know ${name}`);
  }
}

function reference(name: string, scope: Scope): string {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': scope.account,
    'AWS::NoValue': NO_VALUE,
    'AWS::Partition': 'aws',
    'AWS::Region': scope.region,
    'AWS::StackId': scope.stackId,
    'AWS::StackName': scope.stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  return pseudo[name] ?? scope.parameters[name] ?? scope.resources.get(name)?.physicalId ?? `<${name}>`;
}

function attribute(path: string, scope: Scope): string {
  const [logicalId = '', ...rest] = path.split('.');
  const name = rest.join('.');
  const resource = scope.resources.get(logicalId);
  if (resource === undefined) return `<${path}>`;
  const { physicalId: id, type } = resource;
  if (name !== 'Arn' && !name.endsWith('Arn')) return `${name.toLowerCase()}-${short(id)}`;
  if (id.startsWith('arn:')) return id;
  const service = (type.split('::')[1] ?? '').toLowerCase();
  const last = id.slice(id.lastIndexOf('/') + 1);
  if (type === 'AWS::S3::Bucket') return `arn:aws:s3:::${id}`;
  if (type === 'AWS::IAM::Role') return `arn:aws:iam::${scope.account}:role/${id}`;
  const kind = type === 'AWS::Lambda::Function' ? 'function:' : type === 'AWS::Logs::LogGroup' ? 'log-group:' : '';
  return `arn:aws:${service}:${scope.region}:${scope.account}:${kind}${last}`;
}

function substitute([text, own]: readonly Json[], scope: Scope): string {
  const given = typeof own === 'object' && own !== null && !Array.isArray(own) ? Object.entries(own) : [];
  const values = new Map(given.map(([key, value]) => [key, String(resolve(value, scope))]));
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    return values.get(name) ?? (name.includes('.') ? attribute(name, scope) : reference(name, scope));
  });
}

function short(text: string): string {
  return digestOf(text).slice('sha256:'.length, 'sha256:'.length + 10);
}
