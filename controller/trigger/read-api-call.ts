import * as z from 'zod';
import type { TriggerResult } from './trigger.ts';

/** Names that are taken of one call, and the longest: ARNs have up to 2,048 characters, names of resources far fewer. */
const MAX_NAMES = 60;
const MAX_NAME = 512;
/** Parameters nest a few levels; what is deeper is content, such as a policy. */
const MAX_DEPTH = 4;

/** What we read of a CloudTrail event: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
const API_CALL = z.object({
  eventID: z.string().min(1).max(128),
  eventTime: z.iso.datetime(),
  eventSource: z.string().regex(/^[a-z0-9-]+\.amazonaws\.com$/),
  eventName: z.string().regex(/^[A-Za-z0-9]{1,128}$/),
  readOnly: z.boolean().exactOptional(),
  errorCode: z.string().exactOptional(),
  sourceIPAddress: z.string().max(256).exactOptional(),
  userIdentity: z.object({
    arn: z.string().max(2048).exactOptional(),
    principalId: z.string().max(256).exactOptional(),
    invokedBy: z.string().max(256).exactOptional(),
  }),
  requestParameters: z.unknown().optional(),
  responseElements: z.unknown().optional(),
  resources: z.unknown().optional(),
});

/** CloudFormation's own calls: what they do is what a run of ours asked for. */
const CLOUDFORMATION = 'cloudformation.amazonaws.com';

/** Reads a call that changed something. Total; a read, a refused call and one of CloudFormation's is ignored with the reason. */
export function readApiCall(detail: unknown): TriggerResult {
  const read = API_CALL.safeParse(detail);
  if (!read.success) return ignored('the event tells of no call');
  const { eventID, eventTime, eventSource, eventName, readOnly, errorCode, sourceIPAddress, userIdentity } = read.data;
  if (readOnly === true) return ignored('the call changed nothing');
  if (errorCode !== undefined) return ignored('the call was refused');
  if (sourceIPAddress === CLOUDFORMATION || userIdentity.invokedBy === CLOUDFORMATION) {
    return ignored('the call is one of CloudFormation');
  }
  const { requestParameters, responseElements, resources } = read.data;
  const names = new Set<string>();
  for (const part of [requestParameters, responseElements, resources]) collect(part, 0, names);
  const call = `${eventSource.replace('.amazonaws.com', '')}:${plainName(eventName)}`;
  const principal = userIdentity.arn ?? userIdentity.principalId ?? 'unknown';
  const from = sourceIPAddress === undefined ? {} : { from: sourceIPAddress };
  return {
    kind: 'trigger',
    trigger: { type: 'api-call', id: eventID, call, at: eventTime, principal, ...from, names: [...names] },
  };
}

/** Lambda's calls bear a version: `UpdateFunctionConfiguration20150331v2`. */
function plainName(eventName: string): string {
  return eventName.replace(/\d{8}(?:v\d+)?$/, '');
}

function collect(value: unknown, depth: number, names: Set<string>): void {
  if (names.size >= MAX_NAMES || depth > MAX_DEPTH) return;
  if (typeof value === 'string') {
    if (value !== '' && value.length <= MAX_NAME && !/[\s{}]/.test(value)) names.add(value);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const entry of Object.values(value)) collect(entry, depth + 1, names);
}

function ignored(because: string): TriggerResult {
  return { kind: 'ignored', because };
}
