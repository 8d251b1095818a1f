import type { Subscription } from '../../../registry/kinds/topic/schema.ts';
import type { RegistryDocument, TeamDocument } from '../../documents/registry.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { type CompileContext, type OutputValues, placeOf } from '../context.ts';
import { callableArn } from '../function/callable.ts';
import { getAtt, ref } from '../intrinsics.ts';
import { keyGrant } from '../key-grant.ts';
import type { KindCompiler } from '../kind-compiler.ts';
import { idFor } from '../logical-ids.ts';
import { topicNameOf } from '../physical-names.ts';
import { documentAt, outputOf, resolveOne } from '../references.ts';
import { protectiveStatements } from '../resource-policy.ts';
import { senderStatements } from '../senders.ts';
import { put, putPart, type Site, siteOf } from '../site.ts';
import { allow, policyOf } from '../statement.ts';
import { metricOf, putAlarm } from '../team-alarm.ts';
import { withUsage } from '../usage.ts';

/**
 * Every action that a topic's policy may name; SNS refuses `sns:*` there.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
 */
const TOPIC_ACTIONS = [
  'sns:AddPermission',
  'sns:DeleteTopic',
  'sns:GetTopicAttributes',
  'sns:ListSubscriptionsByTopic',
  'sns:Publish',
  'sns:RemovePermission',
  'sns:SetTopicAttributes',
  'sns:Subscribe',
];

/** The key that SNS manages in the account. Source: https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html */
const MANAGED_KEY = 'alias/aws/sns';

type Topic = RegistryDocument<'Topic'>;
type TopicSite = Site<'Topic'>;

/** A Topic: the topic, its policy, its subscriptions with leave to call their functions, and an alarm. */
export const topicCompiler: KindCompiler<'Topic'> = {
  compile: compileTopic,
  outputs: topicValues,
  grant: (target, _, site) => [
    allow(['sns:Publish'], outputOf(target, 'topicArn', site)),
    ...keyGrant(target, 'sns', ['kms:Decrypt', 'kms:GenerateDataKey'], site),
  ],
};

function compileTopic(document: Topic, context: CompileContext): void {
  const site = siteOf(document, context);
  addTopic(site);
  for (const subscription of document.spec.subscriptions ?? []) addSubscription(subscription, site);
  if (document.spec.alarms) addAlarm(site);
}

function addTopic(site: TopicSite): void {
  const { document, context, tags } = site;
  const { displayName, fifo, contentBasedDeduplication = false, traffic } = document.spec;
  const properties = {
    TopicName: topicNameOf(document, context),
    ...(displayName !== undefined && { DisplayName: displayName }),
    ...(fifo && { FifoTopic: true, ContentBasedDeduplication: contentBasedDeduplication }),
    ...encryptionOf(site),
    SignatureVersion: '2',
    TracingConfig: 'PassThrough',
    Tags: tags,
  };
  const id = put(site, 'Topic', 'AWS::SNS::Topic', properties, withUsage({}, traffic ?? {}));
  const protective = protectiveStatements(TOPIC_ACTIONS, ref(id), placeOf(context));
  const senders = senderStatements(document, 'sns:Publish', ref(id), context);
  const policy = { Topics: [ref(id)], PolicyDocument: policyOf([...protective, ...senders]) };
  put(site, 'AccessToTopic', 'AWS::SNS::TopicPolicy', policy);
}

function encryptionOf(site: TopicSite): JsonObject {
  const { kmsKeyArn, encryption = 'aws-managed' } = site.document.spec;
  if (kmsKeyArn !== undefined) return { KmsMasterKeyId: resolveOne(kmsKeyArn, site) };
  return encryption === 'none' ? {} : { KmsMasterKeyId: MANAGED_KEY };
}

function addSubscription(subscription: Subscription, site: TopicSite): void {
  const { part, protocol, endpoint } = receiverOf(subscription, site);
  const { filter, filterScope, deadLetter } = subscription;
  const raw = 'rawDelivery' in subscription ? subscription.rawDelivery : undefined;
  putPart(site, 'Subscription', part, 'AWS::SNS::Subscription', {
    TopicArn: topicValues(site.document).topicArn(),
    Protocol: protocol,
    Endpoint: endpoint,
    ...(filter !== undefined && {
      FilterPolicy: filter as JsonObject,
      FilterPolicyScope: filterScope === 'body' ? 'MessageBody' : 'MessageAttributes',
    }),
    ...(raw !== undefined && { RawMessageDelivery: raw }),
    ...(deadLetter !== undefined && {
      RedrivePolicy: { deadLetterTargetArn: outputOf(teamDocumentAt(deadLetter, site), 'queueArn', site) },
    }),
  });
  if (protocol === 'lambda') addPermission(part, endpoint, site);
}

/** A receiver in SNS's words. Its part of the logical id is what makes it another subscription. */
interface Receiver {
  readonly part: string;
  readonly protocol: 'email' | 'https' | 'lambda' | 'sqs';
  readonly endpoint: Json;
}

function receiverOf(subscription: Subscription, site: TopicSite): Receiver {
  if ('email' in subscription) return { part: subscription.email, protocol: 'email', endpoint: subscription.email };
  if ('https' in subscription) return { part: subscription.https, protocol: 'https', endpoint: subscription.https };
  const { kind, name, team = site.document.metadata.team ?? '' } = subscription;
  const part = `${kind} ${team} ${name}`;
  const target = teamDocumentAt(subscription, site);
  if (target.kind === 'Function') return { part, protocol: 'lambda', endpoint: callableArn(target, site) };
  return { part, protocol: 'sqs', endpoint: outputOf(target, 'queueArn', site) };
}

function teamDocumentAt(
  reference: { readonly kind: string; readonly name: string; readonly team?: string },
  site: TopicSite,
): TeamDocument {
  return documentAt(reference, site) as TeamDocument;
}

function addPermission(part: string, functionArn: Json, site: TopicSite): void {
  putPart(site, 'NotifyFunction', part, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: functionArn,
    Principal: 'sns.amazonaws.com',
    SourceArn: topicValues(site.document).topicArn(),
  });
}

function addAlarm(site: TopicSite): void {
  const { name } = site.document.metadata;
  const dimensions = { TopicName: getAtt(idFor('Topic', name), 'TopicName') };
  putAlarm(site, 'UndeliveredAlarm', {
    type: 'topic-alarm',
    description: `Messages of topic ${name} could not be delivered`,
    metric: metricOf(['AWS/SNS', 'NumberOfNotificationsFailed'], dimensions, 'Sum', 300),
    threshold: 1,
    periods: 1,
    breachingPeriods: 1,
  });
}

function topicValues({ metadata }: Topic): OutputValues<'topicArn' | 'topicName'> {
  const id = idFor('Topic', metadata.name);
  return { topicArn: () => ref(id), topicName: () => getAtt(id, 'TopicName') };
}
