import type { TeamDocument } from '../documents/registry.ts';
import type { Json, JsonObject } from '../lib/json.ts';
import { workQueueOf } from './agent-queue.ts';
import type { UseSite } from './context.ts';
import { callableArn } from './function/callable.ts';
import { keyGrant } from './key-grant.ts';
import { documentAt, outputOf } from './references.ts';
import { allow } from './statement.ts';

/** Kinds that are sent to, and IAM's word for it. */
const ACTIONS: Readonly<Record<string, string>> = {
  Function: 'lambda:InvokeFunction',
  Queue: 'sqs:SendMessage',
  Topic: 'sns:Publish',
};

/** What sending to a queue or topic under a key of the team's own needs of the key. */
const KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** A place of a document that says where something is sent to. */
export interface DestinationRef {
  readonly kind: string;
  readonly name: string;
  readonly team?: string;
}

/** ARN of where it is sent to. A function that is released by an alias is run by that. */
export function destinationArn(reference: DestinationRef, site: UseSite): Json {
  const target = destinationAt(reference, site);
  if (target.kind === 'Function') return callableArn(target, site);
  return outputOf(target, target.kind === 'Queue' ? 'queueArn' : 'topicArn', site);
}

/** Leave for a role to send there, and to do nothing else. */
export function leaveToSend(reference: DestinationRef, site: UseSite): readonly JsonObject[] {
  const target = destinationAt(reference, site);
  const send = allow([ACTIONS[target.kind] ?? ''], destinationArn(reference, site));
  if (target.kind === 'Queue') return [send, ...keyGrant(target, 'sqs', KEY_ACTIONS, site)];
  return target.kind === 'Topic' ? [send, ...keyGrant(target, 'sns', KEY_ACTIONS, site)] : [send];
}

function destinationAt(reference: DestinationRef, site: UseSite): TeamDocument {
  const target = documentAt(reference, site) as TeamDocument;
  return target.kind === 'Agent' ? workQueueOf(target, site.context) : target;
}
