import type { TeamKind } from '../../registry/kinds/kinds.ts';
import { isTeamDocument, type RegistryDocument, type TeamDocument } from '../documents/registry.ts';
import { idOfDocument } from '../graph/graph.ts';
import type { Json, JsonObject } from '../lib/json.ts';
import { agentBehind, topicsOf } from './agent-queue.ts';
import type { CompileContext } from './context.ts';
import { ruleArnOf, topicArnOf } from './physical-names.ts';

/** A kind whose documents make a service of AWS send messages by itself: the service, and the resource for which it sends. */
interface Sender<K extends TeamKind> {
  readonly service: string;
  /** Written out: the policy of a queue must not wait for what sends to the queue, which waits for the queue. */
  readonly arn: (document: RegistryDocument<K>, context: CompileContext) => string;
}

/**
 * Kinds that send to a Queue or Topic without a role of their own. A queue has one policy, so the Queue writes it for all of them: whatever
 * document of such a kind refers to it may send. A kind that sends with a role (a Schedule, a Function) is not in it.
 */
const SENDERS: { readonly [K in TeamKind]?: Sender<K> } = {
  Topic: { service: 'sns.amazonaws.com', arn: topicArnOf },
  EventRule: { service: 'events.amazonaws.com', arn: ruleArnOf },
};

/** A service that sends, and the resources for which it does. */
export interface Senders {
  readonly service: string;
  readonly arns: readonly string[];
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
  }));
}

/** The statements of a queue's or topic's policy that let its senders send. */
export function senderStatements(
  target: TeamDocument,
  action: 'sqs:SendMessage' | 'sns:Publish',
  resource: Json,
  context: CompileContext,
): readonly JsonObject[] {
  return sendersOf(target, context).map(({ service, arns }) => ({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: action,
    Resource: resource,
    Condition: { ArnEquals: { 'aws:SourceArn': arns } },
  }));
}

function senderOf<K extends TeamKind>(
  document: RegistryDocument<K>,
  context: CompileContext,
): readonly { readonly service: string; readonly arn: string }[] {
  const sender = SENDERS[document.kind];
  return sender === undefined ? [] : [{ service: sender.service, arn: sender.arn(document, context) }];
}
