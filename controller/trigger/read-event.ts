import * as z from 'zod';
import { CONSENT_KINDS } from '../diagnostics/consent.ts';
import { LOGICAL_ID, MAX_LOGICAL_IDS, SHA, STACK_NAME, STATUS } from './payload-fields.ts';
import { readApiCall } from './read-api-call.ts';
import { MAX_RESOURCES, RESOURCE, SHOWN } from './read-manual.ts';
import { COMMAND_VERBS, type Trigger, type TriggerResult } from './trigger.ts';

const sha = z.string().regex(SHA);
const name = z.string().min(1).max(255);
const delivery = z.string().min(1).max(128);
const arn = z.string().startsWith('arn:').max(2048);

const number = z.int().positive();
const at = z.int().nonnegative();
const what = z.enum(CONSENT_KINDS);

const push = z.object({ type: z.literal('push'), delivery, branch: name, before: sha, after: sha });

/** Every trigger as it travels in our queues. Unknown fields are dropped: a schedule adds its time, a newer version may add more. */
const TRIGGER: z.ZodType<Trigger> = z.discriminatedUnion('type', [
  push,
  z.object({
    type: z.literal('pull-request'),
    delivery,
    number,
    headSha: sha,
    fork: z.boolean(),
  }),
  z.object({ type: z.literal('merge-group'), delivery, headSha: sha }),
  z.object({ type: z.literal('check-rerun'), delivery, check: name, headSha: sha, sender: name.exactOptional() }),
  z.object({
    type: z.literal('check-action'),
    delivery,
    check: name,
    action: name,
    headSha: sha,
    sender: name,
  }),
  z.object({
    type: z.literal('command'),
    delivery,
    number,
    comment: number,
    sender: name,
    verb: z.enum(COMMAND_VERBS),
    words: z.array(name).max(50),
    at,
  }),
  z.object({ type: z.literal('label'), delivery, number, what, sender: name, at }),
  z.object({ type: z.literal('stack-event'), stackName: name, stackId: arn, status: name }),
  z.object({
    type: z.literal('continue'),
    sha,
    attempt: z.int().positive(),
    push: push.exactOptional(),
  }),
  z.object({ type: z.literal('rehearsal'), sha, number: number.exactOptional() }),
  z.object({ type: z.literal('health'), run: name, look: z.int().positive() }),
  z.object({
    type: z.literal('api-call'),
    id: delivery,
    call: name,
    at: z.string().max(40),
    principal: z.string().min(1).max(2048),
    from: z.string().max(256).exactOptional(),
    names: z.array(z.string().max(512)).max(100),
  }),
  z.object({ type: z.literal('schedule'), task: z.enum(['resync', 'audit', 'drift']) }),
  z.object({
    type: z.literal('manual'),
    action: z.enum(['reconcile', 'drift', 'revert', 'accept', 'withdraw', 'rollback', 'suspend', 'resume', 'rescue']),
    requestedBy: z.string().min(1).max(2048),
    reference: delivery.exactOptional(),
    acceptSha: sha.exactOptional(),
    confirm: z.array(what).max(CONSENT_KINDS.length).exactOptional(),
    sha: sha.exactOptional(),
    appliedSha: sha.exactOptional(),
    over: sha.exactOptional(),
    reason: z.string().min(1).max(500).exactOptional(),
    until: z.string().max(10).exactOptional(),
    resources: z.array(z.string().regex(RESOURCE)).max(MAX_RESOURCES).exactOptional(),
    shown: z.string().regex(SHOWN).exactOptional(),
    heals: z.boolean().exactOptional(),
    stack: z.string().regex(STACK_NAME).exactOptional(),
    status: z.string().regex(STATUS).exactOptional(),
    skip: z.array(z.string().regex(LOGICAL_ID)).max(MAX_LOGICAL_IDS).exactOptional(),
    retain: z.array(z.string().regex(LOGICAL_ID)).max(MAX_LOGICAL_IDS).exactOptional(),
  }),
]);

/** The envelope of every EventBridge event (https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html). */
const ENVELOPE = z.object({ source: z.string(), 'detail-type': z.string(), detail: z.unknown() });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-event-reference-eventbridge.html */
const STACK_STATUS = z.object({
  'stack-id': arn.regex(/^arn:[^:]+:cloudformation:[^:]+:\d{12}:stack\/[A-Za-z][A-Za-z0-9-]*\/[^/]+$/),
  'status-details': z.object({ status: z.string().regex(/^[A-Z_]{1,64}$/) }),
});

/**
 * Reads a message of a reconciler's queue: one of our triggers (a schedule rule sends one, too), or CloudFormation's stack
 * status as EventBridge put it there. `project` is the prefix of our stacks' names. Total; what nobody knows is ignored with the reason (C5).
 */
export function readMessage(body: string, project: string): TriggerResult {
  const message = parseJson(body);
  if (message === undefined) return ignored('the message is not JSON');
  const event = ENVELOPE.safeParse(message);
  if (event.success) return readEvent(event.data, project);
  const trigger = TRIGGER.safeParse(message);
  return trigger.success ? { kind: 'trigger', trigger: trigger.data } : ignored('the message is no trigger');
}

function readEvent(event: z.infer<typeof ENVELOPE>, project: string): TriggerResult {
  const { source, 'detail-type': type, detail } = event;
  if (source === 'aws.cloudformation' && type === 'CloudFormation Stack Status Change')
    return readStackStatus(detail, project);
  return type === 'AWS API Call via CloudTrail' ? readApiCall(detail) : ignored('nothing is done on this event');
}

function readStackStatus(detail: unknown, project: string): TriggerResult {
  const read = STACK_STATUS.safeParse(detail);
  if (!read.success) return ignored('the event names no stack and status');
  const stackId = read.data['stack-id'];
  const stackName = stackId.split('/')[1] ?? '';
  if (!stackName.startsWith(`${project}-`)) return ignored('the stack is not one of ours');
  return {
    kind: 'trigger',
    trigger: { type: 'stack-event', stackName, stackId, status: read.data['status-details'].status },
  };
}

function ignored(because: string): TriggerResult {
  return { kind: 'ignored', because };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
