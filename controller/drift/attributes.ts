import type { TemplateResource } from '../compile/template.ts';

/** What an attribute is made of. */
interface Identity {
  readonly physicalId: string;
  /** `arn:<partition>`. */
  readonly root: string;
  readonly region: string;
  readonly account: string;
  readonly resource: TemplateResource;
}

/**
 * Attributes that follow from a resource's name, as `<type>.<attribute>`. Sources: the "Return values" section of each type's
 * page in https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ and
 * https://docs.aws.amazon.com/service-authorization/latest/reference/ for the ARNs' forms.
 */
const ATTRIBUTES: Readonly<Record<string, (identity: Identity) => string | undefined>> = {
  'AWS::DynamoDB::Table.Arn': ({ root, region, account, physicalId }) =>
    `${root}:dynamodb:${region}:${account}:table/${physicalId}`,
  'AWS::EC2::SecurityGroup.GroupId': ({ physicalId }) => physicalId,
  'AWS::Events::EventBus.Arn': ({ root, region, account, physicalId }) =>
    `${root}:events:${region}:${account}:event-bus/${physicalId}`,
  // The id of a rule on another bus than the default one is `<bus>|<rule>`.
  'AWS::Events::Rule.Arn': ({ root, region, account, physicalId }) =>
    `${root}:events:${region}:${account}:rule/${physicalId.replace('|', '/')}`,
  'AWS::IAM::OIDCProvider.Arn': ({ physicalId }) => physicalId,
  'AWS::IAM::Role.Arn': ({ root, account, physicalId, resource }) => {
    const path = resource.Properties?.Path ?? '/';
    return typeof path === 'string' ? `${root}:iam::${account}:role${path}${physicalId}` : undefined;
  },
  'AWS::Lambda::Function.Arn': ({ root, region, account, physicalId }) =>
    `${root}:lambda:${region}:${account}:function:${physicalId}`,
  // The id of a version is its ARN, which ends in its number.
  'AWS::Lambda::Version.Version': ({ physicalId }) => /:function:[^:]+:(\d+)$/.exec(physicalId)?.[1],
  'AWS::Logs::LogGroup.Arn': ({ root, region, account, physicalId }) =>
    `${root}:logs:${region}:${account}:log-group:${physicalId}:*`,
  'AWS::S3::Bucket.Arn': ({ root, physicalId }) => `${root}:s3:::${physicalId}`,
  'AWS::SNS::Topic.TopicName': ({ physicalId }) => lastPart(physicalId, ':'),
  'AWS::SQS::Queue.Arn': ({ root, region, account, physicalId }) =>
    `${root}:sqs:${region}:${account}:${lastPart(physicalId, '/')}`,
  'AWS::SQS::Queue.QueueName': ({ physicalId }) => lastPart(physicalId, '/'),
  'AWS::Scheduler::ScheduleGroup.Arn': ({ root, region, account, physicalId }) =>
    `${root}:scheduler:${region}:${account}:schedule-group/${physicalId}`,
};

/** The id of a queue is its URL, that of a topic its ARN; both end in the name. */
function lastPart(text: string, separator: string): string {
  return text.slice(text.lastIndexOf(separator) + 1);
}

/** An attribute that follows from names and from where the stack lives; `undefined` when this table does not tell. */
export function attributeOf(
  resource: TemplateResource | undefined,
  attribute: string,
  physicalId: string | undefined,
  pseudo: Readonly<Record<string, string>>,
): string | undefined {
  const { 'AWS::Partition': partition, 'AWS::Region': region, 'AWS::AccountId': account } = pseudo;
  if (resource === undefined || physicalId === undefined) return undefined;
  if (partition === undefined || region === undefined || account === undefined) return undefined;
  return ATTRIBUTES[`${resource.Type}.${attribute}`]?.({
    physicalId,
    root: `arn:${partition}`,
    region,
    account,
    resource,
  });
}
