import { CONSENT_KINDS, type ConsentKind, isConsentKind } from '../diagnostics/consent.ts';
import { parsePayload } from './parse-payload.ts';
import { LOGICAL_ID, MAX_LOGICAL_IDS, SHA, STACK_NAME, STATUS } from './payload-fields.ts';
import type { ManualTrigger } from './trigger.ts';

/** Who asks, as API Gateway's IAM authorizer found, and the reference that the asker is given. */
export interface ManualCaller {
  readonly arn: string;
  readonly reference: string;
}

/** Each field with what it may hold. */
const FIELDS = {
  acceptSha: isSha,
  sha: isSha,
  appliedSha: isSha,
  confirm: isConfirm,
  reason: isReason,
  until: isDay,
  resources: isResources,
  shown: isShown,
  stack: isText(STACK_NAME),
  status: isText(STATUS),
  skip: isLogicalIds,
  retain: isLogicalIds,
} as const satisfies Readonly<Record<string, (value: unknown) => boolean>>;

type Field = keyof typeof FIELDS;

/** Each action with the fields that may go with it, and those that must. */
const ACTIONS: Readonly<
  Record<ManualTrigger['action'], { readonly may: readonly Field[]; readonly must: readonly Field[] }>
> = {
  reconcile: { may: ['acceptSha', 'confirm'], must: [] },
  drift: { may: ['acceptSha'], must: [] },
  revert: { may: ['acceptSha'], must: [] },
  accept: { may: ['until', 'shown', 'resources', 'reason'], must: ['until', 'shown'] },
  withdraw: { may: ['resources'], must: [] },
  rollback: { may: ['sha', 'appliedSha', 'confirm'], must: ['sha'] },
  suspend: { may: ['reason'], must: [] },
  resume: { may: [], must: [] },
  rescue: { may: ['stack', 'status', 'skip', 'retain'], must: ['stack'] },
};

/** A reason is a line that people read. */
const REASON = /^[^\p{Cc}]{1,200}$/u;

/** A digest, or the beginning of it that fits on a button. */
export const SHOWN = /^(?:sha256:)?[0-9a-f]{12,64}$/;

/** A document, logical id or name in AWS: no spaces, nothing that cannot be seen. */
export const RESOURCE = /^[^\s\p{Cc}\p{Cf}]{1,500}$/u;

/** How many resources one word names. */
export const MAX_RESOURCES = 50;

/**
 * Reads the body of `POST /reconcile`: an object with the `action`, and with `acceptSha`, `sha` and `appliedSha` (full commit ids), `confirm`
 * (a list of what is agreed to), `reason`, `until`, `shown` and `resources`, and of a rescue `stack`, `status`, `skip` and `retain` (logical ids) where
 * they go with it; no body means reconcile. `undefined` for anything else, unknown fields included (R6): a misspelt consent must not be lost. Who asks never comes
 * from the body.
 */
export function readManual(body: Uint8Array, caller: ManualCaller): ManualTrigger | undefined {
  const text = Buffer.from(body).toString('utf8').trim();
  const json = text === '' ? {} : parsePayload(text);
  if (json === undefined) return undefined;
  const { action = 'reconcile', ...rest }: { readonly action?: unknown } = json;
  if (!isAction(action)) return undefined;
  const { may, must } = ACTIONS[action];
  const isWellFormed = ([name, value]: readonly [string, unknown]) =>
    may.some((field) => field === name && FIELDS[field](value));
  if (!Object.entries(rest).every(isWellFormed)) return undefined;
  if (!must.every((name) => Object.hasOwn(rest, name))) return undefined;
  const { arn: requestedBy, reference } = caller;
  return { type: 'manual', action, requestedBy, reference, ...rest };
}

function isAction(value: unknown): value is ManualTrigger['action'] {
  return typeof value === 'string' && Object.hasOwn(ACTIONS, value);
}

function isSha(value: unknown): value is string {
  return typeof value === 'string' && SHA.test(value);
}

function isText(pattern: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && pattern.test(value);
}

function isLogicalIds(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.length <= MAX_LOGICAL_IDS && value.every(isText(LOGICAL_ID));
}

function isReason(value: unknown): value is string {
  return typeof value === 'string' && REASON.test(value);
}

/** Whether it is a day that drift can be accepted until is judged when it is done. */
function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
}

function isShown(value: unknown): value is string {
  return typeof value === 'string' && SHOWN.test(value);
}

function isResources(value: unknown): value is readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_RESOURCES) return false;
  return value.every((one) => typeof one === 'string' && RESOURCE.test(one));
}

function isConfirm(value: unknown): value is readonly ConsentKind[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > CONSENT_KINDS.length) return false;
  return value.every((one) => typeof one === 'string' && isConsentKind(one));
}
