import type { TeamKind } from '../../registry/kinds/kinds.ts';
import { isTeamDocument, type RegistryDocument, type TeamDocument } from '../documents/registry.ts';
import { idOfDocument } from '../graph/graph.ts';
import type { Json, JsonObject } from '../lib/json.ts';
import { agentBehind, topicsOf } from './agent-queue.ts';
import type { CompileContext } from './context.ts';
import { bucketArnOf, ruleArnOf, topicArnOf } from './physical-names.ts';

/** A kind whose documents make a service of AWS send messages by itself: the service, and the resource for which it sends. */
interface Sender<K extends TeamKind> {
  readonly service: string;
  /** Written out: the policy of a queue must not wait for what sends to the queue, which waits for the queue. */
  readonly arn: (document: RegistryDocument<K>, context: CompileContext) => string;
  /** True where the ARN names no account, so that somebody else's resource may have it one day. */
  readonly ofAnyAccount?: true;
}

/**
 * Kinds that send to a Queue or Topic without a role of their own. A queue has one policy, so the Queue writes it for all of them: whatever
 * document of such a kind refers to it may send. A kind that sends with a role (a Schedule, a Function) is not in it.
 */
const SENDERS: { readonly [K in TeamKind]?: Sender<K> } = {
  Topic: { service: 'sns.amazonaws.com', arn: topicArnOf },
  EventRule: { service: 'events.amazonaws.com', arn: ruleArnOf },
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
  Bucket: { service: 's3.amazonaws.com', arn: bucketArnOf, ofAnyAccount: true },
};

/** A service that sends, and the resources for which it does. */
export interface Senders {
  readonly service: string;
  readonly arns: readonly string[];
  /** The account that they have to be of, where their ARNs do not say it. */
  readonly account?: string;
}

/** Who sends to a document, by service. */
export function sendersOf(target: TeamDocument, context: CompileContext): readonly Senders[] {
  const doors = [idOfDocument(target), ...agentBehind(target)];
  const referrers = new Set(doors.flatMap((door) => [...(context.referrers.get(door) ?? [])]));
  const found = [...referrers].flatMap((id) => {
    const document = context.documents.get(id);
    return document !== undefined && isTeamDocument(document) ? senderOf(document, context) : [];
  });
  const topics = topicsOf(target, context).flatMap((topic) => senderOf(topic, context));
  return [...Map.groupBy([...found, ...topics], ({ service }) => service)].map(([service, senders]) => ({
    service,
    arns: senders.map(({ arn }) => arn),
    ...(senders.some(({ ofAnyAccount }) => ofAnyAccount) && { account: context.platform.spec.account }),
  }));
}

/** The statements of a queue's or topic's policy that let its senders send. */
export function senderStatements(
  target: TeamDocument,
  action: 'sqs:SendMessage' | 'sns:Publish',
  resource: Json,
  context: CompileContext,
): readonly JsonObject[] {
  return sendersOf(target, context).map(({ service, arns, account }) => ({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: action,
    Resource: resource,
    Condition: {
      ArnEquals: { 'aws:SourceArn': arns },
      ...(account !== undefined && { StringEquals: { 'aws:SourceAccount': account } }),
    },
  }));
}

function senderOf<K extends TeamKind>(
  document: RegistryDocument<K>,
  context: CompileContext,
): readonly { readonly service: string; readonly arn: string; readonly ofAnyAccount: boolean }[] {
  const sender = SENDERS[document.kind];
  if (sender === undefined) return [];
  const { service, ofAnyAccount = false } = sender;
  return [{ service, arn: sender.arn(document, context), ofAnyAccount }];
}
