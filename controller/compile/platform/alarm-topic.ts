import type { JsonObject } from '../../lib/json.ts';
import { logicalId } from '../../lib/names.ts';
import { partitionOf } from '../arn.ts';
import { platformName } from '../context.ts';
import { ref } from '../intrinsics.ts';
import { policyOf } from '../statement.ts';
import { add, type ComponentSite, siteTags } from './component.ts';

/** SNS's limit: API_CreateTopic. */
const MAX_TOPIC_NAME = 256;

/**
 * The topic of alarms and budget alerts, and who hears of them. Not encrypted with a key of SNS's own: CloudWatch may not use that one,
 * and a key of ours would cost while idle.
 */
export function addAlarmTopic(site: ComponentSite): void {
  add(site, 'AlarmTopic', 'AWS::SNS::Topic', {
    TopicName: platformName(site.context, ['topic', 'alarms'], MAX_TOPIC_NAME),
    Tags: siteTags(site),
  });
  add(site, 'AlarmTopicPolicy', 'AWS::SNS::TopicPolicy', {
    Topics: [ref('AlarmTopic')],
    PolicyDocument: policyOf([publishAlarms(site), publishBudget(site), ENCRYPTED_ONLY]),
  });
  const { emails, urls } = site.context.platform.spec.observability.alarms;
  for (const email of emails) subscribe('email', email, site);
  for (const url of urls) subscribe('https', url, site);
}

const PUBLISH = { Action: 'sns:Publish', Resource: ref('AlarmTopic') };

const ENCRYPTED_ONLY: JsonObject = {
  Sid: 'EncryptedTransportOnly',
  Effect: 'Deny',
  Principal: '*',
  ...PUBLISH,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

function publishAlarms({ context }: ComponentSite): JsonObject {
  return {
    Sid: 'AlarmsOfThisAccount',
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    ...PUBLISH,
    Condition: { StringEquals: { 'aws:SourceAccount': context.platform.spec.account } },
  };
}

/** Source: https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html */
function publishBudget({ context }: ComponentSite): JsonObject {
  const { account, region } = context.platform.spec;
  return {
    Sid: 'BudgetsOfThisAccount',
    Effect: 'Allow',
    Principal: { Service: 'budgets.amazonaws.com' },
    ...PUBLISH,
    Condition: {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': `arn:${partitionOf(region)}:budgets::${account}:*` },
    },
  };
}

/** Named after whom it reaches, so that taking one address out leaves the others subscribed: a mail has to be confirmed anew. */
function subscribe(protocol: 'email' | 'https', endpoint: string, site: ComponentSite): void {
  add(site, logicalId('AlarmSubscription', `${protocol} ${endpoint}`), 'AWS::SNS::Subscription', {
    TopicArn: ref('AlarmTopic'),
    Protocol: protocol,
    Endpoint: endpoint,
  });
}
